from odoo import api, models


class CrmGradingResult(models.Model):
    """Overrides and vetoes start the plans of process rules."""

    _inherit = "crm.grading.result"

    @api.model
    def _settle_standings(self, customers, company):
        result = super()._settle_standings(customers, company)
        self.env["crm.process.rule"]._look_soon("regraded", company)
        return result
