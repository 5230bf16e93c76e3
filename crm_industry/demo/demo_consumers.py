from datetime import datetime, time, timedelta

from odoo import models

from odoo.addons.crm_grading.demo.demo_world import DemoCustomer, DemoOrder

GOODS = "QP-OIL4"
LOYAL = {"name": "杨丽华", "phone": "+86 138 1620 2727", "email": "yanglihua@example.com", "city": "杭州市"}
FIRST = {"name": "陈晓明", "phone": "+86 139 0571 8866", "email": "chenxiaoming@example.com", "city": "苏州市"}


class CrmDemoCompany(models.AbstractModel):
    """Two consumers who buy the same goods: one for years, the other for the first time."""

    _inherit = "crm.demo.company"

    def _load_orders(self, world):
        result = super()._load_orders(world)
        loyal = self._make_consumer(world, LOYAL, "浙江")
        self._remember("loyal_customer", loyal.record)
        orders = [self._plan_consumer_order(world, loyal, 6, 9)]
        orders.append(self._plan_consumer_order(world, self._make_consumer(world, FIRST, "江苏"), 2, 4))
        self._add_orders(world, orders)
        world.notes["loyal_order"], world.notes["first_order"] = (order.record for order in orders)
        return result

    def _make_consumer(self, world, values, province):
        place = self._prepare_place("CN", province)
        common = {"lang": "zh_CN", "tz": "Asia/Shanghai", "customer_rank": 1, "user_id": world.users["sales3"].id}
        record = self.env["res.partner"].create(place | common | values)
        return DemoCustomer(values["name"], "auto", "consumer", values, record=record)

    def _plan_consumer_order(self, world, customer, quantity, ago):
        """Return an order that was delivered two days later."""
        order = DemoOrder(customer, datetime.combine(world.day(ago), time(2)), [(GOODS, quantity)], fate="consumer")
        order.delivered = world.day(ago) + timedelta(days=2)
        return order
