from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..tools.promise_allocation import Payment, Promise, allocate
from .collection_common import CollectionCommon


@tagged("post_install", "-at_install")
class TestPromise(CollectionCommon):
    def test_kept_when_the_amount_is_paid(self):
        invoice = self._invoice(300.0, due=-15)
        promise = self._promise(200.0)
        self._pay(invoice, 120.0)
        self.assertEqual((promise.state, promise.paid_amount), ("open", 120.0))
        self._pay(invoice, 80.0)
        self.assertEqual((promise.state, promise.paid_amount), ("kept", 200.0))

    def test_broken_after_the_days_of_grace(self):
        self._invoice(300.0, due=-15)
        promise = self._promise(200.0, days=5)
        with freeze_time(self._later(7)):
            self.env["crm.credit.case"]._collect(self.company)
            self.assertEqual(promise.state, "open")
        with freeze_time(self._later(8)):
            self.env["crm.credit.case"]._collect(self.company)
        self.assertEqual((promise.state, promise.paid_amount), ("broken", 0.0))

    def test_who_left_calls_nobody(self):
        self._invoice(300.0, due=-15)
        leaver = self._user("promise_leaver", "crm_credit.group_credit_officer")
        self.customer.user_id = leaver
        self.company.credit_officer_id = False
        self._account(mode="default", officer_id=self.officer.id)
        self.env["crm.credit.case"]._collect(self.company)
        self._case().with_user(leaver).user_id = leaver
        leaver.active = False
        with self.subTest("officer of the account"):
            self.env["crm.credit.promise"].search([]).user_id = leaver
            case = self._case()
            self.assertEqual(case._get_caller(leaver), self.officer)
        with self.subTest("user of the level"):
            self._account(mode="default", officer_id=False)
            level = self.third.copy({"plan_id": self.plan.id, "days_overdue": 99, "user_id": self.accountant.id})
            case._guarded_write({"level_id": level.id})
            self.assertEqual(case._get_caller(leaver), self.accountant)
        with self.subTest("a manager"):
            level.user_id = False
            manager = self._user("promise_manager", "crm_credit.group_credit_manager")
            self.assertEqual(case._get_caller(leaver), manager)

    def test_a_broken_promise_is_called_about(self):
        self._invoice(300.0, due=-15)
        self._account(mode="default", officer_id=self.officer.id)
        leaver = self._user("promise_maker", "crm_credit.group_credit_officer")
        self.env["crm.credit.case"]._collect(self.company)
        self.assertEqual(self._promise(200.0, days=1, user_id=leaver.id).user_id, leaver)
        leaver.active = False
        with freeze_time(self._later(9)):
            self.env["crm.credit.case"]._collect(self.company)
        self.assertEqual(self._case().activity_ids.user_id, self.officer)

    def test_a_payment_in_the_days_of_grace_keeps_it(self):
        invoice = self._invoice(300.0, due=-15)
        promise = self._promise(300.0, days=5)
        self._pay_on(invoice, 7)
        with freeze_time(self._later(9)):
            self.env["crm.credit.case"]._collect(self.company)
        self.assertEqual(promise.state, "kept")

    def test_a_payment_after_the_last_day_does_not(self):
        invoice = self._invoice(300.0, due=-15)
        promise = self._promise(300.0, days=5)
        self._pay_on(invoice, 8)
        with freeze_time(self._later(9)):
            self.env["crm.credit.case"]._collect(self.company)
        self.assertEqual(promise.state, "broken")

    def _pay_on(self, invoice, days, amount=None):
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"payment_date": self.today + timedelta(days=days), **({"amount": amount} if amount else {})}
        )._create_payments()

    def test_kept_in_part(self):
        invoice = self._invoice(300.0, due=-15)
        promise = self._promise(200.0, days=1)
        self._pay(invoice, 50.0)
        with freeze_time(self._later(10)):
            self.env["crm.credit.case"]._collect(self.company)
        self.assertEqual((promise.state, promise.paid_amount), ("partial", 50.0))

    def test_a_payment_booked_late_still_keeps_it(self):
        invoice = self._invoice(300.0, due=-15)
        promise = self._promise(300.0, days=1)
        with freeze_time(self._later(10)):
            self.env["crm.credit.case"]._collect(self.company)
            self.assertEqual(promise.state, "broken")
            self._pay_on(invoice, 1)
            self.assertEqual(promise.state, "kept")

    def test_noted_after_the_payment_it_is_about(self):
        invoice = self._invoice(300.0, due=-15)
        self._pay(invoice)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_partial_reconcile SET create_date = create_date - interval '1 hour'")
        promise = self._promise(300.0, date=self.today - timedelta(days=5), days=0)
        self.assertEqual((promise.state, promise.paid_amount), ("open", 0.0))

    def test_decided_promises_are_not_changed(self):
        promise = self._promise(300.0, date=self.today - timedelta(days=20), date_due=self.today - timedelta(days=10))
        self.assertEqual(promise.state, "broken")
        for vals in ({"amount": 0.01}, {"date_due": self.today + timedelta(days=9)}, {"partner_id": self.other.id}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                promise.with_user(self.accountant).write(vals)

    def test_due_within_a_year(self):
        for day in ("9999-12-31", self.today + timedelta(days=367)):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._promise(300.0, date_due=day)

    def test_payments_of_other_invoices_do_not_count(self):
        promised, other = self._invoice(300.0, due=-15), self._invoice(300.0, due=-15)
        promise = self._promise(300.0, invoice_ids=promised.ids)
        self._pay(other)
        self.assertEqual(promise.paid_amount, 0.0)
        self._pay(promised)
        self.assertEqual(promise.state, "kept")

    def test_several_invoices_of_one_promise(self):
        invoices = self._invoice(100.0, due=-15) | self._invoice(200.0, due=-15)
        promise = self._promise(300.0, invoice_ids=invoices.ids)
        for invoice in invoices:
            self._pay(invoice)
        self.assertEqual((promise.state, promise.paid_amount), ("kept", 300.0))

    def test_credit_notes_keep_no_promise(self):
        invoice = self._invoice(300.0, due=-15)
        promise = self._promise(300.0)
        refund = self._invoice(300.0, kind="out_refund")
        (invoice | refund).line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual((promise.state, promise.paid_amount), ("open", 0.0))

    def test_foreign_payments_count_in_company_currency(self):
        currency = self.env["res.currency"].create({"name": "TTT", "symbol": "T"})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": "2000-01-01", "rate": 4.0, "company_id": self.company.id}
        )
        invoice = self._invoice(400.0, due=-15, currency_id=currency.id)
        promise = self._promise(100.0)
        self._pay(invoice, 200.0)
        self.assertEqual((promise.state, promise.paid_amount), ("open", 50.0))
        self._pay(invoice, 200.0)
        self.assertEqual((promise.state, promise.paid_amount), ("kept", 100.0))

    def test_instalments_share_payments(self):
        invoice = self._invoice(300.0, due=-15)
        first, second = self._promise(100.0, days=2), self._promise(100.0, days=9)
        self._pay(invoice, 130.0)
        self.assertEqual((first.state, first.paid_amount), ("kept", 100.0))
        self.assertEqual((second.state, second.paid_amount), ("open", 30.0))

    def test_broken_raises_the_priority_and_makes_an_activity_once(self):
        self._invoice(300.0, due=-15)
        self._promise(300.0, days=1, user_id=self.officer.id)
        self.env["crm.credit.case"]._collect(self.company)
        before = self._case().risk
        with freeze_time(self._later(10)):
            self.env["crm.credit.case"]._collect(self.company)
            self.env["crm.credit.case"]._collect(self.company)
        case = self._case()
        # ten days more of ninety, and one broken promise
        self.assertAlmostEqual(case.risk, round(1 + 25 / 90 + 0.5, 2), 2)
        self.assertAlmostEqual(before, round(1 + 15 / 90, 2), 2)
        self.assertAlmostEqual(case.priority, 300 * case.risk, 2)
        self.assertEqual((case.activity_ids.user_id, case.next_action), (self.officer, "call"))
        self.assertEqual(len(case.activity_ids), 1)

    def test_number_of_broken_promises(self):
        self._invoice(20.0, due=5, partner=self.other)
        invoice = self._invoice(1000.0, due=-15)
        self._promise(100.0, days=0)
        self._pay(invoice, 100.0)
        self._promise(400.0, days=2)
        self._pay(invoice, 100.0)
        self._promise(50.0, days=3)
        with freeze_time(self._later(10)):
            self.env["crm.credit.case"]._collect(self.company)
            self._promise(10.0).action_cancel()
        day = self.today
        query = self.env["crm.credit.promise"]._broken_query(self.company, day, day + timedelta(days=30))
        rows = dict(self.env.execute_query(query))
        # kept 0, of the second a quarter was paid, the third not at all
        self.assertAlmostEqual(float(rows[self.customer.id]), 0 + 0.75 + 1, 4)
        measures = self.env["crm.grading.measure"]
        query, _sums = measures._credit_broken_promises_query(self.company, None, day + timedelta(days=30))
        rows = dict(self.env.execute_query(query))
        self.assertAlmostEqual(float(rows[self.customer.id]), 1.75, 4)
        self.assertEqual(rows.get(self.other.id), 0, "invoiced and nothing promised")
        query = self.env["crm.credit.promise"]._broken_query(self.company, day + timedelta(days=30), day + timedelta(days=60))
        self.assertFalse(self.env.execute_query(query))

    def test_what_is_no_promise(self):
        with self.assertRaisesRegex(ValidationError, "choose Dealer One"):
            self._promise(partner=self.contact)
        with self.assertRaisesRegex(ValidationError, "is not one of Dealer One"):
            self._promise(invoice_ids=self._invoice(10.0, partner=self.other).ids)

    def test_who_may_promise_and_decide(self):
        promises = self.env["crm.credit.promise"]
        vals = {"partner_id": self.customer.id, "amount": 10.0, "date_due": self.today + timedelta(days=1), "date": self.today}
        for user in (self.officer, self.accountant):
            self.assertEqual(promises.with_user(user).create(vals).state, "open")
        with self.assertRaises(AccessError):
            promises.with_user(self.seller).create(vals)
        with self.assertRaises(AccessError):
            self._promise().with_user(self.officer).write({"state": "kept"})

    def test_a_decided_promise_stays(self):
        invoice = self._invoice(300.0, due=-15)
        promise = self._promise(300.0)
        self._pay(invoice)
        for method in ("action_cancel", "unlink"):
            with self.subTest(method=method), self.assertRaisesRegex(UserError, "is decided"):
                getattr(promise.with_user(self.officer), method)()
        with self.assertRaisesRegex(UserError, "can't be changed"):
            promise.with_user(self.officer).amount = 900.0


@tagged("post_install", "-at_install")
class TestPromiseAllocation(BaseCase):
    def _allocate(self, promises, payments):
        from datetime import date, datetime

        noted = datetime(2024, 1, 1)
        made = [
            Promise(key, 1, date(2024, 1, first), noted, date(2024, 1, last), amount, frozenset(moves))
            for key, first, last, amount, moves in promises
        ]
        return allocate(made, [Payment(1, move, date(2024, 1, day), noted, amount) for move, day, amount in payments])

    def test_the_one_due_first_takes_first(self):
        self.assertEqual(self._allocate([(1, 1, 20, 50, ()), (2, 1, 9, 50, ())], [(5, 8, 60)]), {1: 10, 2: 50})

    def test_a_promise_of_an_invoice_takes_its_payment_before_one_of_the_same_day(self):
        self.assertEqual(self._allocate([(1, 1, 9, 50, ()), (2, 1, 9, 50, (5,))], [(5, 8, 60)]), {1: 10, 2: 50})

    def test_a_later_promise_gets_nothing_paid_before(self):
        self.assertEqual(self._allocate([(1, 1, 9, 50, ()), (2, 10, 20, 50, ())], [(5, 8, 90)]), {1: 50, 2: 0})
