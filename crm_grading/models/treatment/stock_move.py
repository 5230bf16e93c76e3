from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_new_picking_values(self):
        """A new transfer of an urgent order is urgent; Odoo would give the moves the default priority of the transfer."""
        values = super()._get_new_picking_values()
        if "1" in self.sale_line_id.order_id.sudo().mapped("grading_priority"):
            values["priority"] = "1"
        return values
