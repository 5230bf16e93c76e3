from datetime import datetime, time, timedelta

from odoo import models

from odoo.addons.crm_grading.demo.demo_world import DemoOrder

OLD, SUCCESSOR = "TX-X10", "TX-X30"
BANDS = {0: ("Below 100", "百元以下"), 100: ("100 to 500", "100-500 元"), 500: ("500 to 2,000", "500-2000 元")}
TOP_BAND = (2000, ("2,000 and above", "2000 元以上"))
# trigger, days, owner, action, English and Chinese name
RULES = [
    ("end_of_life", 60, "channel", "price_cut", ("End of life within 60 days", "60 天内停产")),
    ("age", 180, "sales", "promotion", ("In stock for more than 180 days", "库龄超过 180 天")),
    ("successor", 30, "channel2", "promotion", ("Successor in stock", "换代产品已到货")),
]


class CrmDemoCompany(models.AbstractModel):
    """Price bands, figures of the stock, and what is done about goods that lie too long."""

    _inherit = "crm.demo.company"

    def _load_aged_stock(self, world):
        for begin, (name, local_name) in [*BANDS.items(), TOP_BAND]:
            values = {"price_from": begin, "company_id": world.company.id}
            self._create_named("crm.price.band", name, local_name, values)
        self._load_aged_rules(world)
        world.products[OLD].write(
            {"channel_end_of_life": world.today + timedelta(days=35), "channel_successor_id": world.products[SUCCESSOR].id}
        )
        refresh = self.env["crm.stock.refresh"]._for_company(world.company)
        refresh._begin(now=True)
        if self._act_on_old_stock(world):
            refresh._begin(now=True)
        self._progress("%s alerts of aged stock", self.env["crm.aged.stock.alert"].search_count([]))

    def _load_aged_rules(self, world):
        for number, (trigger, days, owner, action, (name, local_name)) in enumerate(RULES):
            values = {
                "sequence": number,
                "trigger": trigger,
                "days": days,
                "user_id": world.users[owner].id,
                "action": action,
                "company_id": world.company.id,
                "min_value": 10000 if trigger == "age" else 0,
            }
            self._create_named("crm.aged.stock.rule", name, local_name, values)

    def _act_on_old_stock(self, world):
        """The owner cuts the price of the old phone, and sells some to a key account; return whether it was delivered."""
        alert = self.env["crm.aged.stock.alert"].search([("product_id", "=", world.products[OLD].id)], limit=1)
        owner = alert.with_user(alert.user_id).with_context(lang="zh_CN")
        if not alert:
            return False
        owner.write({"action": "price_cut", "action_note": "停产清仓价直降两成,联合运营商门店做置换活动"})
        owner.action_start()
        order = self._sell_old_stock(world)
        if order.state != "sale":
            return False
        picking = order.picking_ids
        self._finish_pickings(picking)
        owner.write({"result": "partly", "result_note": "首周清出一批,继续跟进第二轮置换活动"})
        return True

    def _sell_old_stock(self, world):
        buyers = [customer for customer in world.customers if customer.kind == "operator"] or world.customers[:1]
        moment = datetime.combine(world.today, time(1, 20))
        order = DemoOrder(buyers[0], moment, [(OLD, 18)], fate="clearance")
        order.record = self.env["sale.order"].create(self._prepare_order_values(world, order))
        order.record.order_line.price_unit = round(world.products[OLD].list_price * 0.8, 2)
        order.rate = order.record.currency_rate
        order.record.with_user(order.record.user_id).with_context(lang="zh_CN").action_confirm()
        order.date = order.record.date_order
        world.orders.append(order)
        return order.record
