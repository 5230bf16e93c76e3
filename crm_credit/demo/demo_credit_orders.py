import math
from datetime import datetime, time, timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.crm_grading.demo.demo_world import DemoOrder

# what happens to the orders of the examples: case, position in it, days ago, then the officer's decision
EXAMPLES = [
    ("over", 0, 6, "release", "客户已提供付款承诺函,本周五前到账"),
    ("tight", 0, 5, "release", "旺季备货,一次性放行"),
    ("overdue", 0, 5, "refuse", "逾期款未结清,暂不供货"),
    ("over", 1, 4, "refuse", "额度已用满,请先回款"),
    ("hold", 0, 3, None, None),
    ("watch", 0, 3, None, None),
    ("prepay", 0, 2, None, None),
    ("group", 1, 2, None, None),
    ("tight", 1, 2, "release only", "已电话核实货款在途"),
    ("over", 2, 1, None, None),
    ("blocked", 0, 1, None, None),
    ("tight", 2, 1, None, None),
]


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _load_credit_orders(self, world):
        """Confirm orders of customers with poor credit as their salespeople do; the officer decides about some."""
        made = []
        for case, position, days, decision, reason in EXAMPLES:
            for customer in world.notes["credit"][case][position : position + 1]:
                order = self._load_credit_order(world, customer, days)
                made.append(order)
                self._decide_credit_order(world, order.record, decision, reason)
        world.orders += made
        states = [order.record.credit_state for order in made]
        self._progress("%s orders met the credit check, %s are held", len(made), states.count("held"))

    def _decide_credit_order(self, world, order, decision, reason):
        """Confirm as the salesperson and, if that leads to a hold, decide as the officer."""
        officer = order.with_user(world.users["creditofficer"]).with_context(lang="zh_CN")
        salesperson = order.with_user(order.user_id).with_context(lang=order.user_id.lang)
        salesperson.action_confirm()
        if order.credit_state != "held":
            return
        if decision == "refuse":
            officer.action_refuse_credit(reason)
        elif decision:
            officer.action_release_credit(reason)
            if decision == "release":
                salesperson.action_confirm()

    def _load_credit_order(self, world, customer, days):
        """Make a quotation of the customer's usual goods, so many that a customer with a limit goes well over it."""
        orders = [order for order in world.orders if order.customer is customer]
        usual = orders[len(orders) // 2]
        account = self.env["crm.credit.account"]._for_customers(customer.record, world.company)
        value = sum(world.products[code].list_price * quantity for code, quantity in usual.lines)
        factor = 1
        if account.effective_mode in ("limited", "group") and account.status == "normal":
            # beyond the limit and the tolerance
            limit = account.group_limit or account.effective_limit
            factor = math.ceil((max(account.available, 0) + 0.1 * limit + 15000) / value)
        # a little more than the last time
        lines = [(code, math.ceil(1.3 * quantity * factor)) for code, quantity in usual.lines]
        moment = datetime.combine(world.day(days), time(3, 15)) + timedelta(minutes=11 * len(customer.name))
        order = DemoOrder(customer, moment, lines, fate="credit")
        order.record = self.env["sale.order"].create(self._prepare_order_values(world, order))
        order.rate = order.record.currency_rate
        return order

    def _load_dates(self, world):
        """The decisions belong to the days of their orders."""
        result = super()._load_dates(world)
        self.env.cr.execute(
            SQL(
                """UPDATE crm_credit_decision d
                      SET date = o.date_order + (d.id - first.id) * interval '1 min'
                        + CASE WHEN d.release_id IS NOT NULL THEN interval '3 hours'
                               WHEN d.event = 'confirm' THEN interval '5 min'
                               ELSE interval '2 hours' END
                     FROM sale_order o, (SELECT min(id) AS id FROM crm_credit_decision) first
                    WHERE o.id = d.order_id AND d.picking_id IS NULL AND o.company_id = %s""",
                world.company.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE mail_message m SET date = d.date, create_date = d.date
                     FROM (SELECT order_id, max(date) AS date FROM crm_credit_decision
                            WHERE picking_id IS NULL GROUP BY order_id) d
                    WHERE m.model = 'sale.order' AND m.res_id = d.order_id"""
            )
        )
        self.env.invalidate_all()
        return result
