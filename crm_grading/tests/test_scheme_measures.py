from datetime import date, datetime, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .grading_measure_common import MeasureCommon

DAY = date(2026, 2, 10)


class ShippedMeasuresCommon(AccountTestInvoicingCommon, MeasureCommon):
    """The measures of the 4V scheme on invoices of the first quarter of 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.company = cls.env.company
        cls.company.business_tz = "Asia/Shanghai"
        cls.currency = cls.setup_other_currency("EUR", rates=[("2026-01-01", 2.0), ("2026-02-15", 4.0)])
        cls.product.standard_price = 60.0

    def measure(self, name):
        return self.env.ref(f"crm_grading.measure_{name}")

    def make_invoice(self, partner, amount, day=DAY, move_type="out_invoice", quantity=1, post=True, **values):
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": values.pop("product", self.product).id,
                            "quantity": quantity,
                            "price_unit": amount,
                            "tax_ids": [],
                        }
                    )
                ],
            }
            | values
        )
        if post:
            move.action_post()
        return move

    def invoice_order(self, order, day=DAY):
        move = order._create_invoices(final=True)
        move.write({"invoice_date": day, "date": day})
        move.action_post()
        return move

    def make_priced_order(self, partner, price, cost, quantity=1, **values):
        order = self.make_order(partner, datetime(2026, 2, 1, 4), price=price, quantity=quantity, **values)
        order.order_line.purchase_price = cost
        order.order_line.qty_delivered = quantity
        return order

    def pay(self, move, amount, day, currency=None):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        values = {"amount": amount, "payment_date": day, "payment_difference_handling": "open"}
        return wizard.create(values | ({"currency_id": currency.id} if currency else {}))._create_payments()


@tagged("post_install", "-at_install")
class TestNetSales(ShippedMeasuresCommon):
    def make_invoices(self):
        self.make_invoice(self.customer, 1000.0)
        self.make_invoice(self.contact, 200.0)
        self.make_invoice(self.customer, 300.0, move_type="out_refund")
        self.make_invoice(self.customer, 500.0, currency_id=self.currency.id)
        self.make_invoice(self.customer, 77.77, day=date(2026, 3, 3), currency_id=self.currency.id)
        self.make_invoice(self.customer, 999.0, post=False)
        self.make_invoice(self.customer, 888.0, day=date(2026, 4, 1))
        self.make_invoice(self.rival, 40.0, move_type="out_refund")
        self.make_invoice(self.rival, 66.0, move_type="in_invoice")

    def test_posted_invoices_less_refunds_in_company_currency(self):
        self.make_invoices()
        found = self.values(self.measure("net_sales"))
        self.assertAlmostEqual(found[self.customer], 1000 + 200 - 300 + 250 + 19.44, 2)
        self.assertAlmostEqual(found[self.rival], -40.0, 2)
        self.assertEqual(found[self.idle], 0.0)

    def test_equal_to_the_invoice_analysis(self):
        self.make_invoices()
        report = self.make_measure(
            "account.invoice.report",
            domain="[('state', '=', 'posted'), ('move_type', 'in', ['out_invoice', 'out_refund'])]",
            partner_path="partner_id",
            field_path="price_subtotal",
            date_path="invoice_date",
        )
        found = self.plan_values({"lines": self.measure("net_sales"), "report": report})
        for partner, value in found["report"].items():
            self.assertAlmostEqual(found["lines"][partner], value, 2, partner.name)
        groups = self.env["account.invoice.report"]._read_group(
            [
                ("state", "=", "posted"),
                ("move_type", "in", ["out_invoice", "out_refund"]),
                ("invoice_date", ">=", self.dates[0]),
                ("invoice_date", "<=", self.dates[1]),
                ("commercial_partner_id", "=", self.customer.id),
            ],
            aggregates=["price_subtotal:sum"],
        )
        self.assertAlmostEqual(found["lines"][self.customer], groups[0][0], 2)

    def test_products_bought_and_years(self):
        self.make_invoice(self.customer, 10.0)
        self.make_invoice(self.customer, 10.0, product=self.other_product)
        self.make_invoice(self.customer, 10.0, day=date(2024, 4, 1))
        self.make_invoice(self.rival, 10.0, move_type="out_refund")
        self.assertEqual(self.values(self.measure("products_bought"))[self.customer], 2)
        self.assertEqual(self.values(self.measure("products_bought"))[self.rival], 0)
        years = self.plan_values({"years": self.measure("tenure")}, window="lifetime")["years"]
        self.assertEqual(years[self.customer], 2.0)
        self.assertIsNone(years[self.rival])


@tagged("post_install", "-at_install")
class TestGrossMargin(ShippedMeasuresCommon):
    def margin(self, partner=None):
        return self.values(self.measure("gross_margin"))[partner or self.customer]

    def test_margin_rate_of_the_order_line(self):
        order = self.make_priced_order(self.customer, 100.0, 70.0, quantity=10)
        self.invoice_order(order)
        self.assertAlmostEqual(self.margin(), 300.0, 2)

    def test_invoiced_part_only_and_refund_taken_off(self):
        order = self.make_priced_order(self.customer, 100.0, 70.0, quantity=10)
        order.order_line.qty_delivered = 4
        self.product.invoice_policy = "delivery"
        order.order_line.invalidate_recordset()
        move = self.invoice_order(order)
        self.assertAlmostEqual(move.amount_untaxed, 400.0, 2)
        self.assertAlmostEqual(self.margin(), 120.0, 2)
        reversal = move._reverse_moves([{"invoice_date": DAY, "date": DAY}])
        reversal.invoice_line_ids.quantity = 1
        reversal.action_post()
        self.assertAlmostEqual(self.margin(), 90.0, 2)

    def test_negative_margin(self):
        self.invoice_order(self.make_priced_order(self.customer, 100.0, 130.0, quantity=2))
        self.assertAlmostEqual(self.margin(), -60.0, 2)

    def test_gift_costs_what_it_cost(self):
        order = self.make_priced_order(self.customer, 0.0, 30.0, quantity=3)
        self.invoice_order(order)
        self.assertAlmostEqual(self.margin(), -90.0, 2)

    def test_foreign_order_counts_in_company_currency(self):
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": self.currency.id})
        order = self.make_priced_order(self.customer, 100.0, 70.0, quantity=10, pricelist_id=pricelist.id)
        self.invoice_order(order)
        self.assertAlmostEqual(self.margin(), 150.0, 2)

    def test_without_order_as_the_invoice_analysis(self):
        self.make_invoice(self.customer, 100.0, quantity=5)
        self.make_invoice(self.customer, 100.0, quantity=1, move_type="out_refund")
        report = self.env["account.invoice.report"]._read_group(
            [("commercial_partner_id", "=", self.customer.id), ("state", "=", "posted")], aggregates=["price_margin:sum"]
        )
        self.assertAlmostEqual(report[0][0], 160.0, 2)
        self.assertAlmostEqual(self.margin(), 160.0, 2)

    def test_line_of_several_orders_counts_once(self):
        order, other = (self.make_priced_order(self.customer, 100.0, cost) for cost in (70.0, 90.0))
        move = self.invoice_order(order)
        move.invoice_line_ids.sale_line_ids += other.order_line
        self.assertAlmostEqual(self.margin(), 30.0, 2)

    def test_down_payment_has_no_margin(self):
        order = self.make_priced_order(self.customer, 100.0, 70.0, quantity=10)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "percentage", "amount": 50}).create_invoices()
        order.invoice_ids.write({"invoice_date": DAY, "date": DAY})
        order.invoice_ids.action_post()
        self.assertAlmostEqual(self.values(self.measure("net_sales"))[self.customer], 500.0, 2)
        self.assertAlmostEqual(self.margin(), 0.0, 2)
        self.invoice_order(order)
        self.assertAlmostEqual(self.values(self.measure("net_sales"))[self.customer], 1000.0, 2)
        self.assertAlmostEqual(self.margin(), 300.0, 2)

    def test_customers_without_invoices_have_no_margin(self):
        self.assertEqual(self.margin(self.idle), 0.0)


@tagged("post_install", "-at_install")
class TestPaidOnTime(ShippedMeasuresCommon):
    """Invoices are due thirty days after DAY, on 12 March."""

    DUE = DAY + timedelta(days=30)

    def make_due(self, partner, amount, **values):
        return self.make_invoice(partner, amount, invoice_date_due=self.DUE, invoice_payment_term_id=False, **values)

    def paid(self, partner=None, **options):
        return self.values(self.measure("paid_on_time"), **options)[partner or self.customer]

    def test_paid_on_the_due_date_and_a_day_later(self):
        self.pay(self.make_due(self.customer, 300.0), 300.0, self.DUE)
        self.pay(self.make_due(self.customer, 100.0), 100.0, self.DUE + timedelta(days=1))
        self.assertAlmostEqual(self.paid(), 0.75, 6)

    def test_partial_payments_count_with_their_amount(self):
        move = self.make_due(self.customer, 1000.0)
        self.pay(move, 250.0, DAY)
        self.pay(move, 150.0, self.DUE)
        self.pay(move, 600.0, self.DUE + timedelta(days=20))
        self.assertAlmostEqual(self.paid(), 0.4, 6)

    def test_not_paid_at_all(self):
        self.make_due(self.customer, 1000.0)
        self.assertEqual(self.paid(), 0.0)

    def test_due_outside_the_period_or_never_is_not_known(self):
        self.make_due(self.customer, 1000.0)
        self.assertIsNone(self.paid(self.idle))
        self.assertIsNone(self.paid(date_to=self.DUE - timedelta(days=1)))
        self.assertIsNone(self.paid(date_from=self.DUE + timedelta(days=1)))

    def test_credited_amounts_are_neither_due_nor_paid(self):
        move = self.make_due(self.customer, 1000.0)
        refund = self.make_invoice(self.customer, 400.0, day=self.DUE, move_type="out_refund")
        lines = (move | refund).line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        lines.reconcile()
        self.pay(move, 600.0, self.DUE)
        self.assertAlmostEqual(self.paid(), 1.0, 6)
        move.button_draft()
        self.assertIsNone(self.paid(), "a draft is not due")

    def test_refunds_alone_are_not_due(self):
        self.make_invoice(self.rival, 400.0, move_type="out_refund")
        self.assertIsNone(self.paid(self.rival))

    def test_foreign_invoice_paid_at_another_rate(self):
        """200 at the rate of 2 are 100, paid in time when they were worth 50: paid is paid."""
        move = self.make_due(self.customer, 200.0, currency_id=self.currency.id)
        self.pay(move, 200.0, date(2026, 3, 1), self.currency)
        self.assertAlmostEqual(self.paid(), 1.0, 6)

    def test_instalments_are_due_one_by_one(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 100}),
                ],
            }
        )
        move = self.make_invoice(self.customer, 1000.0, invoice_payment_term_id=term.id)
        self.pay(move, 300.0, DAY + timedelta(days=10))
        self.assertAlmostEqual(self.paid(), 0.6, 6)


@tagged("post_install", "-at_install")
class TestNewProducts(ShippedMeasuresCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["product.template"].search([]).grading_launch_date = date(2020, 1, 1)
        last = cls.dates[1]
        launches = (last, last - timedelta(days=179), last - timedelta(days=180), last + timedelta(days=1))
        cls.novelties = cls.env["product.product"].create(
            [{"name": f"New {day}", "grading_launch_date": day, "taxes_id": []} for day in launches]
        )

    def test_part_of_the_products_of_the_last_180_days(self):
        for product in self.novelties[1:]:
            self.make_invoice(self.customer, 10.0, product=product)
        found = self.values(self.measure("new_products"))
        self.assertAlmostEqual(found[self.customer], 0.5, 6)
        self.assertEqual(found[self.idle], 0.0)

    def test_returned_or_old_products_and_those_not_sold_do_not_count(self):
        self.make_invoice(self.customer, 10.0, product=self.novelties[0], move_type="out_refund")
        self.make_invoice(self.customer, 10.0, product=self.product)
        self.assertEqual(self.values(self.measure("new_products"))[self.customer], 0.0)
        self.novelties[0].sale_ok = False
        self.make_invoice(self.customer, 10.0, product=self.novelties[1])
        self.assertEqual(self.values(self.measure("new_products"))[self.customer], 1.0)

    def test_nothing_new_on_offer_is_not_known(self):
        self.novelties.grading_launch_date = date(2020, 1, 1)
        self.make_invoice(self.customer, 10.0)
        self.assertIsNone(self.values(self.measure("new_products"))[self.customer])

    def test_launch_date_of_a_new_product_is_today_and_can_be_changed(self):
        product = self.env["product.template"].create({"name": "Newest"})
        self.assertTrue(product.grading_launch_date)
        product.grading_launch_date = DAY
        self.assertNotEqual(product.copy().grading_launch_date, DAY)
