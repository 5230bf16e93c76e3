from odoo import api, fields, models


class CrmComplaint(models.Model):
    """What figures need to know of a complaint beside its events."""

    _inherit = "crm.complaint"

    grade_id = fields.Many2one(
        "crm.grading.grade",
        string="Grade Then",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Grade of the customer when the complaint was accepted.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"grade_id": False}

    def _take_policy(self):
        result = super()._take_policy()
        for complaint in self:
            # sudo: agents need not see grades
            customer = complaint.sudo().partner_id.with_company(complaint.sudo().company_id.root_id)
            complaint._guarded_write({"grade_id": customer.grading_grade_id.id})
        return result
