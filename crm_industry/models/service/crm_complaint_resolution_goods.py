from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import check_one

GOODS = ("replacement", "exchange", "refund", "repair")
SENDS = ("replacement", "exchange")


class CrmComplaintResolution(models.Model):
    """Goods that a resolution sends or takes back, and the stock that was there when it was decided."""

    _inherit = "crm.complaint.resolution"

    line_ids = fields.One2many("crm.complaint.resolution.line", "resolution_id", string="Goods", copy=False)
    stock_ids = fields.One2many("crm.complaint.stock", "resolution_id", string="Stock at the Decision", readonly=True)
    address_id = fields.Many2one(
        "res.partner",
        string="Deliver to",
        ondelete="restrict",
        help="Empty: where the order went, else the delivery address of the customer.",
    )
    goods_status = fields.Char(string="Transfers", compute="_compute_goods_status")

    @api.depends("line_ids.move_ids.state", "line_ids.move_ids.picking_id.state")
    def _compute_goods_status(self):
        for resolution in self:
            # sudo: agents need not see transfers; this much they tell the customer
            pickings = resolution.sudo()._goods_moves().picking_id
            states = dict(pickings._fields["state"]._description_selection(self.env))
            resolution.goods_status = ", ".join(f"{picking.name}: {states[picking.state]}" for picking in pickings)

    @api.constrains("address_id", "complaint_id")
    def _check_address(self):
        for resolution in self.sudo().filtered("address_id"):
            customer = resolution.complaint_id.partner_id
            if resolution.address_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(address)s is no address of %(customer)s.",
                        address=resolution.address_id.display_name,
                        customer=customer.display_name,
                    )
                )

    @api.model
    def _approval_content_fields(self):
        return super()._approval_content_fields() | {"line_ids", "address_id"}

    @api.model_create_multi
    def create(self, vals_list):
        """Propose resolutions; one about goods is about all that the complaint names, unless it says otherwise."""
        resolutions = super().create(vals_list)
        for resolution in resolutions:
            if resolution.kind in GOODS and not resolution.line_ids:
                resolution.line_ids = [
                    (
                        0,
                        0,
                        {
                            "product_id": line.product_id.id,
                            "quantity": line.quantity,
                            "lot_id": line.lot_id.id,
                            "order_line_id": line.order_line_id.id,
                        },
                    )
                    for line in resolution.complaint_id.line_ids
                ]
        return resolutions

    # -- before it is decided ------------------------------------------------------------------------------------------

    def _check_proposal(self):
        super()._check_proposal()
        if self.kind not in GOODS:
            return
        if not self.line_ids:
            raise UserError(self.env._("%(resolution)s: name the goods, at best in the complaint.", resolution=self.display_name))
        # Before the first read that decides: two agents may submit at once.
        self.env["crm.capacity.lock"]._lock_capacity([f"complaint:{self.complaint_id.id}"])
        for product in self.line_ids.product_id:
            self._check_covered(product)

    def _check_covered(self, product):
        """In one round the customer gets no more than it complained about, and than it bought where the order is known.

        :raise UserError: naming the product and the figures
        """
        # sudo: agents need not see orders
        complaint = self.sudo().complaint_id
        others = complaint._this_round(complaint.resolution_ids).filtered(
            lambda each: each == self or (each.kind in GOODS and each.approval_state in ("submitted", "approved"))
        )
        wanted = sum(others.line_ids.filtered(lambda line: line.product_id == product).mapped("quantity"))
        covered = sum(complaint.line_ids.filtered(lambda line: line.product_id == product).mapped("quantity"))
        orders = complaint.order_id | complaint.line_ids.order_line_id.order_id
        bought = orders.order_line.filtered(lambda line: line.product_id == product)
        if orders:
            sold = sum(line.product_uom_id._compute_quantity(line.product_uom_qty, product.uom_id) for line in bought)
            covered = min(covered, sold)
        if product.uom_id.compare(wanted, covered) > 0:
            raise UserError(
                self.env._(
                    "%(product)s: %(wanted)s would be put right, but only %(covered)s were bought and complained about.",
                    product=product.display_name,
                    wanted=f"{wanted:g}",
                    covered=f"{covered:g}",
                )
            )

    def _least_cost(self):
        """Goods that leave cost what they are valued at."""
        # sudo: agents need not see costs of products
        goods = sum(line._cost() for line in self.sudo().line_ids) if self.kind == "replacement" else 0.0
        return max(super()._least_cost(), self.company_id.currency_id.round(goods))

    def action_look_at_stock(self):
        """Write down the stock of the goods as it is now (button)."""
        check_one(self)
        self.check_access("write")
        self._approval_expect("draft")
        self.stock_ids.sudo().filtered(lambda row: row.moment == "looked").unlink()
        self.env["crm.complaint.stock"]._take(self, "looked")
        return True

    def action_submit(self):
        result = super().action_submit()
        for resolution in self.filtered("line_ids"):
            self.env["crm.complaint.stock"]._take(resolution, "submitted")
        return result

    def _approval_decide(self, state, note):
        """Keep what was in stock when somebody decided."""
        result = super()._approval_decide(state, note)
        if self.line_ids:
            self.env["crm.complaint.stock"]._take(self, "decided")
        return result

    # -- transfers -----------------------------------------------------------------------------------------------------

    def _goods_moves(self):
        """Return the stock moves of these resolutions, to be called in sudo."""
        return self.line_ids.move_ids

    def _goods_left(self):
        """Return those of the moves that brought goods to the customer."""
        return self._goods_moves().filtered(lambda move: move.state == "done" and move.location_dest_id._is_outgoing())

    def _goods_returned(self):
        """Return those of the moves that brought goods back from the customer."""
        return self._goods_moves().filtered(lambda move: move.state == "done" and move.location_id._is_outgoing())

    def _goods_address(self):
        """Return where the goods go."""
        complaint = self.complaint_id
        person = complaint.contact_id or complaint.partner_id
        return (
            self.address_id
            or complaint.order_id.partner_shipping_id
            or person.browse(person.address_get(["delivery"])["delivery"])
        )

    def _goods_moved(self):
        """Transfers of these resolutions are done or cancelled: is there more to come?"""
        for resolution in self.filtered(lambda each: each.approval_state == "approved" and not each.done_on):
            moves = resolution._goods_moves()
            if all(move.state in ("done", "cancel") for move in moves) and resolution._goods_arrived():
                resolution._goods_complete()

    def _goods_arrived(self):
        """Hook: whether everybody has got the goods, now that no transfer is open."""
        return bool(self._goods_left())

    def _goods_complete(self):
        """Hook: all goods are where they belong."""
        self._done()

    def _approval_revert(self):
        """Cancel the transfers.

        :raise UserError: goods have left
        """
        result = super()._approval_revert()
        moves = self.sudo()._goods_moves()
        if self.sudo()._goods_left() or self.sudo()._goods_returned():
            raise UserError(
                self.env._(
                    "%(resolution)s: goods have left or come back already, it can't be cancelled.",
                    resolution=self.display_name,
                )
            )
        moves.filtered(lambda move: move.state not in ("done", "cancel"))._action_cancel()
        return result
