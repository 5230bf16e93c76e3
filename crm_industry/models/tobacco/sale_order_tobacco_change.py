from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.quantities import grown


class SaleOrder(models.Model):
    """Confirmed orders meet the rules of the tobacco trade whenever they grow or go to somebody else.

    The doors are those of the credit check, whose hooks this extends.
    """

    _inherit = "sale.order"

    @api.model
    def _server_fields(self):
        reason = self.env._("The check against the rules of the tobacco trade is done by the server only.")
        return super()._server_fields() | {"tobacco_check": reason}

    @contextmanager
    def _credit_watch_increase(self):
        # Entered first: inside the other one, the orders count as being checked.
        with self._tobacco_watch(), super()._credit_watch_increase():
            yield

    @contextmanager
    def _tobacco_watch(self):
        """Check what the block adds to confirmed orders of tobacco, or gives to somebody else."""
        watched = self.filtered(lambda order: order.state == "sale" and not order._credit_is_in_check())
        before = {order: order._tobacco_snapshot() for order in watched}
        yield
        more = {order: order._tobacco_grown(customer, known) for order, (customer, known) in before.items()}
        self._tobacco_require_grown({order: products for order, products in more.items() if products})

    def _tobacco_snapshot(self):
        """Return who gets the tobacco of a confirmed order, and {product: quantity in its unit}."""
        return self._tobacco_customer(), self._tobacco_lines()._quantities_by_product()

    def _tobacco_grown(self, customer, known):
        """Return the products of which a confirmed order has more than it had; all of them if it has another customer now."""
        if self.state != "sale":
            return self.env["product.product"]
        now_customer, now = self._tobacco_snapshot()
        return self.env["product.product"].union(*grown(now, known if now_customer == customer else {}))

    @api.model
    def _tobacco_require_grown(self, grown):
        """Check confirmed orders that have grown. Extend by super.

        :param grown: {order: products of which it has more}
        :raise UserError: a rule blocks one of them, and undoes everything
        """
        self.browse(order.id for order in grown)._tobacco_require_clearance()

    def _credit_require_clearance(self, event, amounts=None):
        result = super()._credit_require_clearance(event, amounts)
        if event == "confirm":
            self._tobacco_require_clearance()
        return result

    def _tobacco_require_clearance(self):
        """Check orders that are confirmed already, as their last step.

        :raise UserError: a rule blocks one of them, and undoes everything
        """
        for order, found in self._tobacco_findings().items():
            if texts := [finding["text"] for finding in found if finding["mode"] == "block"]:
                raise UserError(self.env._("%(order)s: %(reasons)s", order=order.name, reasons=" ".join(texts)))
            order._tobacco_keep({order: found})
