from odoo import api, models


class CrmCreditTemporaryLimit(models.Model):
    _inherit = "crm.credit.temporary.limit"

    @api.model_create_multi
    def create(self, vals_list):
        """A temporary limit makes room for held documents; one that begins later does so then, by the daily look."""
        limits = super().create(vals_list)
        limits.account_id._enqueue_recheck()
        return limits
