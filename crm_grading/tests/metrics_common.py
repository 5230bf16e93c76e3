from datetime import date, datetime, time

from odoo.fields import Command
from odoo.tests import freeze_time

from .common import GradingCommon

TODAY = date(2026, 6, 30)


@freeze_time("2026-06-30 04:00:00")
class MetricsCommon(GradingCommon):
    """A company without any business on 30 June 2026, two categories of products, and short ways to documents.

    The figures are expected on the ordered basis unless a test says otherwise.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Metrics House", "currency_id": cls.env.ref("base.CNY").id})
        cls.company.write({"business_tz": "Asia/Shanghai", "grading_sales_basis": "ordered"})
        cls.env.ref("base.CNY").active = True
        cls.env.user.write({"company_ids": [Command.link(cls.company.id)], "company_id": cls.company.id})
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.salesperson.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.grading_manager.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.drinks, cls.snacks = cls.env["product.category"].create([{"name": "Drinks"}, {"name": "Snacks"}])
        cls.tea = cls.make_product("Tea", cls.drinks, cost=6)
        cls.cola = cls.make_product("Cola", cls.drinks, cost=3)
        cls.nuts = cls.make_product("Nuts", cls.snacks, cost=5)
        cls.metrics = cls.env["crm.customer.metrics"]

    @classmethod
    def make_product(cls, name, category, cost=0.0):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "categ_id": category.id,
                "standard_price": cost,
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
            }
        )

    @classmethod
    def make_order(cls, customer, day, amount=100.0, product=None, quantity=1.0, hour=4, confirm=True, **values):
        """An order of one line over `amount` in all, on a day at an hour of UTC (4: noon in Shanghai)."""
        line = {
            "product_id": (product or cls.tea).id,
            "product_uom_qty": quantity,
            "price_unit": amount / quantity,
            "tax_ids": [Command.clear()],
        }
        order = cls.env["sale.order"].create(
            {"partner_id": customer.id, "company_id": cls.company.id, "order_line": [Command.create(line)], **values}
        )
        if confirm:
            order.action_confirm()
        order.date_order = datetime.combine(day, time(hour))
        return order

    @classmethod
    def refresh(cls, partners=None, company=None):
        cls.metrics._refresh(partners, company or cls.company)

    def row(self, customer, company=None):
        """The customer's row of metrics, which must exist."""
        row = self.metrics.search([("partner_id", "=", customer.id), ("company_id", "=", (company or self.company).id)])
        self.assertEqual(len(row), 1, customer.name)
        return row
