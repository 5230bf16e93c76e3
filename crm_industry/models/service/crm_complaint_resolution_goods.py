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
            if not resolution._is_address_of_customer(resolution.address_id):
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
        for product in self.line_ids.product_id:
            self._check_complained(product)

    def _check_complained(self, product):
        """In one round the customer gets no more than it complained about.

        :raise UserError: naming the product and the figures
        """
        complaint = self.complaint_id
        wanted = sum(line._approved_quantity() for line in self._lines_of_round(product))
        complained = sum(complaint.line_ids.filtered(lambda line: line.product_id == product).mapped("quantity"))
        if product.uom_id.compare(wanted, complained) > 0:
            self._refuse_quantity(product, wanted, complained)

    def _lines_of_round(self, product):
        """Return what is proposed of a product in this round: here, and in others that are submitted or approved."""
        others = self.complaint_id._this_round(self.complaint_id.resolution_ids).filtered(
            lambda each: each == self or (each.kind in GOODS and each.approval_state in ("submitted", "approved"))
        )
        return others.line_ids.filtered(lambda line: line.product_id == product)

    def _refuse_quantity(self, product, wanted, covered):
        """:raise UserError: always"""
        raise UserError(
            self.env._(
                "%(product)s: %(wanted)s would be put right, but only %(covered)s were bought and complained about.",
                product=product.display_name,
                wanted=f"{wanted:g}",
                covered=f"{covered:g}",
            )
        )

    def _least_cost(self):
        """Goods that leave cost what they are valued at. So it is with an exchange: whether what comes back is worth anything
        shows when it is there, and whoever approves decides before."""
        # sudo: agents need not see costs of products
        goods = sum(line._cost() for line in self.sudo().line_ids) if self.kind in SENDS else 0.0
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

    def _check_receiver(self, picking):
        """:raise UserError: a transfer goes to, or comes from, somebody else than the customer; called in sudo"""
        known = (
            self.complaint_id.partner_id
            | self._goods_address().commercial_partner_id
            | self.line_ids.order_line_id.order_id.partner_shipping_id.commercial_partner_id
        )
        if picking.partner_id and picking.partner_id.commercial_partner_id not in known:
            raise UserError(
                self.env._(
                    "%(transfer)s is about goods of %(customer)s: enter an address of that customer, not %(other)s.",
                    transfer=picking.name,
                    customer=self.complaint_id.partner_id.display_name,
                    other=picking.partner_id.display_name,
                )
            )

    def _goods_moved(self):
        """Transfers of these resolutions are done or cancelled: is there more to come?"""
        for resolution in self.filtered(lambda each: each.approval_state == "approved" and not each.done_on):
            moves = resolution._goods_moves()
            if all(move.state in ("done", "cancel") for move in moves) and resolution._goods_arrived():
                resolution._goods_complete()

    def _goods_arrived(self):
        """Hook: whether the customer has got all that was approved, now that no transfer is open."""
        some = self._goods_left() or self._goods_returned()
        return bool(some) and all(line._is_settled() for line in self.line_ids)

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
