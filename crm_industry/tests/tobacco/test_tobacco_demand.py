from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .supply_common import MONDAY
from .tobacco_common import NOON, TobaccoCommon

# Friday 18:00 in Shanghai is the last time; a minute later; Sunday 23:59; Monday.
LAST, LATE, SUNDAY, NEXT = "2026-03-20 10:00:30", "2026-03-20 10:01:00", "2026-03-22 15:59:00", "2026-03-22 16:00:00"


@tagged("post_install", "-at_install", "alone")
@freeze_time(NOON)
class TestTobaccoDemand(TobaccoCommon):
    """What a retailer reports of the week of 2026-03-16."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"tobacco_report_weekday": "4", "tobacco_report_cutoff": 18.0, "tobacco_report_since": "2026-03-02"})
        cls.demands = cls.env["crm.tobacco.demand"]

    def row(self, product=None, demand=5, stock=2):
        return {"product_id": (product or self.cigarette).id, "demand": demand, "stock": stock}

    def report(self, *rows, retailer=None, week=None):
        return self.demands._report(retailer or self.retailer, week, list(rows) or [self.row()])

    def figures(self, demand):
        return {line.product_id: (line.demand, line.stock, line.is_out) for line in demand.line_ids}

    def test_on_the_form(self):
        demands = self.demands.with_user(self.salesperson)
        demand = demands.create({"retailer_id": self.retailer.id, "line_ids": [Command.create(self.row(stock=0))]})
        self.assertEqual((demand.week, demand.on_time, demand.reported_by), (MONDAY, True, self.salesperson))
        self.assertEqual(self.figures(demand), {self.cigarette: (5, 0, True)})
        demand.line_ids.stock = 3
        self.assertFalse(demand.line_ids.is_out)
        with self.assertRaises(UserError), self.cr.savepoint():
            demands.create({"retailer_id": self.make_retailer("Empty").id})
        with self.assertRaises(UserError), self.cr.savepoint():
            demand.line_ids = [Command.clear()]

    def test_added_and_replaced(self):
        portal = new_test_user(self.env, "portal_retailer", "base.group_portal")
        first = self.demands.with_user(portal)._report(self.retailer, "2026-03-18", [self.row()])
        self.assertEqual(first.reported_by, portal)
        again = self.report(self.row(demand=7.5, stock=0), {"product_id": self.cheap_cigarette.id, "demand": 4})
        self.assertEqual(again, first)
        self.assertEqual(self.figures(first), {self.cigarette: (7.5, 0, True), self.cheap_cigarette: (4, 0, True)})

    def test_until_the_last_time(self):
        with freeze_time(LAST):
            demand = self.report()
            self.assertTrue(demand.on_time)
        with freeze_time(LATE):
            with self.assertRaisesRegex(UserError, "could be changed until"):
                self.report(self.row(stock=9))
            for change in ({"stock": 9}, {"demand": 1}):
                with self.assertRaises(UserError), self.cr.savepoint():
                    demand.line_ids.write(change)
            with self.assertRaises(UserError), self.cr.savepoint():
                demand.line_ids = [Command.create(self.row(self.cheap_cigarette))]
            with self.assertRaises(UserError), self.cr.savepoint():
                demand.line_ids.unlink()

    def test_a_first_report_is_taken_until_the_week_ends(self):
        with freeze_time(SUNDAY):
            demand = self.report()
            self.assertFalse(demand.on_time)
        with freeze_time(NEXT):
            with self.assertRaisesRegex(UserError, "only the present week"):
                self.report(week=MONDAY, retailer=self.make_retailer("Sleepy"))
            self.assertEqual(str(self.report().week), "2026-03-23")

    def test_refused(self):
        refused = [
            [], [self.row()] * 2, [self.row(self.lighter)], [self.row(demand=-1)], [self.row(stock=float("nan"))],
            [self.row(stock=1e9)], [self.row(stock="many")], [{"product_id": 0}], [self.row() | {"on_time": True}], "all", [7],
        ]  # fmt: skip
        for rows in refused:
            with self.assertRaises(UserError, msg=rows):
                self.demands._report(self.retailer, None, rows)
        for week in ("2026-03-15", "2026-03-23", "soon"):
            with self.assertRaises(UserError):
                self.report(week=week)
        self.retailer.active = False
        with self.assertRaises(UserError):
            self.report()

    def test_nobody_forges(self):
        demands = self.demands.with_user(self.salesperson)
        line = [Command.create(self.row())]
        for forged in ({"on_time": True}, {"reported_on": "2026-03-16 01:00:00"}, {"reported_by": self.env.uid}):
            with self.assertRaises(AccessError):
                demands.create({"retailer_id": self.retailer.id, "line_ids": line} | forged)
        demand = demands.create({"retailer_id": self.retailer.id, "line_ids": line})
        other = self.make_retailer("Other Shop")
        for change in ({"on_time": False}, {"retailer_id": other.id}, {"week": "2026-03-09"}):
            with self.assertRaises(AccessError):
                demand.write(change)
        second = demands.create({"retailer_id": other.id, "line_ids": line})
        with self.assertRaises(AccessError):
            demand.line_ids.demand_id = second
        with self.assertRaises(AccessError):
            demand.unlink()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            demands.create({"retailer_id": self.retailer.id, "line_ids": line})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            demand.line_ids = [Command.create(self.row(self.lighter))]

    def test_other_people(self):
        demand = self.report()
        stranger = self.make_user("other_seller", "sales_team.group_sale_salesman")
        foreign = self.make_user("foreign_manager", "crm_industry.group_tobacco_manager", self.other_company)
        for user in (stranger, foreign, self.inspector):
            with self.assertRaises(AccessError):
                demand.with_user(user).read(["week"])
            with self.assertRaises(AccessError):
                demand.line_ids.with_user(user).write({"stock": 1})
        self.assertEqual(demand.with_user(self.tobacco_manager).retailer_id, self.retailer)

    # -- F4 of Tobacco 4V ------------------------------------------------------------------------------------------

    def reporting(self, date_from, date_to):
        """Return {customer: reports in time ÷ due}."""
        query, _others = self.env["crm.grading.measure"]._tobacco_reporting_query(self.company, date_from, date_to)
        self.env.flush_all()
        return {row[0]: float(row[1]) for row in self.env.execute_query(SQL("SELECT partner_id, value FROM (%s) f", query))}

    def test_reports_in_time_of_those_due(self):
        late = self.make_retailer("Late Shop")
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_tobacco_retailer SET create_date = '2026-01-01'")
        young = self.make_retailer("Young Shop")
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_tobacco_retailer SET create_date = '2026-03-10' WHERE id = %s", [young.id])
        # Due in March until the 27th: the weeks of the 2nd, 9th, 16th and 23rd; of the young shop those of the 16th and 23rd.
        for moment, retailers in (
            ("2026-03-04 04:00:00", self.retailer),
            ("2026-03-11 04:00:00", self.retailer | late),
            ("2026-03-22 04:00:00", self.retailer),
            ("2026-03-24 04:00:00", self.retailer | young),
        ):
            for retailer in retailers:
                with freeze_time(moment):
                    self.report(retailer=retailer)
        first, last = self.company.tobacco_report_since.replace(day=1), self.company.tobacco_report_since.replace(day=31)
        expected = {self.retailer.partner_id.id: 0.75, late.partner_id.id: 0.25, young.partner_id.id: 0.5}
        with freeze_time("2026-03-28 04:00:00"):
            figures = self.reporting(first, last)
            self.assertEqual({partner: figures[partner] for partner in expected}, expected)
            # Up to the 26th, the week of the 23rd was not due yet.
            figures = self.reporting(first, last.replace(day=26))
            self.assertAlmostEqual(figures[self.retailer.partner_id.id], 2 / 3)
        # Today the week of the 16th isn't over: two were due, of the young shop none.
        figures = self.reporting(first, last)
        self.assertEqual((figures[self.retailer.partner_id.id], young.partner_id.id in figures), (1.0, False))
        self.company.tobacco_report_since = False
        self.assertFalse(self.reporting(first, last))
