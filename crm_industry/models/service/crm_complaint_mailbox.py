from odoo import api, fields, models


class CrmComplaintMailbox(models.Model):
    """An e-mail address of the service: whatever arrives there becomes a complaint or another case of the company.

    An archived mailbox still takes mails: nothing that a customer writes is lost.
    """

    _name = "crm.complaint.mailbox"
    _description = "Mailbox of the Service"
    _inherit = ["mail.alias.mixin", "crm.owner.mixin"]
    _order = "company_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    type_id = fields.Many2one(
        "crm.complaint.type",
        string="Service Type",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.ref("crm_industry.complaint_type_complaint", raise_if_not_found=False),
    )
    category_id = fields.Many2one(
        "crm.complaint.category", ondelete="restrict", help="Of new cases, until somebody has read them."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Agent",
        ondelete="restrict",
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Handles new cases; empty: they wait among the unassigned ones.",
    )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("crm.complaint")
        if self.id:
            # All else is asked of the mailbox when a mail arrives.
            values["alias_defaults"] = {"mailbox_id": self.id}
        return values

    @api.depends("name", "alias_email")
    def _compute_display_name(self):
        for mailbox in self:
            mailbox.display_name = f"{mailbox.name} ({mailbox.alias_email})" if mailbox.alias_email else mailbox.name
