from odoo import api, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.depends("move_ids.complaint_loan_id")
    def _compute_complaint_id(self):
        result = super()._compute_complaint_id()
        for picking in self.filtered(lambda each: not each.complaint_id):
            # sudo: warehouse users need not see cases
            picking.complaint_id = picking.sudo().move_ids.complaint_loan_id.complaint_id[:1]
        return result
