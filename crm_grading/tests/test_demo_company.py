from odoo import fields
from odoo.tests import tagged

from odoo.addons.crm_grading.demo import catalogue

from .demo_common import DemoCase

PLANNED = {"done", "draft", "sent", "cancel", "down_payment", "partial", "draft_invoice", "return"}


@tagged("post_install", "-at_install", "inherited")
class TestDemoCompany(DemoCase):
    """Customers, orders, invoices and grades of a small demo company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env["sale.order"].search([("company_id", "=", cls.company.id)])

    def _moves(self, *types):
        return self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("move_type", "in", types), ("state", "=", "posted")]
        )

    def test_second_load_does_nothing(self):
        self.assertIsNone(self.loader._load())
        self.assertEqual(self.env["sale.order"].search_count([("company_id", "=", self.company.id)]), len(self.orders))

    def test_counts(self):
        # addons above add orders with fates of their own
        planned = [order for order in self.world.orders if order.fate in PLANNED]
        self.assertEqual(len(planned), self.orders_planned)
        self.assertLessEqual({order.record for order in self.world.orders}, set(self.orders))
        self.assertEqual(len(self.world.customers), self.customers)
        self.assertEqual(self.company.currency_id.name, "CNY")

    def test_logins(self):
        for _role, login, password in self.loader._logins()[1:]:
            user = self.env["res.users"].search([("login", "=", login)])
            context = user._crypt_context()
            self.env.cr.execute("SELECT password FROM res_users WHERE id = %s", [user.id])
            self.assertTrue(context.verify(password, self.env.cr.fetchone()[0]), login)
        self.assertTrue(self.world.users["customer"].share)
        self.assertFalse(self.world.users["sales"].has_group("sales_team.group_sale_salesman_all_leads"))

    def test_amounts_follow_the_catalogue(self):
        prices = {row[0]: row[3] for rows in catalogue.PRODUCTS.values() for row in rows}
        discounts = {"dealer": 0.92, "operator": 0.92, "chain": 0.92}
        checked = 0
        for order in self.world.orders:
            if order.customer.kind == "export" or order.fate not in PLANNED - {"down_payment"}:
                continue
            expected = sum(
                round(round(prices[code] * discounts.get(order.customer.kind, 1), 2) * quantity, 2)
                for code, quantity in order.lines
            )
            self.assertAlmostEqual(order.record.amount_untaxed, expected, 2, order.record.name)
            checked += 1
        self.assertGreater(checked, self.orders_planned // 2)

    def test_days_are_those_of_the_plan(self):
        today = fields.Date.today()  # the company may have been built across midnight
        for order in self.world.orders:
            record = order.record
            self.assertEqual(record.date_order, order.date)
            self.assertLessEqual(record.date_order.date(), today)
            if order.invoice:
                self.assertEqual(order.invoice.invoice_date, order.invoiced)
            if order.delivered and order.fate != "partial" and record.picking_ids:
                self.assertEqual(record.effective_date.date(), order.delivered)
                done = record.picking_ids.move_ids.filtered(lambda move: not move.origin_returned_move_id)
                self.assertEqual({move.date.date() for move in done}, {order.delivered})
                self.assertEqual(set(done.mapped("state")), {"done"})

    def test_rates_of_foreign_orders_are_those_of_their_days(self):
        dollar = self.env.ref("base.USD")
        for order in self.orders.filtered(lambda order: order.currency_id == dollar):
            day = order.date_order.date()
            rate = dollar._get_conversion_rate(self.company.currency_id, dollar, self.company, day)
            self.assertAlmostEqual(order.currency_rate, rate, 6)

    def test_books_balance(self):
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT move_id FROM account_move_line WHERE company_id = %s
                GROUP BY move_id HAVING abs(sum(balance)) > 0.005""",
            [self.company.id],
        )
        self.assertFalse(self.env.cr.fetchall())
        for invoice in self._moves("out_invoice"):
            days = max(invoice.invoice_payment_term_id.line_ids.mapped("nb_days"))
            self.assertEqual(invoice.invoice_date_due, fields.Date.add(invoice.invoice_date, days=days))

    def test_paid_invoices_are_reconciled(self):
        paid = [order for order in self.world.orders if order.invoice and order.payment]
        self.assertTrue(paid)
        for order in paid:
            left = order.invoice.currency_id.round(order.invoice.amount_total * (1 - order.payment.share))
            self.assertAlmostEqual(order.invoice.amount_residual, left, 1, order.invoice.name)
            self.assertIn(order.invoice.payment_state, ("paid", "partial"))

    def test_stock_is_never_negative(self):
        quants = self.env["stock.quant"].search([("location_id.usage", "=", "internal")])
        self.assertTrue(quants)
        self.assertFalse(quants.filtered(lambda quant: quant.quantity < 0 or quant.reserved_quantity > quant.quantity))

    def test_invoice_status_agrees_with_invoices(self):
        finished = [order.record for order in self.world.orders if order.fate == "done" and order.invoice]
        self.assertTrue(finished)
        for order in finished:
            self.assertEqual(order.invoice_status, "invoiced", order.name)
            self.assertEqual(order.delivery_status or "full", "full")

    def test_metrics_and_months(self):
        """Every customer with an order has figures; twelve months, the last one ended before today."""
        metrics = self.env["crm.customer.metrics"].search([("company_id", "=", self.company.id)])
        buyers = self.orders.filtered(lambda order: order.state == "sale").partner_id.commercial_partner_id
        self.assertLessEqual(set(buyers), set(metrics.partner_id))
        self.assertEqual(set(metrics.filtered("order_days").partner_id), set(buyers))
        months = set(self.env["crm.customer.snapshot"].search([("company_id", "=", self.company.id)]).mapped("month"))
        self.assertEqual(max(months), fields.Date.subtract(self.world.today.replace(day=1), months=1))
        self.assertLessEqual(len(months), 12)

    def test_four_quarters_are_published(self):
        runs = self.env["crm.grading.run"].search([("scheme_id", "=", self.company.grading_scheme_id.id)])
        self.assertEqual(runs.mapped("state"), ["published"] * 4)
        self.assertEqual(len(set(runs.mapped("date_to"))), 4)
        self.assertLess(max(runs.mapped("date_to")), self.world.today)
        self.assertTrue(all(runs.mapped("rated_count")))

    def test_decisions(self):
        appeals = self.env["crm.grading.appeal"].search([("company_id", "=", self.company.id)])
        self.assertEqual(sorted(appeals.mapped("approval_state")), ["approved", "submitted"])
        veto = self.env["crm.grading.veto"].search([("company_id", "=", self.company.id), ("scheme_id", "=", False)])
        self.assertEqual(veto.state, "active")
        for decided, code in ((veto.partner_id, "D"), (appeals.filtered("decided_by").partner_id, "A")):
            self.assertEqual(decided.with_company(self.company).grading_grade_id.code, code)

    def test_the_next_order_follows_the_grade(self):
        best = self.env["res.partner"].search([("grading_grade_id.code", "=", "A"), ("grading_own_terms", "=", False)])
        order = self.env["sale.order"].create({"partner_id": best[0].id, "company_id": self.company.id})
        self.assertEqual(order.payment_term_id, self.world.terms["60"])
        self.assertEqual(order.pricelist_id.name, "Grade A price")
