from odoo import api, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _credit_held_domain(self):
        return [*super()._credit_held_domain(), ("state", "not in", ("done", "cancel"))]

    def _credit_recheck_amounts(self):
        """What transfers put on credit is read once their customers are locked."""
        return (lambda pickings: pickings._credit_delivery_amounts()), self

    def _credit_lift_text(self):
        return self.env._("The credit hold has lifted: the goods can leave.")
