from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


@tagged("post_install", "-at_install")
class TestRunInvoices(AccountTestInvoicingCommon):
    """The 4V scheme on real documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("crm_grading.group_grading_manager")
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        company = cls.company_data["company"]
        cls.foreign = cls.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        category = cls.env["res.partner.category"].create({"name": "Graded here"})
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {n}", "category_id": [Command.link(category.id)]} for n in range(6)]
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Goods", "list_price": 100.0, "standard_price": 60.0, "invoice_policy": "order", "taxes_id": False}
        )
        cls.scheme = cls.env["crm.grading.scheme"]._add_four_values(company)
        cls.scheme.write({"domain": str([("category_id", "in", category.ids)]), "coverage": 0.0})

    def invoice(self, partner, amount, day=date(2026, 2, 2), kind="out_invoice", **values):
        line = {"name": "Goods", "quantity": 1, "price_unit": amount, "tax_ids": False, "product_id": self.product.id}
        document = {"move_type": kind, "partner_id": partner.id, "invoice_date": day}
        move = self.env["account.move"].create(document | {"invoice_line_ids": [Command.create(line)]} | values)
        move.action_post()

    def sell(self, partner, price):
        """Order, and invoice it."""
        line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": price, "tax_ids": False}
        order = self.env["sale.order"].create({"partner_id": partner.id, "order_line": [Command.create(line)]})
        order.action_confirm()
        order.date_order = "2026-02-02 10:00:00"
        invoice = order._create_invoices()
        invoice.invoice_date = date(2026, 2, 2)
        invoice.action_post()

    def test_currencies_refunds_negative_margins_and_nothing(self):
        foreign, refunded, loss, plain, nothing, unseen = self.customers
        for customer in self.customers - unseen:
            self.invoice(customer, 10, date(2025, 6, 1))
        self.invoice(foreign, 300, currency_id=self.foreign.id)
        self.invoice(refunded, 80, kind="out_refund")
        self.sell(loss, 40)
        self.sell(plain, 120)
        run = self.env["crm.grading.run"].create({"scheme_id": self.scheme.id, "date_from": FIRST, "date_to": LAST})
        run.action_compute()
        results = {result.partner_id: result for result in self.env["crm.grading.result"].search([("run_id", "=", run.id)])}
        ranked = (foreign, refunded, loss, plain, nothing)
        # 300 at two to one are 150 of the company's currency.
        self.assertEqual([results[customer].detail["E1"][0] for customer in ranked], [150, -80, 40, 120, 0])
        self.assertEqual([results[customer].detail["E1"][1] for customer in ranked], [90, 10, 50, 70, 30])
        self.assertEqual([results[customer].detail["E3"][0] for customer in (loss, plain)], [-20, 60])
        self.assertEqual((results[unseen].status, results[unseen].reason), ("not_rated", "no_data"))
        for customer in ranked:
            result = results[customer]
            self.assertEqual(result.status, "rated")
            self.assertAlmostEqual(result.total, sum(item[3] for item in result.detail.values()), 4)
            # Nothing was new in the quarter: that is neutral for everybody, so all of the weight counts.
            self.assertEqual(result.detail["F3"], [None, 50, 0.2, 10])
            self.assertAlmostEqual(sum(item[2] for item in result.detail.values()), 1.0, 6)
        self.assertEqual({line.code for line in results[plain].dimension_ids}, set("ERFD"))
