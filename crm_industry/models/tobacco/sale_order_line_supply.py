from odoo import api, fields, models
from odoo.tools import float_compare, float_round

from .crm_supply_plan import quantity_text
from .sale_order_supply import DIGITS


class SaleOrderLine(models.Model):
    """What is left of a scarce product for the customer of an order line."""

    _inherit = "sale.order.line"

    supply_limited = fields.Boolean(compute="_compute_supply_left", compute_sudo=True, groups="base.group_user")
    supply_left = fields.Float(
        string="Quota Left",
        compute="_compute_supply_left",
        compute_sudo=True,
        digits="Product Unit",
        aggregator=None,
        groups="base.group_user",
        help="What the customer may order of the product in the week, in the unit of the line, other orders taken off.",
    )

    @api.depends("product_id", "product_uom_id", "order_id.partner_id", "order_id.state", "order_id.company_id")
    def _compute_supply_left(self):
        for order, lines in self.grouped("order_id").items():
            plans, left = order._supply_left() if order else ({}, {})
            customer = order._tobacco_customer() if order else order.partner_id
            for line in lines:
                shares = {plan: share for plan in plans.get(order, ()) if (share := plan._line_share(line))}
                rest = [left.get((plan.id, customer.id), 0.0) / share for plan, share in shares.items()]
                line.supply_limited = bool(rest)
                line.supply_left = min(rest, default=0.0)

    def _supply_fitting_quantity(self, available):
        """Return the quantity of the line, as far as it is available: in its unit, rounded down."""
        if float_compare(self.product_uom_qty, available, precision_digits=DIGITS) <= 0:
            return self.product_uom_qty
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return max(0.0, float_round(available, precision_digits=digits, rounding_method="DOWN"))

    def _supply_cut_text(self, quantity):
        return self.env._(
            "%(product)s: %(quantity)s instead of %(before)s %(unit)s",
            product=self.product_id.display_name,
            quantity=quantity_text(self.env, quantity),
            before=quantity_text(self.env, self.product_uom_qty),
            unit=self.product_uom_id.name,
        )
