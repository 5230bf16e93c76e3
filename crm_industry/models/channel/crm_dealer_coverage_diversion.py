from odoo import api, models


class CrmDealerCoverage(models.Model):
    _inherit = "crm.dealer.coverage"

    @api.model
    def _book(self, agreement, first):
        result = super()._book(agreement, first)
        if first <= agreement._business_today():
            agreement._guarded_write({"judge_again": True})
        return result
