from odoo import models
from odoo.tools import float_compare

DIGITS = 6


class SaleOrder(models.Model):
    """Retailers order no more of scarce products than the supply plans of the week leave to them.

    An order counts as long as it is confirmed: cancelled, it gives back what it took.
    """

    _inherit = "sale.order"

    def _supply_plans(self):
        """Return {order: the plans that limit it}, of orders with tobacco that plans are about."""
        found = {}
        tobacco = self.filtered(lambda order: order._tobacco_lines())
        for (company, week), orders in tobacco.grouped(lambda order: (order._tobacco_company(), order._supply_week())).items():
            plans = self.env["crm.supply.plan"]._in_force(company, week)
            for order in orders if plans else ():
                lines = order._tobacco_lines()
                if mine := plans.filtered(lambda plan, lines=lines: any(plan._line_share(line) for line in lines)):
                    found[order] = mine
        return found

    def _supply_lock(self):
        """Take the locks on what these orders may take of their plans, before it is read."""
        plans = self._supply_plans()
        self.env["crm.capacity.lock"].sudo()._lock_capacity(
            plan._lock_key(order._tobacco_customer()) for order, mine in plans.items() for plan in mine
        )

    def _supply_left(self):
        """Return ({order: its plans}, {(id of plan, id of customer): what these orders may take together})."""
        plans = self._supply_plans()
        limited = self.browse().union(*plans)
        customers = self.env["res.partner"].union(*(order._tobacco_customer() for order in limited))
        every = self.env["crm.supply.plan"].union(*plans.values()).sudo()
        return plans, every._left(customers, limited._origin)

    def _tobacco_findings(self):
        findings = super()._tobacco_findings()
        plans, left = self.browse().union(*findings)._supply_left()
        for order, mine in plans.items():
            customer = order._tobacco_customer()
            for plan in mine:
                wanted = sum(line.product_uom_qty * plan._line_share(line) for line in order._tobacco_lines())
                available = left[plan.id, customer.id]
                if float_compare(wanted, available, precision_digits=DIGITS) > 0:
                    findings[order].append({"mode": "block", "text": order._supply_reason(plan, wanted, available)})
                else:
                    left[plan.id, customer.id] = available - wanted
        return findings

    def _supply_reason(self, plan, wanted, available):
        """Return why an order is refused by a plan, a sentence."""
        customer = self._tobacco_customer()
        texts = {"customer": customer.display_name, "plan": plan.display_name, "wanted": plan._unit_text(wanted)}
        if not plan._quotas(customer):
            return self.env._("%(customer)s has no supply band in the week: nothing of %(plan)s.", **texts)
        return self.env._(
            "%(customer)s has %(available)s of %(plan)s left: the order has %(wanted)s.",
            available=plan._unit_text(available),
            **texts,
        )

    def _tobacco_require_clearance(self):
        self._supply_lock()
        return super()._tobacco_require_clearance()
