from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon

DUE = date(2026, 3, 1)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomArrears(TelecomCommon):
    """What overdue bills lead to, and what paying them undoes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["crm.telecom.arrears.policy"].create(
            {
                "name": "Test",
                "company_id": cls.company.id,
                "amount_min": 50,
                "reminded_days": 3,
                "one_way_days": 15,
                "two_way_days": 30,
                "proposed_days": 90,
                "user_id": cls.telecom_manager.id,
            }
        )
        with freeze_time("2026-02-01 04:00:00"):
            cls.subscription = cls.subscribe("active")

    def overdue(self, name="B-1", amount=100, due=DUE, account=None):
        """Record a validated bill."""
        return self.make_bill(account, amount, name, "2026-02-20", date_due=str(due), state="validated")

    def run_on(self, days, due=DUE):
        """Run the job so many days after a due day."""
        with (
            freeze_time(f"{due + timedelta(days=days)} 04:00:00"),
            patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **options: 60),
        ):
            self.env["crm.telecom.arrears.policy"]._cron_telecom_arrears()

    def pay(self, bill, amount, days):
        with freeze_time(f"{DUE + timedelta(days=days)} 06:00:00"):
            bill.with_user(self.telecom_manager).action_register_payment(amount)

    def situation(self):
        return self.account.arrears_stage, self.subscription.state, self.subscription.suspension

    def test_step_by_step_and_back_by_paying(self):
        bill = self.overdue()
        expected = {
            2: (False, "active", False),
            3: ("reminded", "active", False),
            14: ("reminded", "active", False),
            15: ("one_way", "suspended", "one_way"),
            29: ("one_way", "suspended", "one_way"),
            30: ("two_way", "suspended", "two_way"),
            90: ("proposed", "suspended", "two_way"),
        }
        for days, situation in expected.items():
            self.run_on(days)
            self.run_on(days)
            self.assertEqual(self.situation(), situation, days)
        self.assertEqual(self.subscription.last_event_id.source, "job")
        summaries = self.account.activity_ids.mapped("summary")
        self.assertEqual(sorted(summaries), ["Credit alert", "Terminate for arrears?"])
        credit = self.env["crm.credit.account"]._for_customers(self.subscriber, self.company)
        self.assertEqual(credit.status, "watch")
        self.assertEqual(len(self.account.message_ids.filtered(lambda each: self.subscriber in each.partner_ids)), 1)
        self.pay(bill, 100, 95)
        self.assertEqual(self.situation(), (False, "active", False))
        self.assertEqual(bill.state, "settled")

    def test_the_network_is_told(self):
        network = {"name": "Test", "company_id": self.company.id, "kind": "simulator", "user_id": self.telecom_manager.id}
        self.env["crm.telecom.network"].create(network)
        bill = self.overdue()
        self.run_on(15)
        self.pay(bill, 100, 16)
        messages = self.subscription.provisioning_ids.sorted("id")
        self.assertEqual(messages.mapped("command"), ["suspend_one_way", "resume"])

    def test_what_the_job_missed_comes_at_once(self):
        self.overdue()
        self.run_on(40)
        self.assertEqual(self.situation(), ("two_way", "suspended", "two_way"))

    def test_a_small_rest_is_let_be(self):
        bill = self.overdue(amount=100)
        small = self.overdue("B-2", amount=49.99)
        self.run_on(20)
        self.assertEqual(self.situation()[0], "one_way")
        self.pay(bill, 100, 21)
        self.assertEqual(self.situation(), (False, "active", False))
        self.run_on(40)
        self.assertEqual(self.situation()[0], False)
        self.overdue("B-3", amount=0.01, due=DUE + timedelta(days=20))
        self.run_on(41)
        self.assertEqual((small.state, self.situation()[0]), ("validated", "two_way"))

    def test_a_younger_bill_that_is_left_eases(self):
        bill = self.overdue()
        self.overdue("B-2", due=DUE + timedelta(days=15))
        self.run_on(31)
        self.assertEqual(self.situation(), ("two_way", "suspended", "two_way"))
        self.pay(bill, 100, 31)
        self.assertEqual(self.situation(), ("one_way", "suspended", "one_way"))

    def test_only_what_arrears_stopped_is_resumed(self):
        bill = self.overdue()
        self.step(self.subscription, "suspend_one_way", "loss")
        self.run_on(30)
        self.assertEqual(self.subscription._holds(), {"loss": "one_way", "arrears": "two_way"})
        self.pay(bill, 100, 31)
        self.assertEqual((self.situation(), self.subscription._holds()), ((False, "suspended", "one_way"), {"loss": "one_way"}))

    def test_what_begins_in_arrears_is_suspended_too(self):
        """As the account's others, and resumed with them; who leaves and stays after all is no exception."""
        leaving = self.subscribe("pending_terminate")
        bill = self.overdue(due="2026-02-25")
        self.account._review_arrears()
        self.assertEqual((self.account.arrears_stage, self.subscription.suspension), ("one_way", "one_way"))
        new = self.subscribe("active")
        self.step(leaving, "withdraw_notice")
        for subscription in new | leaving:
            self.assertEqual((subscription.state, subscription.suspension_cause), ("suspended", "arrears"))
        bill.with_user(self.telecom_manager).action_register_payment(100)
        self.assertEqual(set((self.subscription | new | leaving).mapped("state")), {"active"})

    def test_never_in_a_dispute(self):
        bill = self.overdue()
        self.run_on(20)
        self.assertEqual(self.subscription.state, "suspended")
        with freeze_time("2026-03-22 04:00:00"):
            self.step(bill, "hold", "disputed_amount")
        self.assertEqual(self.situation(), (False, "active", False))
        self.run_on(95)
        self.assertEqual(self.situation(), (False, "active", False))

    def test_a_complaint_about_the_bill(self):
        bill = self.overdue()
        complaint = self.env["crm.complaint"].create(
            {"subject": "Wrong bill", "partner_id": self.subscriber.id, "company_id": self.company.id}
        )
        bill.complaint_id = complaint
        self.run_on(40)
        self.assertEqual(self.situation(), (False, "active", False))

    def test_a_promise_holds_it_where_it_is(self):
        self.overdue()
        self.run_on(16)
        promise = self.env["crm.credit.promise"].create(
            {
                "partner_id": self.subscriber.id,
                "company_id": self.company.id,
                "amount": 100,
                "date": "2026-03-16",
                "date_due": "2026-04-05",
                "grace_days": 0,
            }
        )
        self.run_on(32)
        self.assertEqual(self.situation(), ("one_way", "suspended", "one_way"))
        self.policy.heed_promises = False
        self.run_on(32)
        self.assertEqual(self.situation()[0], "two_way")
        self.assertEqual(promise.state, "open")

    def test_left_alone_and_left_on(self):
        self.overdue()
        self.policy.offering_ids = self.offerings["mobile"]
        self.run_on(30)
        self.assertEqual(self.situation(), ("two_way", "active", False))
        with patch.object(type(self.policy), "_exempt", lambda policy, ids: set(ids)):
            self.run_on(31)
        self.assertEqual(self.situation(), (False, "active", False))

    def test_other_companies_and_other_accounts(self):
        other = self.make_account(partner_id=self.payer.id)
        self.overdue(account=other)
        self.run_on(30)
        self.assertEqual((self.situation(), other.arrears_stage), ((False, "active", False), "two_way"))
        with self.assertRaises(ValidationError):
            self.policy.company_id = self.other_company
        self.policy.write({"company_id": self.other_company.id, "user_id": False})
        self.overdue("B-2")
        self.run_on(30)
        self.assertEqual(self.situation(), (False, "active", False))
        policy = self.policy.with_user(self.telecom_manager)
        self.assertFalse(policy.search([("id", "=", policy.id)]))

    def test_who_writes_what(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.telecom_agent).write({"one_way_days": 1})
        with self.assertRaises(AccessError):
            self.account.with_user(self.telecom_manager).write({"arrears_stage": "one_way"})
        for days in ({"one_way_days": 40}, {"reminded_days": -1}, {"two_way_days": 15}):
            with self.assertRaises(ValidationError):
                self.policy.write(days)

    def test_many_accounts_by_few_queries(self):
        accounts = [self.make_account() for _number in range(12)]
        for number, account in enumerate(accounts):
            self.overdue(f"B-{number}", account=account)
        self.env.flush_all()
        self.env.invalidate_all()
        with freeze_time("2026-03-31 04:00:00"), self.assertQueryCount(12):
            wanted = self.policy._wanted()
        self.assertEqual({wanted[account.id] for account in accounts}, {(False, "two_way")})
