from odoo import api, models

QUANTITY_FIELDS = {"quantity", "product_uom_id", "product_id"}


class StockMoveLine(models.Model):
    """More goods than before on a delivery that has left already are a delivery, too."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        gone = lines.filtered(lambda line: line._credit_gone())
        self.env["stock.picking"]._credit_require_addition({line: line.quantity for line in gone})
        return lines

    def write(self, vals):
        if QUANTITY_FIELDS.isdisjoint(vals):
            return super().write(vals)
        before = {line: line.quantity for line in self if line._credit_gone()}
        result = super().write(vals)
        self.env["stock.picking"]._credit_require_addition(
            {line: line.quantity - quantity for line, quantity in before.items() if line.quantity > quantity}
        )
        return result

    def _credit_gone(self):
        """Whether the line tells what has left for a customer, and nobody up the call stack is checking it."""
        self.ensure_one()
        move, picking = self.move_id, self.picking_id
        return bool(
            picking and move.state == "done" and move._credit_leaves() and not picking._credit_is_in_check()
        )
