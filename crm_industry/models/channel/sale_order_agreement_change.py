from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_credit.models.check.sale_order import CREDIT_FIELDS


class SaleOrder(models.Model):
    """Confirmed orders are checked against the agreements whenever they grow or go elsewhere.

    The doors are those of the credit check, whose hooks this extends.
    """

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._channel_refuse_forged(vals)
        # Explicit values win over defaults that a client puts into the context.
        return super().create([{**vals, "channel_check": False} for vals in vals_list])

    def write(self, vals):
        self._channel_refuse_forged(vals)
        if "partner_shipping_id" in vals and CREDIT_FIELDS.isdisjoint(vals):
            with self._channel_watch():
                return super().write(vals)
        return super().write(vals)

    @api.model
    def _channel_refuse_forged(self, vals):
        if vals.get("channel_check") or vals.get("channel_exception_ids"):
            raise AccessError(self.env._("The check against the dealer's agreement is done by the server only."))

    def _channel_write(self, vals):
        """Set the field that no client may write, past the guard of `write`."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

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
        grown = {}
        for order, (place, quantities) in before.items():
            now_at, now = order._channel_snapshot()
            known = quantities if now_at == place else {}
            grown[order] = [
                product for product, quantity in now.items() if product.uom_id.compare(quantity, known.get(product, 0.0)) > 0
            ]
        self._channel_require_inside(grown)

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
                    order._channel_write({"channel_check": "inside"})
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
            order._channel_write({"channel_check": result})
            if result == "warned":
                order._channel_log(findings)
        return self.browse(order.id for order in outside)
