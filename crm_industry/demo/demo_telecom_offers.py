from odoo import models
from odoo.fields import Command

from .demo_telecom import GIGABYTE

# Offering, charged once by its order
CONNECTION_FEES = {"M129": 0, "M39": 10, "F35": 100, "B99": 200, "T25": 50}
MORE = ("M199", "Mobile 199", "畅享199套餐", 199, 1000, 100)
# Positions among the demo's subscriptions
FIRST, SECOND, DRIVER = 0, 1, 8


class CrmDemoCompany(models.AbstractModel):
    """What is sold and changed: products of the offerings, an order from an opportunity, a renewal offered, moves."""

    _inherit = "crm.demo.company"

    def _telecom_steps(self):
        return [*super()._telecom_steps(), self._load_telecom_products, self._load_telecom_orders, self._load_telecom_moves]

    def _load_telecom_products(self, world):
        """Each offering is sold by a product, whose price is the connection fee; one more offering to move to."""
        offerings = world.notes["telecom_offerings"]
        code, name, local_name, fee, minutes, gigabytes = MORE
        values = {"code": code, "monthly_fee": fee, "minutes": minutes, "data_mb": gigabytes * GIGABYTE}
        offerings[code] = offerings["M129"].copy(values)
        offerings[code].write({"name": name})
        offerings[code].with_context(lang="zh_CN").name = local_name
        for code, offering in offerings.items():
            values = {"type": "service", "invoice_policy": "order", "default_code": f"TEL-{code}"}
            values["list_price"] = CONNECTION_FEES.get(code, 0)
            local_name = offering.with_context(lang="zh_CN").name
            product = self._create_named("product.template", offering.with_context(lang="en_US").name, local_name, values)
            offering.product_tmpl_id = product
        self._progress("%s products of telecom offerings", len(offerings))

    def _load_telecom_orders(self, world):
        """An opportunity that became three lines of a new customer, and a renewal that is offered."""
        customer, offering = world.notes["telecom_partners"]["group"], world.notes["telecom_offerings"]["F35"]
        seller = world.users["telecommanager"]
        lead = self._as(world, "telecommanager", "crm.lead").create(
            {"name": "集团总部固话3条", "type": "opportunity", "partner_id": customer.id, "user_id": seller.id}
        )
        line = {"product_id": offering.product_tmpl_id.product_variant_id.id, "product_uom_qty": 3}
        values = {
            "partner_id": customer.id,
            "user_id": seller.id,
            "opportunity_id": lead.id,
            "order_line": [Command.create(line)],
        }
        self._as(world, "telecommanager", "sale.order").create(values).action_confirm()
        self.env["crm.customer.metrics"]._refresh(customer, world.company)
        subscription = world.notes["telecom_subscriptions"][FIRST]
        quotation = {"subscription_id": subscription.id, "kind": "renewal"}
        self._as(world, "telecommanager", "crm.telecom.upgrade").create(quotation).action_quote()
        self._progress("%s telecom orders", 2)

    def _load_telecom_moves(self, world):
        """A change that is done, one that is planned, and a credit by hand."""
        subscriptions, more = world.notes["telecom_subscriptions"], world.notes["telecom_offerings"]["M199"]
        done = {"subscription_id": subscriptions[DRIVER].id, "offering_id": more.id}
        planned = {"subscription_id": subscriptions[SECOND].id, "offering_id": more.id, "date": world.day(-12)}
        self._as(world, "telecom", "crm.telecom.move").create([done, planned]).action_plan()
        charge = {
            "account_id": subscriptions[FIRST].account_id.id,
            "subscription_id": subscriptions[FIRST].id,
            "name": "网络故障补偿",
            "amount": -10,
        }
        self._as(world, "telecommanager", "crm.telecom.charge").create(charge)
        self._progress("%s telecom moves", 2)
