from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .telecom_common import NOON, TelecomCommon


def day_by_day(fee, bill_day, first):
    """Add up the days from ``first`` to the end of the bill cycle, each at the fee divided by the days of the cycle."""
    begin = first
    while begin.day != bill_day:
        begin -= timedelta(days=1)
    after = begin + timedelta(days=1)
    while after.day != bill_day:
        after += timedelta(days=1)
    return round(fee / (after - begin).days * (after - first).days + 1e-9, 2)


class MoveCommon(TelecomCommon):
    """Subscriptions in use, offerings to move to, a second customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.better = cls.make_offering("mobile", ("voice", "sms", "data", "value_added"), name="Better", monthly_fee=159)
        cls.cheaper = cls.make_offering("mobile", ("voice",), name="Cheaper", monthly_fee=39)
        cls.bound = cls.make_offering(
            "mobile", ("voice",), name="Bound", commitment_months=24, penalty_kind="percent", penalty_percent=50
        )
        cls.new_owner = cls.make_customer("New Owner Ltd")
        cls.identify(cls.new_owner)
        cls.new_account = cls.make_account(partner_id=cls.new_owner.id, bill_day=20)

    @classmethod
    def use(cls, offering=None, day="2026-02-10", **values):
        """Make an active subscription."""
        offering = offering or cls.offerings["mobile"]
        return cls.subscribe("active", day=day, offering_id=offering.id, **values)

    @classmethod
    def draft(cls, subscription, kind="offering", **values):
        return cls.env["crm.telecom.move"].create({"subscription_id": subscription.id, "kind": kind} | values)

    def assert_refused(self, move, text, verb="plan"):
        with self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
            move._transition(verb)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomMove(MoveCommon):
    """Moves of subscriptions: what they change, charge and log, and what stands against them."""

    def test_a_change_of_the_offering_is_charged_day_by_day(self):
        subscription = self.use()
        move = self.draft(subscription, offering_id=self.better.id).with_user(self.telecom_agent)
        self.assertEqual((move.credit_amount, move.charge_amount), (-64.52, 102.58))
        move.action_plan()
        self.assertEqual(move.state, "done")
        self.assertEqual((subscription.offering_id, subscription.monthly_fee), (self.better, 159))
        # 16 March to 4 April are 20 of the 31 days since 5 March.
        self.assertEqual(day_by_day(100, 5, date(2026, 3, 16)), 64.52)
        amounts = {charge.kind: charge.amount for charge in move.charge_ids}
        self.assertEqual(amounts, {"fee_credit": -64.52, "fee_charge": day_by_day(159, 5, date(2026, 3, 16))})
        self.assertEqual({str(charge.date_to) for charge in move.charge_ids}, {"2026-04-04"})
        self.assertEqual(set(move.charge_ids.mapped("state")), {"open"})
        self.assertEqual((move.old_offering_id, move.old_monthly_fee), (self.offerings["mobile"], 100))
        self.assertEqual((move.credit_amount, move.charge_amount), (-64.52, 102.58))

    def test_services_follow_the_offering(self):
        subscription = self.use()
        self.draft(subscription, offering_id=self.better.id).action_plan()
        states = {service.kind: service.state for service in subscription.service_ids}
        self.assertEqual(states, dict.fromkeys(("voice", "sms", "data", "value_added"), "active"))
        self.draft(subscription, offering_id=self.cheaper.id).action_plan()
        states = {service.kind: service.state for service in subscription.service_ids}
        self.assertEqual(states, dict.fromkeys(("sms", "data", "value_added"), "terminated") | {"voice": "active"})

    def test_the_service_with_the_number_stays(self):
        subscription = self.use()
        number = subscription.number_id
        self.assertTrue(number)
        data = self.make_offering("mobile", ("data",), name="Data only", monthly_fee=120)
        self.draft(subscription, offering_id=data.id).action_plan()
        states = {service.kind: service.state for service in subscription.service_ids}
        self.assertEqual(states, {"voice": "active", "sms": "terminated", "data": "active"})
        self.assertEqual((subscription.number_id, number.state), (number, "assigned"))

    def test_a_new_owner_without_identity_is_refused(self):
        stranger = self.make_customer("Stranger Ltd")
        account = self.make_account(partner_id=stranger.id)
        move = self.draft(self.use(), "ownership", partner_id=stranger.id, account_id=account.id)
        self.assert_refused(move, "Stranger Ltd has no valid identity")
        self.identify(stranger)
        move.action_plan()
        self.assertEqual(move.state, "done")

    def test_services_begun_in_a_suspension_wait_for_the_resumption(self):
        subscription = self.use(self.cheaper)
        self.step(subscription, "suspend_one_way", "request")
        self.draft(subscription, offering_id=self.better.id).action_plan()
        states = {service.kind: service.state for service in subscription.service_ids}
        self.assertEqual(states, {"voice": "active", "sms": "active", "data": "inactive", "value_added": "inactive"})
        self.step(subscription, "resume", "wanted")
        self.assertEqual(set(subscription.service_ids.mapped("state")), {"active"})

    def test_each_step_is_logged(self):
        subscription = self.use()
        move = self.draft(subscription, offering_id=self.better.id)
        move.with_user(self.telecom_agent).action_plan()
        self.assertEqual(move.event_ids.sorted("id").mapped("verb"), ["create", "plan", "carry_out"])
        event = subscription.event_ids.sorted("id")[-1]
        self.assertEqual((event.verb, event.note, event.user_id), ("change_offering", move.name, self.telecom_agent))
        self.assertEqual(str(subscription.state_since), "2026-03-16")

    def test_a_transfer_changes_owner_and_account_from_its_day_on(self):
        subscription = self.use(user_partner_id=self.payer.id)
        move = self.draft(subscription, "ownership", partner_id=self.new_owner.id, account_id=self.new_account.id)
        open_charge = self.env["crm.telecom.charge"].create(
            {"account_id": self.account.id, "subscription_id": subscription.id, "name": "SIM card", "amount": 10}
        )
        move.with_user(self.telecom_agent).action_plan()
        self.assertEqual((subscription.partner_id, subscription.account_id), (self.new_owner, self.new_account))
        self.assertFalse(subscription.user_partner_id)
        self.assertEqual(open_charge.account_id, self.account)
        by_account = {charge.account_id: charge.amount for charge in move.charge_ids}
        expected = {
            self.account: -day_by_day(100, 5, date(2026, 3, 16)),
            self.new_account: day_by_day(100, 20, date(2026, 3, 16)),
        }
        self.assertEqual(by_account, expected)
        self.assertEqual(move.old_partner_id, self.subscriber)

    def test_a_transfer_that_is_not_possible(self):
        subscription = self.use()
        transfer = {"partner_id": self.new_owner.id, "account_id": self.new_account.id}
        for values, text in (
            ({"partner_id": False}, "Choose the new owner"),
            ({"partner_id": self.subscriber.id}, "owns it already"),
            ({"account_id": self.account.id}, "is not an account of New Owner"),
            ({"account_id": False}, "Choose the new account"),
        ):
            with self.subTest(text=text):
                self.assert_refused(self.draft(subscription, "ownership", **transfer | values), text)
        self.step(self.new_account, "suspend")
        self.assert_refused(self.draft(subscription, "ownership", **transfer), "closed or suspended")

    def test_a_change_of_the_account(self):
        subscription, other = self.use(), self.make_account(bill_day=28)
        self.assert_refused(self.draft(subscription, "account", account_id=self.account.id), "is its account already")
        self.assert_refused(
            self.draft(subscription, "account", account_id=self.new_account.id), "is not an account of Subscriber"
        )
        move = self.draft(subscription, "account", account_id=other.id)
        move.with_user(self.telecom_agent).action_plan()
        self.assertEqual((subscription.account_id, subscription.partner_id), (other, self.subscriber))
        self.assertEqual(move.charge_ids.filtered("amount").mapped("account_id"), self.account | other)

    def test_accounts_of_another_currency_or_payment(self):
        dollar = self.env.ref("base.USD") if self.company.currency_id.name != "USD" else self.env.ref("base.EUR")
        dollar.active = True
        subscription = self.use(self.make_offering("mobile", ("voice",), payment_mode="postpaid"))
        foreign, prepaid = self.make_account(currency_id=dollar.id), self.make_account(payment_mode="prepaid")
        self.assert_refused(self.draft(subscription, "account", account_id=foreign.id), "another currency")
        self.assert_refused(self.draft(subscription, "account", account_id=prepaid.id), "is not for accounts that pay")

    def test_offerings_that_do_not_fit(self):
        subscription = self.use()
        prepaid = self.make_offering("mobile", ("voice",), payment_mode="prepaid")
        gone = self.make_offering("mobile", ("voice",), active=False)
        for offering, text in (
            (self.offerings["fixed"], "for another access"),
            (self.offerings["mobile"], "renew it instead"),
            (prepaid, "is not for accounts that pay"),
            (gone, "not sold any more"),
        ):
            with self.subTest(text=text):
                self.assert_refused(self.draft(subscription, offering_id=offering.id), text)

    def test_subscriptions_that_are_not_moved(self):
        for state in ("created", "pending_active", "pending_terminate", "terminated", "cancelled"):
            with self.subTest(state=state):
                subscription = self.subscribe(state)
                self.assert_refused(self.draft(subscription, offering_id=self.better.id), "only active and suspended")
        held = self.use()
        self.step(self.account, "suspend")
        self.assert_refused(self.draft(held, offering_id=self.better.id), "is suspended: have it resumed first")
        self.step(self.account, "resume")
        suspended = self.subscribe("suspended")
        self.assert_refused(self.draft(suspended, offering_id=self.better.id), "suspended for arrears")
        self.step(suspended, "resume", "paid")
        self.step(suspended, "suspend_two_way", "loss")
        self.draft(suspended, offering_id=self.better.id).action_plan()
        self.assertEqual((suspended.state, suspended.offering_id), ("suspended", self.better))

    def test_other_company(self):
        subscription = self.use()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            account = self.make_account(company_id=self.other_company.id)
            self.draft(subscription, "account", account_id=account.id)
        move = self.draft(subscription, offering_id=self.better.id)
        theirs = move.with_user(self.other_telecom_agent)
        self.assertFalse(theirs.search([("id", "=", move.id)]))
        for method in ("action_plan", "action_cancel", "action_refuse", "action_carry_out"):
            with self.assertRaises(AccessError):
                getattr(theirs, method)()

    def test_salespeople_read_moves_of_their_own_customers(self):
        move = self.draft(self.use(), offering_id=self.better.id)
        self.assertTrue(move.with_user(self.salesperson).display_name)
        with self.assertRaises(AccessError):
            move.with_user(self.salesperson).action_plan()
        with self.assertRaises(AccessError):
            move.with_user(self.salesperson).create({"subscription_id": move.subscription_id.id, "kind": "renewal"})
        self.subscriber.user_id = self.telecom_agent
        self.env.flush_all()
        with self.assertRaises(AccessError):
            move.with_user(self.salesperson).read(["kind"])

    def test_states_are_written_by_steps_alone(self):
        move = self.draft(self.use(), offering_id=self.better.id).with_user(self.telecom_manager)
        for vals in ({"state": "done"}, {"waived_by_id": self.env.uid}, {"old_monthly_fee": 1}, {"refusal": "No"}):
            with self.assertRaises(AccessError):
                move.write(vals)
        with self.assertRaises(AccessError):
            move.create({"subscription_id": move.subscription_id.id, "kind": "renewal", "state": "planned"})
        move.action_refuse("Customer not reached")
        self.assertEqual((move.state, move.refusal), ("refused", "Customer not reached"))
        with self.assertRaisesRegex(UserError, "is not a draft any more"):
            move.date = "2026-03-20"
        for method in ("action_plan", "action_cancel", "action_carry_out"):
            with self.assertRaisesRegex(UserError, "is not possible in the state Refused"):
                getattr(move, method)()
        with self.assertRaises(UserError):
            move.unlink()

    def test_a_move_stays_with_its_subscription_and_ends_with_it(self):
        draft, planned = (self.draft(self.use(), offering_id=self.better.id, date="2026-04-20") for _number in range(2))
        with self.assertRaisesRegex(UserError, "stays with its subscription"):
            draft.subscription_id = planned.subscription_id
        planned.action_plan()
        for move in (draft, planned):
            self.step(move.subscription_id, "give_notice")
            self.step(move.subscription_id, "terminate")
            self.assertEqual((move.state, move.last_event_id.source), ("cancelled", "cascade"))

    def test_the_form_shows_what_it_costs(self):
        self.env.user.group_ids |= self.env.ref("crm_industry.group_telecom_agent")
        form = Form(self.env["crm.telecom.move"])
        form.subscription_id = self.use()
        form.kind = "offering"
        form.offering_id = self.better
        self.assertEqual((form.credit_amount, form.charge_amount), (-64.52, 102.58))
        move = form.save()
        self.assertEqual(move.state, "draft")
