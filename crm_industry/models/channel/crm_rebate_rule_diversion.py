from odoo import api, models


class CrmRebateRule(models.Model):
    """Diverted goods keep a dealer from rebates: an open case until it is decided, a confirmed one for its months."""

    _inherit = "crm.rebate.rule"

    @api.model
    def _rebate_gates(self, dealer, company, date_from, date_to):
        reasons = super()._rebate_gates(dealer, company, date_from, date_to)
        return reasons + self.env["crm.diversion.case"]._rebate_blocks(dealer, company, date_from, date_to)
