from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .serial_common import NOON
from .test_diversion_case import DiversionCaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestDiversionStatistic(DiversionCaseCommon):
    """Months, regions and who sees them."""

    def rows(self, user=None):
        domain = [("company_id", "=", self.company.id)]
        statistic = self.env["crm.diversion.statistic"].with_user(user or self.channel_manager)
        found = statistic.search(domain, order="month, region_id")
        return [
            (row.month.isoformat(), row.dealer_id.name, row.region_id.name, row.units, row.units_confirmed) for row in found
        ]

    def test_units_count_once_in_a_month_of_the_company(self):
        self.see("S0", region=self.south_city, at="2026-03-02 04:00:00")
        self.see("S0", region=self.south_city, at="2026-02-28 17:00:00")
        self.see("S0", region=self.south_city, at="2026-02-28 15:00:00")
        self.detect()
        self.assertEqual(
            self.rows(), [("2026-02-01", "Dealer A", "South City", 1, 0), ("2026-03-01", "Dealer A", "South City", 3, 0)]
        )

    def test_confirmed_units_are_told_apart(self):
        self.confirm()
        self.assertEqual(self.rows(), [("2026-03-01", "Dealer A", "South City", 3, 3)])

    def test_confirmed_growth_counts_with_its_units(self):
        self.ship(self.dealer_b, *(f"OLD{number}" for number in range(4)), day="2025-10-10 04:00:00")
        self.ship(self.dealer_b, *(f"NEW{number}" for number in range(10)), day="2026-01-20 04:00:00")
        self.env["crm.diversion.detection"].search([("company_id", "=", self.company.id)])._guarded_write({"growth_on": False})
        _findings, cases = self.detect()
        self.confirm(cases - self.case)
        self.assertIn(("Dealer B", "South", 10, 10), [row[1:] for row in self.rows()])

    def test_salespeople_see_their_own_dealers_other_companies_nothing(self):
        self.assertEqual(len(self.rows(self.salesperson)), 1)
        self.dealer_a.user_id = self.channel_manager
        self.assertFalse(self.rows(self.salesperson))
        self.assertFalse(self.rows(self.other_channel_manager))

    def test_the_table_of_regions_by_month_and_by_suspect(self):
        self.see("S3", region=self.south, at="2026-02-20 04:00:00")
        self.detect()
        statistic = self.env["crm.diversion.statistic"].with_user(self.channel_manager)
        table = statistic.region_table("month", 3)
        self.assertEqual([label for _key, label in table["columns"]], ["2026-01", "2026-02", "2026-03"])
        self.assertEqual(
            [(region_id, figures) for region_id, _name, figures in table["rows"]],
            [(self.south_city.id, [0, 0, 3]), (self.south.id, [0, 1, 0])],
        )
        self.assertEqual((table["most"], table["from"]), (3, "2026-01-01"))
        table = statistic.region_table("dealer", 3)
        self.assertEqual(table["columns"], [[self.dealer_a.id, "Dealer A"]])
        self.assertEqual([figures for _id, _name, figures in table["rows"]], [[3], [1]])
        self.assertFalse(self.env["crm.diversion.statistic"].with_user(self.other_channel_manager).region_table()["rows"])

    def test_arguments_that_make_no_sense_are_refused(self):
        for arguments in (("week", 3), ("month", 0), ("month", 25), ("month", "x")):
            with self.assertRaises(UserError):
                self.env["crm.diversion.statistic"].region_table(*arguments)
