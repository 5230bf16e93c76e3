from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install")
class TestForgery(CreditCheckCommon):
    """Values that no screen offers but that the API takes: they neither hide what is owed nor make room for more."""

    def _refuses(self, call, text="", error=UserError):
        with self.assertRaisesRegex(error, text), self.cr.savepoint():
            call()
        self.env.invalidate_all()

    def _confirmed(self, amount, **values):
        order = self._order(amount, **values)
        self._confirm(order)
        self.assertEqual(order.state, "sale")
        return order

    def _exposure(self, company=None):
        return self.env["crm.credit.exposure"]._exposure(self.customer, company or self.company)[self.customer.id]

    def test_line_whose_order_comes_from_the_context(self):
        order = self._confirmed(500.0)
        Line = self.env["sale.order.line"].with_user(self.seller).with_context(default_order_id=order.id)
        self._refuses(lambda: Line.create({"product_id": self.product.id, "price_unit": 500.01}), "over the limit")
        Line.create({"product_id": self.product.id, "price_unit": 500.0})
        self.assertEqual(order.amount_total, 1000.0)

    def test_line_whose_order_is_the_sellers_own_default(self):
        order = self._confirmed(500.0)
        self.env["ir.default"].with_user(self.seller).set("sale.order.line", "order_id", order.id, user_id=True)
        Line = self.env["sale.order.line"].with_user(self.seller)
        self._refuses(lambda: Line.create({"product_id": self.product.id, "price_unit": 500.01}), "over the limit")

    def test_order_whose_state_is_the_sellers_own_default(self):
        self.company.credit_check_change = "off"
        self.env["ir.default"].with_user(self.seller).set("sale.order", "state", "sale", user_id=True)
        line = Command.create({"product_id": self.product.id, "price_unit": 1500.0})
        values = {"partner_id": self.customer.id, "order_line": [line]}
        self._refuses(lambda: self.env["sale.order"].with_user(self.seller).create(values), "over the limit")

    def test_totals_of_a_line_cannot_be_written(self):
        order = self._order(1500.0)
        for name in ("price_total", "price_subtotal", "price_tax"):
            self._refuses(lambda name=name: order.order_line.with_user(self.seller).write({name: 1.0}), error=AccessError)
            self._refuses(lambda name=name: self._line_of(order, **{name: 1.0}), error=AccessError)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")

    def _line_of(self, order, **values):
        return self.env["sale.order.line"].create({"order_id": order.id, "product_id": self.product.id, **values})

    def test_exchange_rate_of_an_order_cannot_be_written(self):
        order = self._confirmed(900.0)
        self._refuses(lambda: order.with_user(self.seller).write({"currency_rate": 1e9}), error=AccessError)
        self._refuses(lambda: self._order(900.0, currency_rate=1e9), error=AccessError)
        self.assertEqual(self._exposure()["open_orders"], 900.0)

    def test_another_day_with_another_rate_raises_the_order(self):
        """900 at a rate of 1 are 9,000 at a rate of 0.1."""
        foreign = self.env["res.currency"].create({"name": "XYZ", "symbol": "X"})
        self.env["res.currency.rate"].create(
            [
                {"currency_id": foreign.id, "company_id": self.company.id, "name": day, "rate": rate}
                for day, rate in (("2020-01-01", 0.1), ("2021-01-01", 1.0))
            ]
        )
        pricelist = self.env["product.pricelist"].create({"name": "X", "currency_id": foreign.id})
        order = self._confirmed(900.0, pricelist_id=pricelist.id)
        earlier = {"date_order": "2020-06-01 00:00:00"}
        self._refuses(lambda: order.with_user(self.seller).write(earlier), "8,000.00 over the limit")

    def test_moving_a_confirmed_order_to_another_company(self):
        other = self.env["res.company"].create({"name": "Other Company", "currency_id": self.company.currency_id.id})
        self.seller.company_ids += other
        self._set_limit(self.customer, 10.0, company=other)
        order = self._confirmed(900.0)
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        values = {"company_id": other.id, "warehouse_id": warehouse.id}
        order = order.with_user(self.seller).with_context(allowed_company_ids=[self.company.id, other.id])
        self._refuses(lambda: order.write(values), "890.00 over the limit")
        self.assertEqual(order.company_id, self.company)

    def test_negative_order_makes_no_room(self):
        self._confirmed(-100000.0)
        self.assertEqual(self._exposure()["total"], 0.0)
        order = self._order(1000.01)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")

    def test_draft_credit_note_of_a_cancelled_order_makes_no_room(self):
        order = self._confirmed(-100000.0)
        wizard = self.env["sale.advance.payment.inv"].with_user(self.seller)
        wizard.create({"sale_order_ids": [Command.set(order.ids)]}).create_invoices()
        self.assertEqual((order.invoice_ids.move_type, order.invoice_ids.state), ("out_refund", "draft"))
        order.with_user(self.seller).write({"state": "cancel"})
        self.assertEqual(self._exposure()["total"], 0.0)

    def test_release_counts_for_its_customer_only(self):
        poor = self.env["res.partner"].create({"name": "Poor Payer", "is_company": True})
        self._set_limit(poor, 10.0)
        order = self._held_order()
        order.with_user(self.officer).action_release_credit("Agreed")
        order.with_user(self.seller).write({"partner_id": poor.id})
        self._confirm(order)
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))
        order.with_user(self.seller).write({"partner_id": self.customer.id})
        self._confirm(order)
        self.assertEqual((order.state, order.credit_state), ("sale", "released"))

    def test_refusal_ends_an_earlier_release(self):
        order = self._held_order()
        order.with_user(self.officer).action_release_credit("Agreed")
        order.order_line.price_unit = 1600.0
        self._confirm(order)
        order.with_user(self.officer).action_refuse_credit("Not after all")
        order.order_line.price_unit = 1500.0
        self._confirm(order)
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))
        order.with_user(self.officer).action_release_credit("Agreed again")
        self._confirm(order)
        self.assertEqual(order.state, "sale")

    def test_officer_cannot_set_a_limit_by_default_values(self):
        newcomer = self.env["res.partner"].create({"name": "Newcomer", "is_company": True})
        Account = self.env["crm.credit.account"].with_user(self.officer)
        for default in ({"default_limit_mode": "unlimited"}, {"default_limit_amount": 5000.0}):
            self._refuses(
                lambda default=default: Account.with_context(**default).create({"partner_id": newcomer.id}),
                "Newcomer",
                AccessError,
            )
        self.assertEqual(Account.create({"partner_id": newcomer.id}).limit_mode, "default")

    def test_commercial_partner_cannot_be_written(self):
        rich = self.env["res.partner"].create({"name": "Rich Customer", "is_company": True})
        self.customer.write({"commercial_partner_id": rich.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.customer.commercial_partner_id, self.customer)

    def test_nonsense_is_refused_in_words(self):
        order = self._held_order()
        for amount in (10**400, 1e308, float("nan"), "much"):
            self._refuses(lambda amount=amount: order.with_user(self.officer).action_release_credit("Yes", amount), order.name)
        account = self._set_limit(self.customer, 1000.0)
        for amount in ("much", [1]):
            self._refuses(lambda amount=amount: account.with_user(self.manager).write({"limit_amount": amount}), "Dealer One")
        Partner = self.env["res.partner"].with_user(self.seller)
        for condition in ((">", "much"), ("in", ["much", 0]), (">", [1, 2])):
            domain = [("credit_exposure", *condition)]
            self._refuses(lambda domain=domain: Partner.search(domain), "is not an amount")
        self.assertFalse(Partner.search([("credit_status", "in", [5])]))

    def test_settings_that_break_dates_are_refused(self):
        for name in ("credit_tolerance", "credit_overdue_days", "credit_release_days"):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                self.company[name] = 2**31 - 1
                self.company.flush_recordset()
