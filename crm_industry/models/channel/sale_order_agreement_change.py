from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.crm_credit.models.check.sale_order import CREDIT_FIELDS
from odoo.addons.crm_grading.tools.quantities import grown


class SaleOrder(models.Model):
    """Confirmed orders are checked against the agreements whenever they grow or go elsewhere.

    The doors are those of the credit check, whose hooks this extends.
    """

    _inherit = "sale.order"

    @api.model
    def _server_fields(self):
        reason = self.env._("The check against the dealer's agreement is done by the server only.")
        return super()._server_fields() | {"channel_check": reason, "channel_exception_ids": reason}

    def write(self, vals):
        if "partner_shipping_id" in vals and CREDIT_FIELDS.isdisjoint(vals):
            with self._channel_watch():
                return super().write(vals)
        return super().write(vals)

    @contextmanager
    def _credit_watch_increase(self):
        # Entered first: inside the other one, the orders count as being checked.
        with self._channel_watch(), super()._credit_watch_increase():
            yield

    @contextmanager
    def _channel_watch(self):
        """Check what the block adds to confirmed orders of dealers, or sends elsewhere."""
        watched = self.filtered(
            lambda order: order.state == "sale" and order._channel_mode() != "off" and not order._credit_is_in_check()
        )
        before = {order: order._channel_snapshot() for order in watched}
        yield
        more = {}
        for order, (place, known) in before.items():
            now_at, now = order._channel_snapshot()
            more[order] = grown(now, known if now_at == place else {})
        self._channel_require_inside(more)

    def _channel_snapshot(self):
        """What the check of changes compares: whom and where the goods go to, and how much; nothing where it is no dealer."""
        dealer = self._channel_dealer()
        if self.state != "sale" or not dealer:
            return (), {}
        return (dealer, self._channel_region()), self._channel_quantities()

    def _credit_require_clearance(self, event, amounts=None):
        result = super()._credit_require_clearance(event, amounts)
        if event == "confirm":
            goods = {order: list(order._channel_snapshot()[1]) for order in self}
            outside = self._channel_require_inside(goods)
            for order in self - outside:
                if goods[order] and order._channel_mode() != "off":
                    order._write_server_fields({"channel_check": "inside"})
        return result

    @api.model
    def _channel_require_inside(self, products):
        """Check products of orders that are confirmed already, as their last step.

        :param dict products: {order: products}
        :return: the orders that are outside of the agreements all the same
        :raise UserError: the company blocks orders outside the agreement, and undoes everything
        """
        orders = self.browse(order.id for order, some in products.items() if some)
        outside = orders._channel_findings(products)
        for order, findings in outside.items():
            result = order._channel_result(findings)
            if result == "blocked":
                raise UserError(
                    self.env._(
                        "%(order)s is outside the dealer's agreement: %(reasons)s A channel manager may allow it.",
                        order=order.name,
                        reasons=" ".join(order._channel_text(*item) for item in order._channel_open(findings).items()),
                    )
                )
            order._write_server_fields({"channel_check": result})
            if result == "warned":
                order._channel_log(findings)
        return self.browse(order.id for order in outside)
