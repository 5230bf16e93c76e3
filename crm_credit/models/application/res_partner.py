from odoo import api, models
from odoo.exceptions import AccessError

FILE_MODELS = ("crm.credit.financial", "crm.credit.reference", "crm.credit.registry")


class ResPartner(models.Model):
    """The way to an application from the customer, and what becomes of the credit file when customers are joined."""

    _inherit = "res.partner"

    def action_credit_apply(self):
        """Open a new credit application of the customer. Salespeople and people in credit.

        :raise AccessError: the user may not apply for credit
        """
        self.ensure_one()
        if not self.env["crm.credit.application"].has_access("create"):
            raise AccessError(self.env._("You may not apply for credit."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Application"),
            "res_model": "crm.credit.application",
            "views": [(False, "form")],
            "context": {"default_partner_id": self.commercial_partner_id.id, "default_company_id": self.env.company.root_id.id},
        }

    def _portal_policy(self, standing):
        """What a limit is multiplied by is none of the customer's business."""
        return [entry for entry in super()._portal_policy(standing) if entry["field"] != "credit_limit_factor"]

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        for model in FILE_MODELS:
            old.env[model]._rekey(old, new)
        old.env["crm.credit.application"]._rekey(old, new)
        return result
