from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Goods that come back from a customer make room for its other deliveries."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        returned = moves.filtered(lambda move: move.location_id.usage == "customer" and move.state == "done")
        for company, pickings in returned.picking_id.grouped("company_id").items():
            customers = self.env["res.partner"].union(*(picking._credit_partner() for picking in pickings))
            self.env["crm.credit.recheck"]._enqueue(customers, company)
        return moves
