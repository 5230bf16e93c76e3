from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools import period


@tagged("post_install", "-at_install")
class TestGradingPeriod(BaseCase):
    def test_period_contains_its_first_and_last_day(self):
        cases = {
            "month": (date(2024, 2, 1), date(2024, 2, 29)),
            "quarter": (date(2024, 1, 1), date(2024, 3, 31)),
            "half": (date(2024, 1, 1), date(2024, 6, 30)),
            "year": (date(2024, 1, 1), date(2024, 12, 31)),
        }
        for name, (first, last) in cases.items():
            for day in (first, date(2024, 2, 15), last):
                self.assertEqual(period.containing(day, name), (first, last))

    def test_every_quarter_and_half(self):
        quarters = [period.containing(date(2026, month, 10), "quarter")[0].month for month in range(1, 13)]
        self.assertEqual(quarters, [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10])
        halves = [period.containing(date(2026, month, 10), "half")[1] for month in (1, 6, 7, 12)]
        self.assertEqual(halves, [date(2026, 6, 30)] * 2 + [date(2026, 12, 31)] * 2)

    def test_last_complete_period_is_over(self):
        self.assertEqual(period.last_complete(date(2026, 3, 31), "quarter"), (date(2025, 10, 1), date(2025, 12, 31)))
        self.assertEqual(period.last_complete(date(2026, 4, 1), "quarter"), (date(2026, 1, 1), date(2026, 3, 31)))
        self.assertEqual(period.last_complete(date(2026, 1, 1), "month"), (date(2025, 12, 1), date(2025, 12, 31)))
        self.assertEqual(period.last_complete(date(2026, 1, 1), "year"), (date(2025, 1, 1), date(2025, 12, 31)))

    def test_months_until_a_day(self):
        months = [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
        self.assertEqual(period.months_until(date(2026, 2, 28), 3), months)
        self.assertEqual(period.months_until(date(2026, 2, 1), 1), months[2:])

    def test_trailing_months_are_whole_after_a_month_end(self):
        self.assertEqual(period.trailing(date(2026, 2, 28), 6), (date(2025, 9, 1), date(2026, 2, 28)))
        self.assertEqual(period.trailing(date(2026, 3, 15), 1), (date(2026, 2, 16), date(2026, 3, 15)))

    def test_year_before_ends_with_the_same_month(self):
        self.assertEqual(period.year_before(date(2025, 2, 1), date(2025, 2, 28)), (date(2024, 2, 1), date(2024, 2, 29)))
        self.assertEqual(period.year_before(date(2024, 2, 1), date(2024, 2, 29)), (date(2023, 2, 1), date(2023, 2, 28)))
        self.assertEqual(period.year_before(None, date(2026, 6, 30)), (None, date(2025, 6, 30)))

    def test_labels_sort_by_time(self):
        labels = {name: period.label(date(2026, 7, 1), name) for name in period.MONTHS}
        self.assertEqual(labels, {"month": "2026-07", "quarter": "2026 Q3", "half": "2026 H2", "year": "2026"})
