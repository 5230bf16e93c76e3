from odoo import models
from odoo.exceptions import UserError

from .crm_complaint_line_device import REPAIR

# What takes pieces of an order out of it: they can't be put right a second time.
USES_UP = ("replacement", "exchange", "refund")


class CrmComplaintResolution(models.Model):
    """No more is put right than was bought: over all complaints about an order, and without an order only where the policy
    allows it."""

    _inherit = "crm.complaint.resolution"

    def _check_proposal(self):
        result = super()._check_proposal()
        # sudo: agents need not see orders
        resolution = self.sudo()
        if resolution.line_ids:
            orders = resolution._orders_of_goods()
            products = resolution.line_ids.product_id
            sold = orders.order_line.filtered(lambda line: line.product_id in products)
            # Before the first read that decides: two complaints may be about the same pieces.
            self.env["crm.capacity.lock"]._lock_capacity(f"complaint_goods:{line.id}" for line in sold)
            for product in products:
                resolution._check_bought(product, orders)
        return result

    def _orders_of_goods(self):
        """Return the orders by which the goods may have been bought."""
        complaint = self.complaint_id
        return complaint.order_id | complaint.line_ids.order_line_id.order_id | self.line_ids.order_line_id.order_id

    def _check_bought(self, product, orders):
        """In sudo.

        :param orders: those that the complaint names
        :raise UserError: naming the product and the figures
        """
        sold = self._sold_lines(product, orders)
        lines = self._lines_of_round(product)
        wanted, bought = lines._sum_approved(), sum(sold.values())
        if self.kind == REPAIR:
            # Devices that were bought elsewhere are repaired, too.
            if orders and product.uom_id.compare(wanted, bought) > 0:
                self._refuse_quantity(product, wanted, bought)
            return
        self._mark_not_bought(product, max(wanted - bought, 0.0), orders, bought)
        using = lines.filtered(lambda line: line.resolution_id.kind in USES_UP)
        elsewhere = self._lines_elsewhere(product, orders)
        self._check_pieces(product, orders, min(using._sum_approved(), bought), bought, elsewhere)
        for line, quantity in sold.items():
            named = using.filtered(lambda each, line=line: each.order_line_id == line)
            others = elsewhere.filtered(lambda each, line=line: each.order_line_id == line)
            if named:
                self._check_pieces(product, line.order_id, named._sum_approved(), quantity, others)

    def _sold_lines(self, product, orders):
        """Return {order line: quantity in the unit of the product} of what confirmed orders sold of a product."""
        confirmed = orders.filtered(lambda order: order.state == "sale")
        return {
            line: line.product_uom_id._compute_quantity(line.product_uom_qty, product.uom_id, round=False)
            for line in confirmed.order_line
            if line.product_id == product
        }

    # -- not bought here -----------------------------------------------------------------------------------------------

    def _mark_not_bought(self, product, strange, orders, bought):
        """Write down how much of the goods nobody bought, for those who approve.

        :raise UserError: the policy does not allow it
        """
        policy = self.complaint_id.applicable_policy_id
        strange = strange if product.uom_id.compare(strange, 0) > 0 else 0.0
        if strange and not (self.kind == "replacement" and policy.allows_unbought):
            if orders:
                self._refuse_quantity(product, self._lines_of_round(product)._sum_approved(), bought)
            raise UserError(
                self.env._(
                    "%(product)s: no order says that %(customer)s bought it. Name the order in %(complaint)s, or have a service"
                    " manager allow goods not bought here in the policy “%(policy)s”.",
                    product=product.display_name,
                    customer=self.complaint_id.partner_id.display_name,
                    complaint=self.complaint_id.display_name,
                    policy=policy.name,
                )
            )
        for line in self.line_ids.filtered(lambda each: each.product_id == product):
            part = min(line.quantity, strange)
            if line.unbought_quantity != part:
                line._guarded_write({"unbought_quantity": part})
            strange -= part

    def _roles_by_policy(self):
        """Goods that nobody bought are given away by the service manager, too."""
        roles = super()._roles_by_policy()
        return roles | ({"manager"} if any(self.line_ids.mapped("unbought_quantity")) else set())

    # -- the same pieces -----------------------------------------------------------------------------------------------

    def _lines_elsewhere(self, product, orders):
        """Return what other complaints about the same orders have put right of a product, or are about to."""
        if not orders:
            return self.line_ids.browse()
        return self.line_ids.search(
            [
                ("product_id", "=", product.id),
                ("resolution_id.complaint_id", "!=", self.complaint_id.id),
                ("resolution_id.approval_state", "in", ("submitted", "approved")),
                ("resolution_id.type_id.kind", "in", USES_UP),
                "|",
                ("order_line_id.order_id", "in", orders.ids),
                "&",
                ("order_line_id", "=", False),
                "|",
                ("resolution_id.complaint_id.order_id", "in", orders.ids),
                ("resolution_id.complaint_id.line_ids.order_line_id.order_id", "in", orders.ids),
            ]
        )

    def _check_pieces(self, product, orders, wanted, bought, elsewhere):
        """:raise UserError: pieces would be put right that another complaint has put right, or more than were bought"""
        taken = sum(elsewhere._pieces_by_complaint().values())
        if not wanted or product.uom_id.compare(wanted + taken, bought) <= 0:
            return
        if not taken:
            self._refuse_quantity(product, wanted, bought)
        raise UserError(
            self.env._(
                "%(product)s: %(orders)s sold %(bought)s, of which %(complaints)s puts %(taken)s right; %(wanted)s more are too"
                " many. If the goods of that complaint are wrong again, reopen it.",
                product=product.display_name,
                orders=", ".join(orders.mapped("name")),
                bought=f"{bought:g}",
                complaints=", ".join(elsewhere.resolution_id.complaint_id.mapped("name")),
                taken=f"{taken:g}",
                wanted=f"{wanted:g}",
            )
        )
