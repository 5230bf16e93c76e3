from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .telecom_common import NOON, REASONS, TelecomCommon

# Written down apart from the code.
EXPECTED = {
    "suspend": {"active": "suspended"},
    "resume": {"suspended": "active"},
    "close": {"active": "closed", "suspended": "closed"},
}
WAYS = {"active": (), "suspended": ("suspend",), "closed": ("close",)}


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomAccount(TelecomCommon):
    """Accounts: their steps, who pays, what happens to the subscriptions."""

    def in_state(self, state):
        account = self.make_account()
        for verb in WAYS[state]:
            self.step(account, verb)
        return account

    def test_every_step_from_every_state(self):
        self.assertEqual(set(self.env["crm.telecom.account"]._transitions()), set(EXPECTED))
        for verb, ways in EXPECTED.items():
            for state in WAYS:
                account = self.in_state(state).with_user(self.telecom_agent)
                args = [account.ids, self.reason(REASONS[verb]).id if verb in REASONS else False]
                with self.subTest(verb=verb, state=state):
                    if state in ways:
                        call_kw(account.browse(), f"action_{verb}", args, {})
                        self.assertEqual(account.state, ways[state])
                        self.assertEqual(account.last_event_id.state_from, state)
                    else:
                        with self.assertRaises(UserError):
                            call_kw(account.browse(), f"action_{verb}", args, {})
                        self.assertEqual(account.state, state)

    def test_state_is_written_by_steps_alone(self):
        account = self.account.with_user(self.telecom_manager)
        for values in ({"state": "closed"}, {"closed_on": "2026-01-01"}, {"name": "TA1"}):
            with self.assertRaises(AccessError):
                account.write(values)
        with self.assertRaises(AccessError):
            account.create({"partner_id": self.subscriber.id, "state": "closed"})
        with self.assertRaises(UserError):
            self.make_account().unlink()

    def test_subscriptions_follow(self):
        active, stopped, new = self.subscribe("active"), self.subscribe("active"), self.subscribe("pending_active")
        self.step(stopped, "suspend_one_way", "request")
        self.account.with_user(self.telecom_agent).action_suspend(self.reason("arrears").id)
        self.assertEqual((active.state, active.suspension, active.suspension_cause), ("suspended", "two_way", "account"))
        self.assertEqual((stopped.suspension, stopped.suspension_cause), ("two_way", "account"))
        self.assertEqual(set(active.service_ids.mapped("state")), {"inactive"})
        self.assertEqual(active.last_event_id.source, "cascade")
        with self.assertRaisesRegex(UserError, "is not active"):
            self.step(new, "activate")
        with self.assertRaisesRegex(UserError, "its account"):
            self.step(active, "resume", "account_resume")
        self.account.with_user(self.telecom_agent).action_resume()
        self.assertEqual(active.state, "active")
        self.assertEqual((stopped.state, stopped.suspension, stopped.suspension_cause), ("suspended", "one_way", "request"))
        self.step(new, "activate")

    def test_notice_is_not_withdrawn_on_a_suspended_account(self):
        leaving = self.subscribe("pending_terminate")
        self.step(self.account, "suspend")
        with self.assertRaisesRegex(UserError, "is not active"):
            self.step(leaving, "withdraw_notice")

    def test_account_is_resumed_while_a_subscription_leaves(self):
        leaving = self.subscribe("active")
        self.step(self.account, "suspend")
        self.step(leaving, "give_notice")
        self.step(self.account, "resume")
        self.assertEqual((leaving.state, leaving.suspension), ("pending_terminate", "two_way"))
        self.step(leaving, "withdraw_notice")
        self.assertEqual((leaving.state, leaving.suspension), ("active", False))
        self.assertEqual(set(leaving.service_ids.mapped("state")), {"active"})

    def test_closed_when_nothing_is_left(self):
        subscription = self.subscribe("active")
        with self.assertRaisesRegex(UserError, f"1 of its subscriptions are not over yet: {subscription.name}"):
            self.step(self.account, "close")
        self.step(subscription, "give_notice")
        self.step(subscription, "terminate")
        self.step(self.account, "close")
        self.assertEqual(str(self.account.closed_on), "2026-03-16")
        with self.assertRaisesRegex(UserError, "is closed"):
            self.subscribe()
        with self.assertRaisesRegex(UserError, "is closed"):
            self.account.payer_id = self.payer

    def test_somebody_else_pays(self):
        form = Form(self.env["crm.telecom.account"].with_user(self.telecom_agent))
        form.partner_id = self.subscriber
        account = form.save()
        self.assertEqual((account.payer_id, account.third_party_payer), (self.subscriber, False))
        account.payer_id = self.payer
        self.assertTrue(account.third_party_payer)
        mine = [("id", "in", (account | self.account).ids)]
        accounts = self.env["crm.telecom.account"]
        self.assertEqual(accounts.search([*mine, ("third_party_payer", "=", True)]), account)
        self.assertEqual(accounts.search([*mine, ("third_party_payer", "=", False)]), self.account)

    def test_customers_are_no_contacts(self):
        for name in ("partner_id", "payer_id"):
            with self.assertRaisesRegex(ValidationError, "is a contact of"):
                self.make_account(**{name: self.contact.id})

    def test_customer_stays_with_subscriptions(self):
        account = self.make_account()
        account.with_user(self.telecom_agent).partner_id = self.customer
        self.subscribe(account_id=account.id)
        with self.assertRaisesRegex(UserError, "has been used"):
            account.with_user(self.telecom_agent).partner_id = self.subscriber

    def test_customer_and_currency_stay_with_bills_money_and_charges(self):
        self.env.ref("base.EUR").active = True
        topups = self.env["crm.telecom.topup"].with_user(self.telecom_manager).with_company(self.company)
        billed, prepaid, charged = self.make_account(), self.make_account(payment_mode="prepaid"), self.make_account()
        self.make_bill(account=billed, state="settled")
        topups.record_topups([{"external_id": "1", "account": prepaid.name, "amount": 5}], "shop")
        self.env["crm.telecom.charge"].create({"account_id": charged.id, "name": "SIM card", "amount": 10})
        for account in billed | prepaid | charged:
            for values in ({"currency_id": self.env.ref("base.EUR").id}, {"partner_id": self.payer.id}):
                with self.assertRaisesRegex(UserError, "has been used"):
                    account.with_user(self.telecom_agent).write(values)

    def test_the_way_of_paying_stays_while_something_is_open(self):
        account = self.make_account().with_user(self.telecom_agent)
        bill = self.make_bill(account=account, state="sent")
        with self.assertRaisesRegex(UserError, "Bills of it are open: B-1"):
            account.payment_mode = "prepaid"
        account.bill_day = 9
        bill.with_user(self.telecom_manager).action_register_payment(100)
        charge = self.env["crm.telecom.charge"].create({"account_id": account.id, "name": "SIM card", "amount": 10})
        with self.assertRaisesRegex(UserError, "“SIM card” waits for a bill"):
            account.payment_mode = "prepaid"
        with self.assertRaisesRegex(UserError, "“SIM card” waits for a bill"):
            account.action_close(self.reason("customer_leaves").id)
        charge.with_user(self.telecom_manager).action_cancel_charges()
        account.payment_mode = "prepaid"
        account.action_top_up(5, "cash", "R-1")
        with self.assertRaisesRegex(UserError, "are left on it"):
            account.payment_mode = "postpaid"

    def test_joined_customers_keep_their_accounts(self):
        subscription = self.subscribe("active")
        bundle = self.env["crm.telecom.bundle"].create({"name": "B", "partner_id": self.subscriber.id})
        self.account.payer_id = self.payer
        self.subscriber.write({"parent_id": self.customer.id, "is_company": False})
        self.payer.write({"parent_id": self.customer.id, "is_company": False})
        self.assertEqual(self.account.partner_id, self.customer)
        self.assertEqual(self.account.payer_id, self.customer)
        self.assertEqual(subscription.partner_id, self.customer)
        self.assertEqual(bundle.partner_id, self.customer)

    def test_figures_of_many_take_no_query_each(self):
        accounts = self.account
        for _number in range(9):
            accounts |= self.make_account()
        for account in accounts:
            self.subscribe("active", account_id=account.id)
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            self.assertEqual(sum(accounts.mapped("subscription_count")), 10)

    def test_suspending_many_takes_no_query_each(self):
        self.env["crm.telecom.subscription"].create(
            [{"account_id": self.account.id, "offering_id": self.offerings["mobile"].id} for _number in range(40)]
        )
        for verb in ("submit", "activate"):
            self.step(self.account.subscription_ids, verb)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.step(self.account, "suspend")
        self.env.flush_all()
        self.assertEqual(set(self.account.subscription_ids.mapped("suspension")), {"two_way"})
        self.assertLess(self.env.cr.sql_log_count - before, 80, "40 subscriptions with 120 services")

    def test_day_of_the_bill(self):
        for day in (0, 29, 31, -1):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
                self.make_account(bill_day=day)
                self.env.flush_all()
        self.assertEqual(self.make_account(bill_day=28).bill_day, 28)
