from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .statement_common import BUCKETS, StatementCommon


@tagged("post_install", "-at_install", "alone")
class TestStatement(StatementCommon):
    """What a statement says is what the exposure and the books say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._world()

    def assertSameAsExposure(self, statement, row):
        self.assertEqual(statement["closing"], row["receivable"])
        self.assertEqual(statement["ageing"], {name: row[name] for name in BUCKETS})
        self.assertEqual(statement["overdue"], row["overdue"])

    def test_open_items_equal_exposure_and_books(self):
        statement = self._statement()
        self.assertSameAsExposure(statement, self._row())
        self.assertEqual(statement["ageing"], self._oracle())
        # 600 + 300 + 500 + 80/2 - 30/2 - 70 - 25
        self.assertEqual(statement["closing"], 1330.0)
        self.assertEqual(statement["ageing"]["age_over_180"], 600.0)
        self.assertEqual(statement["ageing"]["unallocated"], -95.0)

    def test_movements_end_at_the_same_balance(self):
        statement = self._statement(kind="all")
        self.assertSameAsExposure(statement, self._row())
        self.assertEqual(statement["opening"], 0.0)
        self.assertEqual(statement["entries"][-1]["balance"], 1330.0)
        types = {entry["type"] for entry in statement["entries"]}
        self.assertLessEqual({"invoice", "refund", "payment"}, types)

    def test_opening_is_the_sum_of_what_came_before(self):
        first = self.today - timedelta(days=60)
        statement = self._statement(kind="all", date_from=first)
        self.assertEqual(statement["opening"], 1000.0)
        self.assertNotIn(self.old.name, [entry["name"] for entry in statement["entries"]])
        self.assertEqual(statement["closing"], 1330.0)
        total = round(sum(entry["amount"] for entry in statement["entries"]), 2)
        self.assertEqual(total, 330.0)

    def test_earlier_day_leaves_out_later_payments(self):
        day = self.today - timedelta(days=1)
        statement = self._statement(date_to=day)
        # the refund, the money and the invoice not due yet are of today
        self.assertEqual(statement["closing"], 1000.0 + 300.0 + 40.0)
        self.assertEqual(statement["ageing"]["age_over_180"], 1000.0)
        movements = self._statement(kind="all", date_to=day)
        self.assertEqual(movements["closing"], 1340.0)
        self.assertEqual(movements["ageing"], statement["ageing"])

    def test_original_amounts_are_shown(self):
        statement = self._statement()
        entry = next(entry for entry in statement["entries"] if entry["name"] == self.foreign.name)
        self.assertEqual((entry["amount"], entry["amount_currency"], entry["currency"]), (25.0, 50.0, self.euro))
        self.assertEqual(statement["originals"], [(self.euro, 50.0)])

    def test_exchange_difference_leaves_nothing_open(self):
        self.env["res.currency.rate"].create(
            {"name": self.today, "rate": 4.0, "currency_id": self.euro.id, "company_id": self.company.id}
        )
        self._pay(self.foreign)
        statement = self._statement()
        self.assertSameAsExposure(statement, self._row())
        self.assertFalse(statement["originals"])
        movements = self._statement(kind="all")
        self.assertSameAsExposure(movements, self._row())
        self.assertIn("exchange", {entry["type"] for entry in movements["entries"]})

    def test_branches_count_with_their_company(self):
        branch = self._branch()
        self._branch_invoice(branch, 60.0, -70)
        for company in (self.company, branch):
            statement = self._statement(company=company)
            self.assertSameAsExposure(statement, self._row())
            self.assertEqual(statement["closing"], 1390.0)
        self.assertEqual(self._statement()["ageing"], self._oracle())

    def test_company_apart_from_others(self):
        other = self.setup_other_company()["company"]
        self.assertEqual(self._statement(company=other)["closing"], 0.0)
        self.assertFalse(self._statement(company=other)["entries"])

    def test_customers_apart_from_each_other(self):
        both = self.source._statements(self.customer | self.other, self.company)
        self.assertEqual([statement["closing"] for statement in both], [1330.0, 777.0])
        names = {entry["name"] for entry in both[0]["entries"]}
        self.assertNotIn(self.strange.name, names)
        self.assertIn(self.late.name, names, "a contact's invoice is the customer's")

    def test_queries_do_not_grow_with_customers(self):
        self.source._statements(self.customer, self.company)
        with self.assertQueryCount(2):
            self.source._statements(self.customer, self.company)
        with self.assertQueryCount(2):
            self.source._statements(self.customer | self.other, self.company)

    def test_disputes_and_promises_are_marked(self):
        self._dispute(self.late, 120.0)
        self._promise(600.0, invoice_ids=self.old.ids)
        statement = self._statement()
        marks = {entry["name"]: (entry["disputed"], entry["promised"]) for entry in statement["entries"]}
        self.assertEqual(marks[self.late.name], (120.0, False))
        self.assertEqual(marks[self.old.name], (0, True))
        self.assertEqual(marks[self.fresh.name], (0, False))
        self.assertEqual(statement["disputed"], 120.0)

    def test_instalments_are_items_of_their_own(self):
        term = self.env.ref("account.account_payment_term_advance_60days")
        self._invoice(100.0, invoice_payment_term_id=term.id, invoice_date_due=False)
        self.assertSameAsExposure(self._statement(), self._row())
        self.assertEqual(self._statement()["closing"], 1430.0)

    def test_a_day_of_the_future_is_today(self):
        self.assertEqual(self._statement(date_to=self.today + timedelta(days=90))["date_to"], self.today)

    def test_ages_move_with_the_day(self):
        with freeze_time(self._later(30)):
            statement = self._statement()
            self.assertSameAsExposure(statement, self._row())
            self.assertEqual(statement["ageing"], self._oracle(day=self.today + timedelta(days=30)))
            self.assertEqual(statement["ageing"]["age_1_30"], 500.0)
