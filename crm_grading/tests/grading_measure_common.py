from datetime import date

from odoo.fields import Command
from odoo.tools import SQL

from ..models.scheme.raw_plan_builder import RawPlanBuilder
from .common import GradingCommon

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


class MeasureCommon(GradingCommon):
    """Measures by hand, orders and invoices by hand, and the values of both kinds of plan.

    ``values(measure)`` gives {customer: value} of the customers of the test, through the compiler and PostgreSQL.
    """

    dates = (FIRST, LAST)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.business_tz = "Asia/Shanghai"
        cls.rival = cls.make_customer("Rival Trading")
        cls.idle = cls.make_customer("Idle Trading")
        cls.customers = cls.customer | cls.rival | cls.idle
        cls.product = cls.env["product.product"].create({"name": "Radio", "list_price": 100.0, "taxes_id": []})
        cls.other_product = cls.env["product.product"].create({"name": "Lamp", "list_price": 10.0, "taxes_id": []})

    @classmethod
    def make_measure(cls, model=None, **values):
        number = cls.env["crm.grading.measure"].search_count([])
        if model:
            values["model_id"] = cls.env["ir.model"]._get(model).id
        return cls.env["crm.grading.measure"].create({"name": f"Measure {number}", "code": f"test_{number}"} | values)

    @classmethod
    def order_measure(cls, **values):
        defaults = {"domain": "[('state', '=', 'sale')]", "partner_path": "partner_id", "date_path": "date_order"}
        return cls.make_measure("sale.order", **(defaults | values))

    @classmethod
    def make_order(cls, partner, moment, quantity=1, price=100.0, **values):
        """Confirm an order of one line at ``moment`` (UTC)."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": values.pop("product", cls.product).id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [],
                        }
                    )
                ],
            }
            | values
        )
        order.write({"state": "sale", "date_order": moment})
        return order

    def values(self, measure, date_from=FIRST, date_to=LAST, company=None):
        return self.plan_values({"value": measure}, date_from, date_to, company)["value"]

    def plan_values(self, measures, date_from=FIRST, date_to=LAST, company=None, window="period"):
        """Return {code: {customer: value}} of several measures compiled together."""
        indicators = [
            {"code": code, "measure": measure._frozen_config(), "window": window, "window_months": 12}
            for code, measure in measures.items()
        ]
        config = {"dimensions": [{"indicators": indicators}]}
        plan = self.env["crm.grading.measure"]._raw_plan(config, company or self.company, date_from, date_to)
        return {code: self._execute(plan.sources, value) for code, value in plan.values.items()}

    def _execute(self, sources, value):
        joins = SQL(" ").join(
            SQL(
                "LEFT JOIN (%s) %s ON %s = customer.id",
                source.query,
                SQL.identifier(source.name),
                SQL.identifier(source.name, "partner_id"),
            )
            for source in sources
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT customer.id, %s FROM res_partner customer %s WHERE customer.id IN %s",
                value,
                joins,
                tuple(self.customers.ids),
            )
        )
        return {self.env["res.partner"].browse(partner): None if found is None else float(found) for partner, found in rows}

    def builder(self, date_from=FIRST, date_to=LAST):
        return RawPlanBuilder(self.env, self.company, date_from, date_to)
