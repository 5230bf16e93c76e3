from collections import Counter
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.base.models.ir_cron import IrCron

from .visit_common import NOON, VisitCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVisitPlan(VisitCommon):
    """Plans of April 2026: 22 working days, from Wednesday the 1st to Thursday the 30th."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        grades = {"A": (4, 0, 1), "B": (2, 0, 1), "E": (1, 1, 3), "N": (0, 0, 1)}
        cls.scheme = cls.env["crm.grading.scheme"].create(
            {
                "name": "Visited",
                "code": "test_visited",
                "company_id": cls.company.id,
                "grade_ids": [
                    Command.create(
                        {
                            "code": code,
                            "name": code,
                            "sequence": place,
                            "visit_count": visits,
                            "visit_calls": calls,
                            "visit_months": months,
                        }
                    )
                    for place, (code, (visits, calls, months)) in enumerate(grades.items())
                ],
            }
        )
        cls.grades = {grade.code: grade for grade in cls.scheme.grade_ids}

    @classmethod
    def customers(cls, code, count, user=None):
        """Make customers of a grade and a salesperson."""
        partners = cls.env["res.partner"].union(
            *(cls.make_customer(f"{code} {n}", user_id=(user or cls.salesperson).id) for n in range(count))
        )
        cls.env["crm.grading.standing"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "scheme_id": cls.scheme.id,
                    "grade_id": cls.grades[code].id,
                    "source": "run",
                }
                for partner in partners
            ]
        )
        return partners

    def plan(self, month="2026-04-15", generate=True):
        values = {"month": month, "scheme_id": self.scheme.id, "company_id": self.company.id}
        plan = self.env["crm.visit.plan"].with_user(self.planner).create(values)
        if generate:
            plan.action_generate()
        return plan

    def test_as_many_as_the_grade_says(self):
        partners = {code: self.customers(code, 3) for code in ("A", "B", "N")}
        plan = self.plan()
        self.assertEqual(plan.month, date(2026, 4, 1))
        found = Counter(plan.visit_ids.mapped("grade_code"))
        self.assertEqual(found, {"A": 12, "B": 6})
        self.assertEqual(plan.visit_ids.partner_id, partners["A"] | partners["B"])
        self.assertEqual(set(plan.visit_ids.mapped("user_id")), {self.salesperson})
        self.assertEqual((plan.visit_count, plan.done_count), (18, 0))

    def test_even_over_weeks_days_and_people(self):
        """Eleven customers with four visits each: 44 visits on 22 days are two a day, each customer once a week."""
        self.customers("A", 11)
        self.customers("A", 11, self.colleague)
        plan = self.plan()
        for user in (self.salesperson, self.colleague):
            visits = plan.visit_ids.filtered(lambda visit, user=user: visit.user_id == user)
            days = Counter(visits.mapped("planned_date"))
            self.assertEqual((len(days), set(days.values())), (22, {2}))
            self.assertTrue(all(day.weekday() < 5 for day in days))
            for _partner, own in visits.grouped("partner_id").items():
                dates = sorted(own.mapped("planned_date"))
                gaps = {(later - day).days for day, later in zip(dates, dates[1:], strict=False)}
                # Five or six working days on.
                self.assertTrue(gaps <= {7, 8, 9, 10}, gaps)

    def test_once_a_quarter_with_a_call_in_another_month(self):
        partners = self.customers("E", 9)
        visits, calls = Counter(), Counter()
        for month in ("2026-04-01", "2026-05-01", "2026-06-01"):
            for visit in self.plan(month).visit_ids:
                (visits if visit.kind == "visit" else calls)[visit.partner_id] += 1
        self.assertEqual(visits, dict.fromkeys(partners, 1))
        self.assertEqual(calls, dict.fromkeys(partners, 1))

    def test_only_the_days_to_come(self):
        self.customers("A", 5)
        plan = self.plan(generate=False)
        with freeze_time("2026-04-27 04:00:00"):
            plan.action_generate()
        self.assertEqual(min(plan.visit_ids.mapped("planned_date")), date(2026, 4, 27))
        with freeze_time("2026-05-01 04:00:00"), self.assertRaisesRegex(UserError, "is over"):
            plan.action_generate()

    def test_repeated_it_adds_what_is_missing(self):
        self.customers("A", 2)
        plan = self.plan()
        before = plan.visit_ids
        before[0].with_user(self.planner).action_move("2026-04-30")
        new = self.customers("B", 1)
        plan.action_generate()
        self.assertEqual((plan.visit_ids - before).partner_id, new)
        self.assertEqual((len(plan.visit_ids), before[0].planned_date), (10, date(2026, 4, 30)))

    def test_nobody_is_visited_twice_a_day(self):
        self.customers("A", 3)
        plan = self.plan(generate=False)
        with freeze_time("2026-04-29 04:00:00"):
            plan.action_generate()
        self.assertEqual(len(plan.visit_ids), 6)
        self.assertEqual(max(Counter((visit.partner_id, visit.planned_date) for visit in plan.visit_ids).values()), 1)

    def test_attainment_by_person_and_grade(self):
        self.customers("B", 2)
        plan = self.plan()
        visit = plan.visit_ids[0].with_user(self.salesperson)
        visit.action_check_in()
        self.answer(visit).action_done()
        extra = self.make_visit()
        extra.action_check_in()
        self.answer(extra).action_done()
        self.env.invalidate_all()
        self.assertEqual((plan.visit_count, plan.done_count, plan.attainment), (4, 1, 25))
        [group] = self.env["crm.visit"].formatted_read_group([("plan_id", "=", plan.id)], ["grade_code"], ["attainment:avg"])
        self.assertEqual(group["attainment:avg"], 25)

    def test_planners_plan(self):
        with self.assertRaises(AccessError):
            self.env["crm.visit.plan"].with_user(self.salesperson).create({"month": "2026-04-01", "scheme_id": self.scheme.id})
        plan = self.plan(generate=False)
        with self.assertRaises(AccessError):
            plan.with_user(self.salesperson).action_generate()

    def test_one_statement_for_all(self):
        self.customers("A", 40)
        plan = self.plan(generate=False)
        self.env.flush_all()
        with self.assertQueryCount(1):
            plan.sudo()._generate(*plan._days())
        self.assertEqual(len(plan.visit_ids), 160)

    def test_only_by_employees_of_the_company(self):
        nobody, left, stranger = self.customers("A", 1), self.customers("A", 1), self.customers("A", 1)
        nobody.user_id = False
        left.user_id, stranger.user_id = self.colleague, self.make_stranger()
        self.colleague.active = False
        mine = self.customers("A", 1)
        self.assertEqual(self.plan().visit_ids.partner_id, mine)

    def make_stranger(self):
        companies = {"company_id": self.other_company.id, "company_ids": [Command.set(self.other_company.ids)]}
        return new_test_user(self.env, "visit_elsewhere", "sales_team.group_sale_salesman", **companies)

    def test_usual_visits_of_grades_that_ask_for_none(self):
        self.grades["A"].write({"visit_count": 0})
        self.grades["B"].write({"visit_count": 7})
        with self.assertRaises(AccessError):
            self.scheme.with_user(self.salesperson).action_usual_visits()
        self.scheme.with_user(self.grading_manager).action_usual_visits()
        asked = {code: (grade.visit_count, grade.visit_calls, grade.visit_months) for code, grade in self.grades.items()}
        self.assertEqual(asked, {"A": (4, 0, 1), "B": (7, 0, 1), "E": (1, 1, 3), "N": (0, 0, 1)})

    # -- the next month by itself ----------------------------------------------------------------------------------

    def planned_ahead(self, days, now):
        """Let the job run at a moment and return the plans of the company's scheme."""
        self.company.visit_plan_days = days
        with freeze_time(now), patch.object(IrCron, "_commit_progress"):
            self.env["crm.visit.plan"]._cron_next_month()
        return self.env["crm.visit.plan"].search([("scheme_id", "=", self.scheme.id)])

    def test_the_next_month_is_planned_ahead(self):
        """Seven days before the 1st of May in Shanghai is the 24th of April, which begins at 16:00 UTC of the day before."""
        self.customers("A", 2)
        self.assertFalse(self.planned_ahead(7, "2026-04-23 15:59:00"))
        plan = self.planned_ahead(7, "2026-04-23 16:00:00")
        self.assertEqual((plan.month, len(plan.visit_ids)), (date(2026, 5, 1), 8))
        self.assertEqual({visit.planned_date.month for visit in plan.visit_ids}, {5})
        self.assertEqual(self.planned_ahead(7, "2026-04-25 04:00:00"), plan)
        self.assertEqual(len(plan.visit_ids), 8)

    def test_nothing_is_planned_where_nobody_wants_it(self):
        self.customers("A", 1)
        self.assertFalse(self.planned_ahead(0, "2026-04-30 04:00:00"))
        self.scheme.grade_ids.write({"visit_count": 0, "visit_calls": 0})
        self.assertFalse(self.planned_ahead(7, "2026-04-30 04:00:00"))
