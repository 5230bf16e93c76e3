from datetime import date

from odoo.tests import freeze_time, tagged

from .kpi_common import KpiCommon


@freeze_time("2026-07-20 12:00:00")
@tagged("post_install", "-at_install")
class TestBacktest(KpiCommon):
    """What became of customers twelve months after they were scored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.risk = cls.env["crm.credit.class"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.risk.expected_bad_rate = 5

    def _scored(self, name, moment="2025-03-10 10:00:00"):
        partner = self._customer(name)
        application = self.env["crm.credit.application"].create(
            {"partner_id": partner.id, "kind": "review", "requested_amount": 1000, "reason": "x"}
        )
        application._guarded_write(
            {"scored_on": moment, "score": 90, "score_status": "rated", "score_class_id": self.risk.id}
        )
        return partner

    def _counts(self):
        self.env["crm.credit.backtest"]._take(self.company)
        rows = self.env["crm.credit.backtest"].search([("company_id", "=", self.company.id)])
        return sum(rows.mapped("scored")), sum(rows.mapped("bad"))

    def test_ninety_days_are_not_bad_and_ninety_one_are(self):
        """Due on 1 April 2025: paid on 30 June it is 90 days late, on 1 July 91."""
        for name, paid in (("in time", date(2025, 6, 30)), ("too late", date(2025, 7, 1))):
            invoice = self._dated(100, date(2025, 3, 20), date(2025, 4, 1), partner=self._scored(name))
            self._paid(invoice, paid)
        self.assertEqual(self._counts(), (2, 1))

    def test_small_amounts_are_not_bad(self):
        self.company.credit_bad_amount = 150
        one, two = self._scored("one invoice"), self._scored("two invoices")
        self._dated(100, date(2025, 3, 20), date(2025, 4, 1), partner=one)
        for day in (date(2025, 4, 1), date(2025, 5, 1)):
            self._dated(100, date(2025, 3, 20), day, partner=two)
        self.assertEqual(self._counts(), (2, 1))

    def test_only_twelve_months_count(self):
        """Bad on the last day of the year after the score counts, the day after not."""
        for name, due in (("inside", date(2025, 12, 9)), ("outside", date(2025, 12, 10))):
            self._dated(100, date(2025, 9, 1), due, partner=self._scored(name))
        self.assertEqual(self._counts(), (2, 1))

    def test_bad_before_and_young_scores_are_left_out(self):
        self._dated(100, date(2024, 10, 1), date(2024, 11, 1), partner=self._scored("bad before"))
        self._scored("young", "2025-07-21 10:00:00")
        self.assertEqual(self._counts(), (0, 0))

    def test_written_off_is_bad(self):
        lost = self._scored("lost")
        invoice = self._dated(100, date(2025, 3, 20), date(2025, 4, 1), partner=lost)
        self._match(invoice, self._entry(100, date(2025, 4, 20), self.company_data["default_account_expense"], lost))
        self.assertEqual(self._counts(), (1, 1))

    def test_rates_and_their_interval(self):
        """10 of 100: 10 % with the interval of Wilson, 5.52 to 17.44 %, the 5 % expected lie below it."""
        row = self.env["crm.credit.backtest"].create(
            {"company_id": self.company.id, "month": "2025-03-01", "class_id": self.risk.id, "scored": 60, "bad": 4,
             "expected_bad": 3}
        )  # fmt: skip
        row.copy({"month": "2025-04-01", "scored": 40, "bad": 6, "expected_bad": 2})
        names = ("bad_rate", "expected_rate", "rate_low", "rate_high")
        [values] = self.env["crm.credit.backtest"]._read_group(
            [("company_id", "=", self.company.id)], [], [f"{name}:avg" for name in names]
        )
        self.assertEqual([round(value, 2) for value in values], [10.0, 5.0, 5.52, 17.44])
        self.assertEqual(row.verdict, "as")
        row.write({"scored": 100, "bad": 10, "expected_bad": 5})
        self.assertEqual((row.verdict, round(row.rate_low, 2)), ("worse", 5.52))
