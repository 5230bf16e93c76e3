from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .assessment_common import AssessmentCommon

NOON = "2026-03-10 12:00:00"
LAST_YEAR, JANUARY, FEBRUARY = date(2025, 2, 1), date(2026, 1, 1), date(2026, 2, 1)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestLifecycleObjective(AssessmentCommon):
    """Objectives of lifecycle stages measured by the snapshots of a company of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house = cls.env["res.company"].create({"name": "Objective House"})
        cls.manager.write({"company_ids": [(4, cls.house.id)], "company_id": cls.house.id})
        cls.customers = [cls.make_customer(f"Customer {number}") for number in range(5)]
        cls.take(LAST_YEAR, "new", "new", "new", "new", "lost")
        cls.take(JANUARY, "retain", "retain", "at_risk", "lost", "lost")
        cls.take(FEBRUARY, "retain", "retain", "retain", "lost", "won_back")

    @classmethod
    def take(cls, month, *stages):
        """A snapshot of the customers: the first one has sales of 100 and 1 order, the second one of 200 and 2 …"""
        cls.env["crm.customer.snapshot"].create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": cls.house.id,
                    "currency_id": cls.house.currency_id.id,
                    "month": month,
                    "stage": stage,
                    "net_sales_12m": 100 * place,
                    "margin_12m": 10 * place,
                    "orders_12m": place,
                }
                for place, (customer, stage) in enumerate(zip(cls.customers, stages, strict=True), 1)
            ]
        )

    def aim(self, metric="customers", stage="retain", **values):
        defaults = {
            "stage": stage,
            "metric": metric,
            "target": 4,
            "baseline_month": "2026-01-15",
            "target_month": "2026-12-31",
        }
        return self.env["crm.lifecycle.objective"].with_user(self.manager).create(defaults | values)

    def test_baseline_and_actual_come_from_the_snapshots(self):
        expected = {
            "customers": (2, 3),
            "share": (40, 60),
            "net_sales": (300, 600),
            "average_sales": (150, 200),
            "margin": (30, 60),
            "orders": (1.5, 2),
        }
        for metric, figures in expected.items():
            objective = self.aim(metric)
            self.assertEqual((objective.baseline, objective.actual), figures, metric)
            self.assertEqual(objective.actual_month, FEBRUARY)

    def test_what_became_of_them_later(self):
        kept = self.aim("kept", "new", baseline_month="2026-01-01", months_later=12)
        # no snapshot of January 2025; of the four new ones of February 2025 three buy now, one is lost
        self.assertEqual((kept.baseline, kept.actual), (0, 75))
        self.assertEqual(self.aim("lost", "new").actual, 25)
        won = self.aim("kept", "lost", months_later=1)
        self.assertEqual(won.actual, 50)
        self.assertEqual(self.aim("kept", "develop", months_later=1).status, "none")

    def test_way_covered_and_status(self):
        objective = self.aim(target=4)
        # half of the way after one of eleven months
        self.assertEqual((objective.progress, objective.status), (50, "good"))
        objective.target = 3
        self.assertEqual((objective.progress, objective.status), (100, "reached"))
        objective.target = 100
        self.assertEqual(objective.status, "behind")
        fewer = self.aim(stage="at_risk", target=0)
        self.assertEqual((fewer.baseline, fewer.actual, fewer.progress, fewer.status), (1, 0, 100, "reached"))

    def test_a_target_of_the_past_is_measured_then(self):
        objective = self.aim(baseline_month="2025-02-01", target_month="2026-01-10", target=2)
        self.assertEqual((objective.actual_month, objective.actual, objective.status), (JANUARY, 2, "reached"))

    def test_a_baseline_may_be_known_better(self):
        objective = self.aim(baseline=1.5)
        self.assertEqual(objective.baseline, 1.5)
        objective.action_take_baseline()
        self.assertEqual(objective.baseline, 2)
        objective.baseline_month = "2024-01-01"
        with self.assertRaisesRegex(UserError, "no figures of 2024-01"):
            objective.action_take_baseline()

    def test_many_objectives_take_few_queries(self):
        objectives = self.env["crm.lifecycle.objective"].union(
            *(self.aim(metric, stage) for metric in ("customers", "share", "kept") for stage in ("new", "retain", "lost"))
        )
        self.env.flush_all()
        objectives.invalidate_recordset()
        with self.assertQueryCount(12):
            objectives.mapped("actual")

    def test_chart(self):
        chart = self.aim().trend_data()
        actual, baseline, target = (line["values"] for line in chart["lines"])
        self.assertEqual((chart["labels"][0], chart["labels"][-1]), ("2025-02-01", "2026-02-01"))
        self.assertEqual((actual[0], actual[1], actual[-2:]), (0, None, [2, 3]))
        self.assertEqual((set(baseline), set(target)), ({2}, {4}))

    def test_bad_months_are_refused(self):
        with self.assertRaises(ValidationError):
            self.aim(baseline_month="2026-12-01")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.aim(months_later=0)

    def test_who_may_what(self):
        objective = self.aim()
        for user in (self.other_manager, self.salesperson):
            with self.assertRaises(AccessError):
                objective.with_user(user).trend_data()
            with self.assertRaises(AccessError):
                objective.with_user(user).action_take_baseline()
        seller = self.salesperson
        seller.write({"group_ids": [(4, self.env.ref("sales_team.group_sale_salesman_all_leads").id)]})
        seller.write({"company_ids": [(4, self.house.id)], "company_id": self.house.id})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            objective.write({"company_id": self.other_company.id})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            objective.write({"company_id": self.other_company.id, "user_id": self.other_manager.id})
        self.env.invalidate_all()
        mine = objective.with_user(seller)
        self.assertEqual(mine.actual, 3)
        with self.assertRaises(AccessError):
            mine.write({"target": 1})
