from odoo import api, fields, models


class CrmCreditApproval(models.Model):
    """One approval of a credit application: who gave it, by whose right, when. Written by the verb of the application alone."""

    _name = "crm.credit.approval"
    _description = "Approval of a Credit Application"
    _inherit = ["crm.guarded.mixin"]
    _order = "id"
    _rec_name = "user_id"

    application_id = fields.Many2one("crm.credit.application", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="application_id.company_id")
    user_id = fields.Many2one("res.users", string="Approved By", required=True, readonly=True, ondelete="restrict")
    principal_id = fields.Many2one(
        "res.users",
        string="By the Right Of",
        required=True,
        readonly=True,
        ondelete="restrict",
        help="The absent person in whose place it was given, or the approver.",
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    note = fields.Char(readonly=True)
    void = fields.Boolean(readonly=True, help="Given before the application was assessed again: it counts no more.")

    _user_uniq = models.UniqueIndex("(application_id, user_id) WHERE void IS NOT TRUE", "Everybody approves once.")
    _principal_uniq = models.UniqueIndex(
        "(application_id, principal_id) WHERE void IS NOT TRUE", "A right to approve gives one approval."
    )

    @api.model
    def _guarded_fields(self):
        names = ("application_id", "user_id", "principal_id", "date", "note", "void")
        return super()._guarded_fields() | dict.fromkeys(names, False)
