from markupsafe import Markup

from odoo import models


class SaleOrder(models.Model):
    """At the confirmation, orders of scarce products are locked, and cut to what is left if the company says so."""

    _inherit = "sale.order"

    def action_confirm(self):
        """Confirm; of quotations with more of a scarce product than is left, a company may have the excess cut.

        :return: what the confirmation returns
        """
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        quotations._supply_lock()
        quotations.filtered(lambda order: order._tobacco_company().tobacco_quota_check == "cut")._supply_cut()
        return super().action_confirm()

    def _supply_cut(self):
        """Lower the quantities of lines to what the plans leave, and note it on the order.

        Orders that would have no goods at all any more stay as they are: they are refused.
        """
        plans, left = self._supply_left()
        for order, mine in plans.items():
            customer = order._tobacco_customer()
            rest = {plan: left[plan.id, customer.id] for plan in mine}
            quantities = order._supply_fitting(rest)
            goods = order.order_line.filtered(lambda line: line.product_id and line.product_id.type != "service")
            if any(quantities.get(line, line.product_uom_qty) > 0 for line in goods):
                order._supply_lower(quantities)
                left.update({(plan.id, customer.id): quantity for plan, quantity in rest.items()})

    def _supply_fitting(self, rest):
        """Return {line: the quantity that fits} of lines with more than that, in the order of the lines.

        :param rest: {plan: what is left of it}; the order's part is taken off
        """
        quantities = {}
        for line in self._tobacco_lines():
            shares = {plan: share for plan in rest if (share := plan._line_share(line))}
            if not shares:
                continue
            fitting = line._supply_fitting_quantity(min(rest[plan] / share for plan, share in shares.items()))
            if fitting < line.product_uom_qty:
                quantities[line] = fitting
            for plan, share in shares.items():
                rest[plan] = max(0.0, rest[plan] - fitting * share)
        return quantities

    def _supply_lower(self, quantities):
        """Write the quantities of lines, and what they were on the order."""
        texts = [line._supply_cut_text(quantity) for line, quantity in quantities.items()]
        for line, quantity in quantities.items():
            line.product_uom_qty = quantity
        if texts:
            title = self.env._("Cut to what the supply plans leave:")
            self.sudo()._message_log(body=Markup("<br/>").join([title, *texts]))
