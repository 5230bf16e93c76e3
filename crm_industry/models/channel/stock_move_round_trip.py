from odoo import api, models
from odoo.tools import SQL


class StockMove(models.Model):
    """What goes to customers, or comes from them, without being sold or given back."""

    _inherit = "stock.move"

    @api.model
    def _round_trips_query(self):
        """SQL: ids of moves by which goods change their place and not their hands. They count neither as deliveries nor as
        returns. Extend by super with UNION ALL."""
        return SQL("SELECT NULL::integer WHERE FALSE")
