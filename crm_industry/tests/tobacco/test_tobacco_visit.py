from datetime import date

from odoo.tests import freeze_time, tagged

from ..customer.visit_common import PIXEL
from .tobacco_common import NOON, TobaccoCommon

LIST = "crm_industry.visit_item_tobacco_"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoVisit(TobaccoCommon):
    """Visits to retailers: by route and grade, deviations to the inspectors, answers into the grading."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.visit_position_required = False
        cls.env["crm.grading.scheme"]._add_tobacco_schemes(cls.company)
        domain = [("company_id", "=", cls.company.id), ("code", "=", "T4V")]
        cls.scheme = cls.env["crm.grading.scheme"].with_context(active_test=False).search(domain)
        cls.scheme._plan_tobacco_visits()

    def visit(self, retailer=None, **answers):
        """Visit a retailer; everything is in order but what is named by item: yes or no, or points."""
        visits = self.env["crm.visit"].with_user(self.salesperson)
        visit = visits.create({"partner_id": (retailer or self.retailer).partner_id.id, "company_id": self.company.id})
        visit.action_check_in()
        names = {self.env.ref(f"{LIST}{name}"): value for name, value in answers.items()}
        for answer in visit.answer_ids:
            value = names.get(answer.item_id)
            if answer.kind == "yes_no":
                answer.yes_no = value or "yes"
            elif answer.kind == "score":
                answer.write({"points": value or "20", "photo": PIXEL})
        visit.action_done()
        return visit

    def test_visits_per_grade(self):
        found = {grade.code: (grade.visit_count, grade.visit_calls, grade.visit_months) for grade in self.scheme.grade_ids}
        expected = {"A": (4, 0, 1), "B": (3, 0, 1), "C": (2, 0, 1), "D": (1, 0, 1), "E": (1, 1, 3)}
        self.assertEqual(found, expected)

    def test_on_the_days_of_the_route_by_its_client_manager(self):
        self.route.write(
            {
                f"visit_{day}": day in ("tuesday", "saturday")
                for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
            }
        )
        grade = self.scheme.grade_ids.filtered(lambda grade: grade.code == "A")
        self.env["crm.grading.standing"].search([("scheme_id", "=", self.scheme.id)]).unlink()
        self.env["crm.grading.standing"].create(
            {
                "partner_id": self.retailer.partner_id.id,
                "company_id": self.company.id,
                "scheme_id": self.scheme.id,
                "grade_id": grade.id,
                "source": "run",
            }
        )
        plan = (
            self.env["crm.visit.plan"]
            .with_user(self.tobacco_manager)
            .create({"month": "2026-04-01", "scheme_id": self.scheme.id, "company_id": self.company.id})
        )
        plan.action_generate()
        self.assertEqual(plan.visit_ids.user_id, self.salesperson)
        # Tuesdays and Saturdays of April: 4 7 11 14 18 21 25 28; place one half: days 1, 3, 5, 7 counted from 0.
        days = [date(2026, 4, day) for day in (7, 14, 21, 28)]
        self.assertEqual(sorted(plan.visit_ids.mapped("planned_date")), days)

    def test_the_checklist_is_for_retailers(self):
        visits = self.env["crm.visit"].with_user(self.salesperson)
        visit = visits.create({"partner_id": self.customer.id, "company_id": self.company.id})
        visit.action_check_in()
        self.assertFalse(visit.checklist_id.for_retailers)

    def test_deviations_are_reported_without_a_penalty(self):
        visit = self.visit(licence="no", prices="5")
        event = self.retailer.compliance_event_ids
        self.assertEqual(visit.deviation_count, 2)
        self.assertEqual(
            (event.state, event.deduction_id.id, event.points, event.create_uid), ("reported", False, 0, self.salesperson)
        )
        self.assertIn("Licence displayed", event.description)
        self.assertNotIn("Prices labelled", event.description)
        self.assertEqual(self.retailer.compliance_score, 100)

    def test_in_order_nothing_is_reported(self):
        self.visit()
        self.assertFalse(self.retailer.compliance_event_ids)

    def test_answers_become_scores_of_the_grading(self):
        """Image 12 of 20; display 20, 10, 20, 0, 20 of 20 each."""
        self.visit(image="12", display_2="10", display_4="0", prices="15")
        scores = self.env["crm.grading.score"].search([("partner_id", "=", self.retailer.partner_id.id)])
        found = {score.measure_id.code: (score.score, score.state) for score in scores}
        expected = {
            "tobacco_store_image": (60, "confirmed"),
            "tobacco_display": (70, "confirmed"),
            "tobacco_price_labelling": (75, "confirmed"),
        }
        self.assertEqual(found, expected)
