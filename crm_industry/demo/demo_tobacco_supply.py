from datetime import datetime, time

from odoo import models

from odoo.addons.crm_grading.demo.demo_world import DemoOrder

from ..tools.order_cycle import week_start

# class, English and Chinese name, goods
CLASSES = [
    ("1", "Class 1 Cigarettes", "一类卷烟", ("YC-JN-Z", "YC-HD-B", "YC-HD-D")),
    ("2", "Class 2 Cigarettes", "二类卷烟", ("YC-JS-G", "YC-YL-S", "YC-JN-X")),
    ("3", "Class 3 Cigarettes", "三类卷烟", ("YC-JS-R", "YC-YL-H")),
]
# scarce goods, units for each retailer on the average
SCARCE = [("YC-JN-Z", 12), ("YC-HD-D", 5)]
BUYERS = 3
EXCESS = 4


class CrmDemoCompany(models.AbstractModel):
    """Classes of cigarettes, supply plans of the present week for two scarce ones, and orders of them."""

    _inherit = "crm.demo.company"

    def _load_tobacco_classes(self, world):
        """Cigarettes get a category for each class; lighters are no tobacco. Older orders count in no plan."""
        parent = self._ref("category_tobacco")
        for tobacco_class, name, local_name, codes in CLASSES:
            goods = [world.products[code] for code in codes if code in world.products]
            if goods:
                category = parent.copy({"name": name, "parent_id": parent.id, "tobacco_class": tobacco_class})
                category.with_context(lang="zh_CN").name = local_name
                self.env["product.product"].union(*goods).categ_id = category
        self._progress("%s classes of cigarettes", len(CLASSES))

    def _load_tobacco_supply(self, world):
        """Two scarce brands: shared out by the manager, approved by another one, in force this week."""
        retailers = world.notes["tobacco_retailers"]
        plans = self.env["crm.supply.plan"]
        for code, average in SCARCE:
            # A shortened demo company has no sales in some months, thus no bands.
            if code in world.products and any(retailers.mapped("band_id")):
                values = {
                    "company_id": world.company.id,
                    "week": week_start(world.company._business_today()),
                    "product_id": world.products[code].id,
                    "total": average * len(retailers),
                }
                plans |= self._publish_demo_plan(self._as(world, "tobaccomanager", "crm.supply.plan").create(values))
        for plan in plans.sudo():
            self._order_scarce_goods(world, plan)
        self._progress("%s supply plans of this week", len(plans))

    def _publish_demo_plan(self, plan):
        plan.action_generate()
        plan.action_submit()
        plan.with_env(self.env).action_approve()
        plan.action_publish()
        return plan

    def _order_scarce_goods(self, world, plan):
        """The shops with the most order: the first takes its part, the others wait, one of them with more than is left."""
        code = next(code for code, product in world.products.items() if product == plan.product_id)
        shops = {customer.record.id: customer for customer in world.customers if customer.trade == "tobacco"}
        earlier = [order for order in world.orders if order.fate != "supply" and order.record.state == "sale"]
        bought = self.env["res.partner"].union(*(order.customer.record for order in earlier))
        valid = world.notes["tobacco_retailers"].filtered(lambda retailer: retailer.licence_state == "valid")
        ready = valid.partner_id & bought or valid.partner_id
        left = {partner: quantity for (_plan, partner), quantity in plan._left(ready).items()}
        buyers = sorted(left, key=lambda partner: (-left[partner], partner))[:BUYERS]
        asked = [max(1, left[partner] // 2) for partner in buyers[:-1]] + [left[partner] + EXCESS for partner in buyers[-1:]]
        moment = datetime.combine(world.today, time(1))
        orders = [
            DemoOrder(shops[partner], moment, [(code, quantity)], fate="supply")
            for partner, quantity in zip(buyers, asked, strict=True)
        ]
        self._add_orders(world, orders)
        for order in orders[:1]:
            order.record.with_user(order.record.user_id).with_context(lang="zh_CN").action_confirm()
            order.date = order.record.date_order
