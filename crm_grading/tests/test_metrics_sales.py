from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .metrics_common import TODAY, MetricsCommon


def day(ago):
    return TODAY - timedelta(days=ago)


@tagged("post_install", "-at_install", "alone")
@freeze_time("2026-06-30 04:00:00")
class TestMetricsOrdered(MetricsCommon):
    """Net sales and margin on the ordered basis; imported sales."""

    def test_windows(self):
        """12 months end today and begin the day after the same day a year ago."""
        first = TODAY.replace(year=2025) + timedelta(days=1)
        prior = TODAY.replace(year=2024) + timedelta(days=1)
        for when, amount in (
            (first, 1), (TODAY, 2), (first - timedelta(days=1), 10), (prior, 20), (prior - timedelta(days=1), 100),
        ):  # fmt: skip
            self.make_order(self.customer, when, amount)
        self.refresh()
        row = self.row(self.customer)
        self.assertEqual((row.net_sales_12m, row.net_sales_prior, row.net_sales), (3.0, 30.0, 133.0))
        self.assertEqual((row.orders_12m, row.rfm_orders, row.rfm_sales), (2, 2, 3.0))
        self.company.grading_rfm_months = 0
        self.refresh()
        row = self.row(self.customer)
        self.assertEqual((row.rfm_orders, row.rfm_sales, row.net_sales_12m), (5, 133.0, 3.0))

    def test_margin_may_be_negative(self):
        self.make_order(self.customer, day(5), 100, self.tea, quantity=10)  # costs 60
        self.make_order(self.customer, day(4), 10, self.nuts, quantity=4)  # costs 20
        self.make_order(self.contact, day(400), 2, self.cola, quantity=1)  # costs 3
        self.refresh()
        row = self.row(self.customer)
        self.assertEqual((row.margin_12m, row.margin), (30.0, 29.0))

    def test_foreign_orders_at_their_own_rate(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "company_id": self.company.id, "name": "2020-01-01", "rate": 1.25}
        )
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": dollar.id, "company_id": self.company.id})
        order = self.make_order(self.customer, day(5), 100, self.tea, quantity=10, pricelist_id=pricelist.id)
        self.env.cr.execute("UPDATE sale_order SET currency_rate = 0.14 WHERE id = %s", [order.id])
        self.env["sale.order"].invalidate_model()
        self.refresh()
        self.assertEqual(order.currency_id, dollar)
        row = self.row(self.customer)
        self.assertEqual(row.net_sales_12m, round(100 / 0.14, 2))
        self.assertEqual(row.margin_12m, round(order.margin / 0.14, 2))
        self.assertEqual(row.currency_id, self.company.currency_id)

    def test_branches_count_with_their_company_and_others_do_not(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids += branch + self.other_company
        for company in (branch, self.other_company):
            order = (
                self.env["sale.order"]
                .with_company(company)
                .create(
                    {
                        "partner_id": self.customer.id,
                        "company_id": company.id,
                        "order_line": [
                            Command.create({"product_id": self.tea.id, "price_unit": 70, "tax_ids": [Command.clear()]})
                        ],
                    }
                )
            )
            order.action_confirm()
        self.make_order(self.customer, day(1), 30)
        self.refresh(company=branch)
        self.assertEqual(self.row(self.customer).ordered_amount, 100.0)
        self.other_company.grading_sales_basis = "ordered"
        self.refresh(company=self.other_company)
        self.assertEqual(self.row(self.customer, self.other_company).net_sales, 70.0)
        self.assertEqual(self.row(self.customer).ordered_amount, 100.0)

    def test_imported_sales_count_and_are_labelled(self):
        history = self.env["crm.sales.history"]
        rows = [
            (day(900), "A1", 300, 30, self.tea, 3), (day(900), "A1", 100, 10, self.nuts, 1),
            (day(300), "A2", 200, 20, self.tea, 2), (day(290), "R2", -50, -5, self.tea, -1),
        ]  # fmt: skip
        for number, (when, ref, amount, margin, product, quantity) in enumerate(rows):
            history.create(
                {
                    "partner_id": self.contact.id,
                    "company_id": self.company.id,
                    "date": when,
                    "order_ref": ref,
                    "product_id": product.id,
                    "category_id": product.categ_id.id,
                    "quantity": quantity,
                    "amount": amount,
                    "margin": margin,
                    "returned": amount < 0,
                    "source": "old",
                    "external_id": str(number),
                }
            )
        self.make_order(self.customer, day(100), 450, self.tea, quantity=10)
        self.refresh()
        row = self.row(self.customer)
        self.assertEqual((row.orders, row.order_days, row.orders_12m), (3, 3, 2))
        self.assertEqual(row.cycle_days, (600 + 200) / 2)
        self.assertEqual((row.net_sales, row.net_sales_12m), (1000.0, 600.0))
        self.assertEqual((row.margin, row.margin_12m), (30 + 10 + 20 - 5 + 390, 20 - 5 + 390))
        self.assertEqual((row.returns, row.returns_12m), (50.0, 50.0))
        self.assertTrue(row.has_history)
        self.assertEqual(row.history_share, 55.0)
        self.assertEqual(self.env["sale.order"].search_count([("partner_id", "child_of", self.customer.id)]), 1)


@tagged("post_install", "-at_install", "alone")
@freeze_time("2026-06-30 04:00:00")
class TestMetricsInvoiced(AccountTestInvoicingCommon):
    """Net sales, returns and margin from posted invoices and credit notes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.company = cls.env.company
        cls.company.grading_sales_basis = "invoiced"
        cls.customer = cls.env["res.partner"].create({"name": "Harbour Trading", "is_company": True})
        cls.contact = cls.env["res.partner"].create({"name": "Li Lei", "parent_id": cls.customer.id})
        cls.product = cls.env["product.product"].create(
            {"name": "Tea", "type": "service", "invoice_policy": "order", "standard_price": 6, "taxes_id": [Command.clear()]}
        )

    def _order(self, quantity, price, **values):
        line = {"product_id": self.product.id, "product_uom_qty": quantity, "price_unit": price}
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "order_line": [Command.create(line)], **values})
        order.action_confirm()
        return order

    def _invoice(self, order, quantity=None):
        invoice = order._create_invoices()
        if quantity:
            invoice.invoice_line_ids.quantity = quantity
        invoice.action_post()
        return invoice

    def _refund(self, partner, amount, post=True):
        move = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": partner.id,
                "invoice_date": TODAY,
                "invoice_line_ids": [
                    Command.create({"name": "Back", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]})
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def _row(self, partner=None):
        self.env["crm.customer.metrics"]._refresh()
        return self.env["crm.customer.metrics"].search(
            [("partner_id", "=", (partner or self.customer).id), ("company_id", "=", self.company.id)]
        )

    def test_margin_at_the_rate_of_the_order_line(self):
        """Ten at 10 with a cost of 6 each: 40 of 100; four of them invoiced make 16 of 40."""
        self._invoice(self._order(10, 10), 4)
        row = self._row()
        self.assertEqual((row.net_sales_12m, row.margin_12m, row.net_sales, row.margin), (40.0, 16.0, 40.0, 16.0))
        self.assertEqual((row.orders, row.ordered_amount), (1, 100.0))

    def test_credit_note_of_the_order_takes_sales_and_margin_back(self):
        invoice = self._invoice(self._order(10, 10))
        refund = invoice._reverse_moves([{"invoice_date": TODAY, "date": TODAY}])
        refund.invoice_line_ids.quantity = 3
        refund.action_post()
        row = self._row()
        self.assertEqual((row.net_sales_12m, row.returns_12m, row.returns), (70.0, 30.0, 30.0))
        self.assertEqual(row.margin_12m, 28.0)

    def test_free_goods_cost_what_they_cost(self):
        self._invoice(self._order(10, 0))
        row = self._row()
        self.assertEqual((row.net_sales_12m, row.margin_12m), (0.0, -60.0))

    def test_refund_only(self):
        """No order: to be acquired, in class C, without scores, cycle or churn risk."""
        self._refund(self.contact, 80)
        row = self._row()
        self.assertEqual((row.net_sales_12m, row.returns_12m, row.margin_12m), (-80.0, 80.0, 0.0))
        self.assertEqual((row.stage, row.abc, row.spend_tier), ("acquire", "c", "none"))
        self.assertEqual((row.recency_score, row.segment_id.id, row.cycle_days, row.churn_risk), (0, False, 0.0, False))

    def test_drafts_and_vendor_bills_do_not_count(self):
        self._order(1, 10)
        self._refund(self.customer, 10, post=False)
        bill = self.init_invoice("in_invoice", partner=self.customer, amounts=[500], invoice_date=TODAY)
        bill.action_post()
        row = self._row()
        self.assertEqual((row.net_sales, row.returns, row.ordered_amount), (0.0, 0.0, 10.0))

    def test_ordered_basis_shows_returns_and_does_not_deduct_them(self):
        self.company.grading_sales_basis = "ordered"
        self._invoice(self._order(10, 10))
        self._refund(self.customer, 30)
        row = self._row()
        self.assertEqual((row.net_sales, row.returns), (100.0, 30.0))

    def test_foreign_invoice_counts_as_booked(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        invoice = self.init_invoice("out_invoice", partner=self.customer, amounts=[100], invoice_date=TODAY, currency=currency)
        invoice.action_post()
        row = self._row()
        self.assertEqual(row.net_sales, 50.0)
        self.assertEqual(row.currency_id, self.company.currency_id)
