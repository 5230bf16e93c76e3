from odoo import api, models


class ResPartner(models.Model):
    """Figures of a customer that another one absorbs."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        result = super()._rekey_customer(old, new)
        self._rekey_telecom(self.env["crm.telecom.month"].sudo(), "partner_id", old, new)
        # What is said of both together follows with the next refresh.
        scores, missing = self.env["crm.telecom.churn.score"].sudo(), self.env["crm.telecom.cross.sell"].sudo()
        scores.search([("partner_id", "=", old.id), ("subscription_id", "=", False)]).unlink()
        missing.search([("partner_id", "=", old.id)]).unlink()
        self._rekey_telecom(scores, "partner_id", old, new)
        return result
