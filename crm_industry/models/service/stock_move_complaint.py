from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class StockMove(models.Model):
    """Goods that go to a customer, or come back, because of a complaint."""

    _inherit = "stock.move"

    complaint_line_id = fields.Many2one(
        "crm.complaint.resolution.line",
        string="Goods of a Resolution",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Create moves; those of a complaint are made when its resolution is approved, and split or returned from such."""
        if not self.env.su:
            for vals in vals_list:
                self._check_complaint_line(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and ("complaint_line_id" in vals or self._leaves_order_of_complaint(vals)):
            self._refuse_complaint_line()
        # sudo: warehouse users need not see complaints
        lines = self.sudo().complaint_line_id if "product_id" in vals else ()
        if any(line.product_id.id != vals["product_id"] for line in lines):
            raise UserError(self.env._("The goods of an approved resolution are sent as approved: choose the same product."))
        result = super().write(vals)
        # Not at every change: while a move is split, some of what is awaited is nowhere.
        if vals.get("state") == "cancel" or not {"location_id", "location_dest_id"}.isdisjoint(vals):
            self._check_complaint_sent()
        return result

    def _leaves_order_of_complaint(self, vals):
        """Whether goods of a complaint would count for another line of an order, or for one at all."""
        # sudo: warehouse users need not see complaints and orders
        return "sale_line_id" in vals and any(
            move.complaint_line_id and move.sale_line_id.id != vals["sale_line_id"] for move in self.sudo()
        )

    @api.model
    def _check_complaint_line(self, vals):
        if line_id := vals.get("complaint_line_id"):
            # sudo: warehouse users need not see complaints
            known = self.sudo().search_count([("complaint_line_id", "=", line_id)], limit=1)
            product = self.env["crm.complaint.resolution.line"].sudo().browse(line_id).exists().product_id
            if not known or product.id != vals.get("product_id"):
                self._refuse_complaint_line()

    @api.model
    def _refuse_complaint_line(self):
        """:raise AccessError: always"""
        raise AccessError(self.env._("Moves get their complaint, and its order, when a resolution is approved."))

    @api.constrains("quantity")
    def _check_counted(self):
        """Goods that have moved are not counted up."""
        self.filtered(lambda move: move.state == "done")._check_complaint_sent()

    def _check_complaint_sent(self):
        """:raise UserError: more of a complaint's goods has left than may; it names the resolution and the figures"""
        # sudo: warehouse users need not see complaints
        for line in self.sudo().complaint_line_id:
            line._check_sent()

    # -- the same goods all along the chain ----------------------------------------------------------------------------

    def _moved_for_complaint(self):
        """Return the complaint for which goods move, in sudo. Extend by super."""
        return self.sudo().complaint_line_id.resolution_id.complaint_id

    def _key_assign_picking(self):
        return (*super()._key_assign_picking(), self._moved_for_complaint())

    def _search_picking_for_assignation_domain(self):
        """A complaint's goods and what else goes to the customer don't share a transfer."""
        return [*super()._search_picking_for_assignation_domain(), ("complaint_id", "=", self._moved_for_complaint().id)]

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "complaint_line_id"]

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.complaint_line_id:
            values["complaint_line_id"] = self.complaint_line_id.id
        return values

    # -- what happens to them ------------------------------------------------------------------------------------------

    def _action_done(self, cancel_backorder=False):
        """Goods of a complaint move: these alone, no more than was approved, and the complaint hears of it."""
        # sudo: warehouse users need not see complaints
        self.sudo().picking_id.filtered("complaint_id")._check_complaint_goods(self)
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # sudo: warehouse users need not see complaints
        lines = moves.sudo().complaint_line_id
        for line in lines:
            line._check_sent()
        lines.resolution_id._goods_moved()
        return moves

    def _action_cancel(self):
        result = super()._action_cancel()
        self.sudo().complaint_line_id.resolution_id._goods_moved()
        return result

    def _credit_leaves(self):
        """What a complaint sends was approved, and the customer owes nothing for it: no credit is asked for."""
        return super()._credit_leaves() and not self.sudo().complaint_line_id
