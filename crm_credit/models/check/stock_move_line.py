from odoo import api, models

from .stock_move import hands_over

# What tells how much has left, and whether it has left for a customer.
CREDIT_FIELDS = {"quantity", "product_uom_id", "product_id", "location_id", "location_dest_id", "move_id", "picking_id"}


class StockMoveLine(models.Model):
    """More goods than before on a transfer that is done are a delivery, too, and so are goods that are sent on to a customer."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._credit_judge_additions({})
        return lines

    def write(self, vals):
        if CREDIT_FIELDS.isdisjoint(vals):
            return super().write(vals)
        before = {line: line._credit_gone() for line in self}
        result = super().write(vals)
        self._credit_judge_additions(before)
        return result

    def _credit_judge_additions(self, before):
        """Judge what has left for customers beyond what had; undo all when that is held.

        :param dict before: quantities as of `_credit_gone`; nothing for other lines
        """
        gone = {line: line._credit_gone() - before.get(line, 0.0) for line in self}
        added = {line: quantity for line, quantity in gone.items() if quantity > 0}
        self.browse(line.id for line in added).move_id._credit_refuse_loose()
        self.env["stock.picking"]._credit_require_addition(added)

    def _credit_gone(self):
        """The quantity that the line tells has left for a customer, unless somebody up the call stack is checking it.

        :rtype: float, in the unit of the product
        """
        self.ensure_one()
        if self.move_id.state != "done" or not hands_over(self.location_id, self.location_dest_id):
            return 0.0
        return 0.0 if self.picking_id and self.picking_id._credit_is_in_check() else self.quantity_product_uom
