from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestExpiry(ExposureCommon):
    """Notices before temporary limits and securities end, and the log when a limit has ended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("expiry_officer", "crm_credit.group_credit_officer")
        cls.manager = cls._user("expiry_manager", "crm_credit.group_credit_manager")
        cls.company.credit_expiry_days = 10
        cls.account = cls._account(amount=1000, officer_id=cls.officer.id)

    def _temporary(self, last):
        return self.env["crm.credit.temporary.limit"].create(
            {
                "account_id": self.account.id,
                "amount": 50,
                "date_from": self.today,
                "date_to": self.today + timedelta(days=last),
                "reason": "Fair",
            }
        )

    def _security(self, last, accept=True):
        security = self.env["crm.credit.security"].with_user(self.officer).create(
            {
                "account_id": self.account.id,
                "reference": f"G-{last}",
                "amount": 10,
                "date_to": last is not None and self.today + timedelta(days=last),
            }
        )
        if accept:
            security.with_user(self.manager).action_accept()
        return security

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_credit.ir_cron_credit_expiry").method_direct_trigger()
        self.env.invalidate_all()

    def _activities(self):
        kind = self.env.ref("crm_credit.mail_activity_credit_expiry")
        return self.account.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def test_notice_once_and_in_time(self):
        self._temporary(10)
        self._temporary(11)
        self._security(3)
        self._security(None)
        self._security(4, accept=False)
        self._run()
        self._run()
        activities = self._activities()
        self.assertEqual(activities.user_id, self.officer)
        self.assertEqual(
            sorted(activities.mapped("date_deadline")), [self.today + timedelta(days=3), self.today + timedelta(days=10)]
        )

    def test_officer_of_the_company_or_nobody(self):
        self.account.officer_id = False
        self._temporary(1)
        self.company.credit_officer_id = False
        self._run()
        self.assertFalse(self._activities())
        self.company.credit_officer_id = self.officer
        self._security(1)
        self._run()
        self.assertEqual(self._activities().user_id, self.officer)

    def test_end_is_logged_once(self):
        limit = self._temporary(2)
        with freeze_time(self.today + timedelta(days=4)):
            self.assertRow(limit_amount=1000.0)
            self._run()
            self._run()
        change = self.account.limit_change_ids.sorted("id")[-1]
        self.assertEqual((change.source, change.old_temporary, change.new_temporary), ("temporary", 50.0, 0.0))
        self.assertEqual(change.temporary_limit_id, limit)
        self.assertEqual(len(self.account.limit_change_ids.filtered("temporary_limit_id")), 2)


@tagged("post_install", "-at_install")
class TestBillsDue(ExposureCommon):
    """Officers are told of bills before their due day, and after it of those that nobody has settled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("bill_due_officer", "crm_credit.group_credit_officer")
        cls.gone = cls._user("bill_gone_officer", "crm_credit.group_credit_officer", active=False)
        cls.company.write({"credit_expiry_days": 10, "credit_officer_id": cls.officer.id})

    def _bill(self, number, days, state="received"):
        bill = self.env["crm.credit.bill"].create(
            {
                "number": number,
                "acceptor": "Bank of Testing",
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                "amount": 100,
                "issue_date": self.today - timedelta(days=90),
                "due_date": self.today + timedelta(days=days),
            }
        )
        if state != "received":
            bill._guarded_write({"state": state})
        return bill

    def _notify(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_credit.ir_cron_credit_expiry").method_direct_trigger()
        self.env.invalidate_all()

    def test_states_and_their_search(self):
        bills = [
            self._bill(str(index), days, state)
            for index, (days, state) in enumerate(
                [(11, "received"), (10, "received"), (0, "discounted"), (-1, "endorsed"), (-1, "honoured"), (3, "dishonoured")]
            )
        ]
        self.assertEqual(
            [bill.due_state for bill in bills], ["later", "soon", "soon", "overdue", False, False]
        )
        Bill = self.env["crm.credit.bill"].with_user(self.officer)
        for states in (["soon"], ["overdue", "later"], [False], ["soon", False]):
            found = Bill.search([("due_state", "in", states), ("partner_id", "=", self.contact.id)])
            self.assertEqual(
                sorted(found.ids), [bill.id for bill in bills if bill.due_state in states], f"searched for {states}"
            )
        self.assertEqual(Bill.search([("due_state", "!=", "soon"), ("partner_id", "=", self.contact.id)]), Bill.union(
            *(bill for bill in bills if bill.due_state != "soon")
        ).sorted(lambda bill: (bill.due_date, bill.id)))

    def test_notice_before_and_after(self):
        bill, later = self._bill("A", 10), self._bill("B", 11)
        self._notify()
        self._notify()
        self.assertEqual((bill.activity_ids.user_id, bill.activity_ids.date_deadline), (self.officer, bill.due_date))
        self.assertIn("falls due", bill.activity_ids.summary)
        self.assertFalse(later.activity_ids)
        with freeze_time(self.today + timedelta(days=12)):
            self._notify()
            self._notify()
        self.assertEqual(len(bill.activity_ids), 1, "the one before is not needed any more")
        self.assertIn("honoured or dishonoured", bill.activity_ids.summary)
        bill.with_user(self.officer).action_honour()
        self.assertFalse(bill.activity_ids)

    def test_another_due_day_is_told_anew(self):
        bill = self._bill("A", 5)
        self._notify()
        bill.with_user(self.officer).due_date = self.today + timedelta(days=30)
        self.assertFalse(bill.activity_ids)
        self._notify()
        self.assertFalse(bill.activity_ids)
        bill.due_date = self.today + timedelta(days=9)
        self._notify()
        self.assertEqual(len(bill.activity_ids), 1)

    def test_whom_is_told(self):
        self._account(mode="default", officer_id=self.gone.id)
        bill = self._bill("A", 5)
        self._notify()
        self.assertEqual(bill.activity_ids.user_id, self.officer, "not who has left")
        self.company.credit_officer_id = False
        silent = self._bill("B", 5)
        self._notify()
        self.assertFalse(silent.activity_ids)

    def test_notices_are_written_by_the_system_only(self):
        bill = self._bill("A", 5)
        with self.assertRaises(AccessError):
            bill.with_user(self.officer).notified_on = self.today
