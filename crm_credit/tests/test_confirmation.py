from odoo.exceptions import UserError
from odoo.tests import tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install", "alone")
class TestConfirmation(CreditCheckCommon):
    def test_order_within_the_limit_is_confirmed(self):
        order = self._order(1000.0)
        self.assertIs(self._confirm(order), True)
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        decision = self._decisions(order)
        self.assertEqual((decision.event, decision.result, decision.user_id), ("confirm", "clear", self.seller))
        self.assertEqual((decision.exposure, decision.amount, decision.left_amount), (0.0, 1000.0, 0.0))

    def test_order_over_the_limit_is_held_with_its_figures(self):
        self._confirm(self._order(600.0))
        order = self._order(600.0)
        action = self._confirm(order)
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn(order.name, action["params"]["message"])
        decision = self._decisions(order)
        self.assertEqual((decision.result, decision.reasons), ("held", "over_limit"))
        self.assertEqual((decision.exposure, decision.amount, decision.limit_amount), (600.0, 600.0, 1000.0))
        self.assertEqual(decision.left_amount, -200.0)
        for figure in ("600.00", "1,000.00", "200.00"):
            self.assertIn(figure, order.credit_message)

    def test_held_order_gives_the_officer_one_activity(self):
        order = self._held_order()
        self._confirm(order)
        activity = order.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.officer)
        order.order_line.price_unit = 900.0
        self._confirm(order)
        self.assertEqual((order.state, order.credit_state), ("sale", "clear"))
        self.assertFalse(order.activity_ids, "nothing is left to decide")

    def test_three_orders_in_one_call_confirm_one_and_hold_two(self):
        orders = self._orders(600.0, 600.0, 600.0)
        self._confirm(orders)
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "draft"])
        self.assertEqual(orders.mapped("credit_state"), ["clear", "held", "held"])
        self.assertEqual(self._decisions(orders[1]).pending, 600.0)

    def test_smaller_order_behind_a_held_one_still_passes(self):
        orders = self._orders(600.0, 600.0, 400.0)
        self._confirm(orders)
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "sale"])

    def test_other_customers_of_the_batch_go_through(self):
        other = self.env["res.partner"].create({"name": "Dealer Two", "is_company": True})
        self._set_limit(other, 100.0)
        orders = self._order(1500.0) | self._order(100.0, partner=other)
        self._confirm(orders)
        self.assertEqual(orders.mapped("state"), ["draft", "sale"])

    def test_contacts_share_the_limit_of_their_company(self):
        contact = self.env["res.partner"].create({"name": "Shop", "parent_id": self.customer.id})
        self._confirm(self._order(600.0))
        order = self._order(600.0, partner=contact)
        self._confirm(order)
        self.assertEqual(order.credit_state, "held")
        self.assertEqual(self._decisions(order).partner_id, self.customer)

    def test_the_invoice_address_owes_the_order(self):
        payer = self.env["res.partner"].create({"name": "Payer", "is_company": True})
        self._set_limit(payer, 10000.0)
        order = self._order(1500.0, partner_invoice_id=payer.id)
        self._confirm(order)
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._decisions(order).partner_id, payer)

    def test_warn_mode_confirms_and_tells(self):
        self.company.credit_check_confirm = "warn"
        order = self._order(1500.0)
        action = self._confirm(order)
        self.assertEqual((order.state, order.credit_state), ("sale", "warned"))
        self.assertEqual(action["params"]["type"], "warning")

    def test_off_mode_checks_nothing(self):
        self.company.credit_check_confirm = "off"
        order = self._order(1500.0)
        self.assertIs(self._confirm(order), True)
        self.assertEqual((order.state, order.credit_state), ("sale", False))
        self.assertFalse(self._decisions(order))

    def test_unlimited_against_prepay_only(self):
        self._set_limit(self.customer, mode="unlimited")
        order = self._order(1e6)
        self._confirm(order)
        self.assertEqual(order.state, "sale")
        buyer = self.env["res.partner"].create({"name": "Prepayer", "is_company": True})
        self._set_limit(buyer, mode="prepay")
        order = self._order(1.0, partner=buyer)
        self._confirm(order)
        self.assertEqual((order.state, self._decisions(order).reasons), ("draft", "prepay"))

    def test_each_company_by_itself(self):
        other = self.env["res.company"].create({"name": "Second Company"})
        other.credit_check_confirm = "block"
        self.seller.company_ids |= other
        self._set_limit(self.customer, 50.0, company=other)
        self._confirm(self._order(1000.0))
        order = self._order(100.0, company_id=other.id, user=self.env.user)
        order.action_confirm()
        decision = self._decisions(order)
        self.assertEqual((order.credit_state, decision.company_id), ("held", other))
        self.assertEqual((decision.exposure, decision.limit_amount), (0.0, 50.0))

    def test_branches_share_the_limit_and_their_users_meet_it(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        clerk = self._user(
            "credit_clerk", "sales_team.group_sale_salesman", company_id=branch.id, company_ids=[(6, 0, branch.ids)]
        )
        self._confirm(self._order(600.0))
        order = self._order(600.0, company_id=branch.id, user=clerk)
        self._confirm(order, clerk)
        decision = self._decisions(order)
        self.assertEqual((order.credit_state, decision.exposure, decision.company_id), ("held", 600.0, self.company))
        self.assertEqual(order.with_user(clerk).credit_panel["left"], -200.0)

    def test_blocked_and_on_hold(self):
        account = self._set_limit(self.customer, 1000.0, status="hold")
        order = self._order(1.0)
        self._confirm(order)
        self.assertEqual(self._decisions(order).reasons, "hold")
        account.status = "blocked"
        self._confirm(order)
        self.assertEqual(self._decisions(order)[-1].reasons, "blocked")
        account.status = "watch"
        self._confirm(order)
        self.assertEqual((order.state, order.credit_state), ("sale", "warned"))

    def test_archived_customer_is_named_and_nothing_changes(self):
        order = self._order(10.0)
        self.customer.active = False
        with self.assertRaisesRegex(UserError, rf"{order.name}.*Dealer One.*archived"):
            self._confirm(order)
        self.assertEqual((order.state, order.credit_state), ("draft", False))

    def test_missing_exchange_rate_is_named(self):
        currency = self.env["res.currency"].create({"name": "XTZ", "symbol": "Z"})
        pricelist = self.env["product.pricelist"].create({"name": "Z prices", "currency_id": currency.id})
        order = self._order(10.0, pricelist_id=pricelist.id)
        with self.assertRaisesRegex(UserError, rf"{order.name}.*XTZ"):
            self._confirm(order)
        self.env["res.currency.rate"].create({"currency_id": currency.id, "rate": 0.01, "name": "2020-01-01"})
        self._confirm(order)
        self.assertEqual(self._decisions(order).amount, 1000.0)
        self.assertEqual(order.state, "sale")
        more = self._order(0.01, pricelist_id=pricelist.id)
        self._confirm(more)
        self.assertEqual(more.credit_state, "held")

    def test_cancelling_ends_the_hold(self):
        order = self._held_order()
        order.action_cancel()
        self.assertFalse(order.credit_state)
        self.assertFalse(order.activity_ids)
        self.assertEqual(len(self._decisions(order)), 1, "the log stays")

    def test_a_copy_starts_unchecked(self):
        self.assertFalse(self._held_order().copy().credit_state)

    def test_overdue_rule_holds_an_order_within_the_limit(self):
        self.company.write({"credit_overdue_rule": True, "credit_overdue_days": 10, "credit_overdue_amount": 0.0})
        invoices = self._overdue_invoice(days=11)
        order = self._order(10.0)
        self._confirm(order)
        self.assertEqual((order.credit_state, self._decisions(order).reasons), ("held", "overdue"))
        self.company.credit_overdue_days = 11
        self._confirm(order)
        self.assertEqual(order.state, "sale")
        self.assertEqual(invoices.amount_residual, 100.0)

    def _overdue_invoice(self, days):
        self.ensure_chart()
        day = self.company._business_today().fromordinal(self.company._business_today().toordinal() - days)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_line_ids": [(0, 0, {"product_id": self.product.id, "price_unit": 100.0, "tax_ids": False})],
            }
        )
        invoice.action_post()
        return invoice

    def ensure_chart(self):
        if not self.company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", company=self.company, install_demo=False)
