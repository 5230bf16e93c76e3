from odoo.tests import HttpCase, freeze_time, tagged

from .assessment_common import AssessmentCommon


@tagged("post_install", "-at_install")
class TestMarketTours(HttpCase, AssessmentCommon):
    def test_a_manager_assesses(self):
        before = self.assess("2025-03-01")
        self.answer(before, A1=(2, 2), A2=(2, 2), B1=(2, 2))
        before.action_finish()
        assessment = self.assess("2026-03-01")
        self.answer(assessment, A1=(3, 4), A2=(4, 4), B1=(4, 4))
        self.start_tour(f"/odoo/self-assessments/{assessment.id}", "assessment", login="assessment_manager")
        self.env.invalidate_all()
        self.assertEqual(assessment.state, "done")
        self.assertEqual(assessment.action_ids.mapped("state"), ["done"])

    def test_months_are_drawn(self):
        house = self.company.root_id
        with freeze_time("2026-03-10"):
            self.env["crm.customer.snapshot"].create(
                {
                    "partner_id": self.customer.id,
                    "company_id": house.id,
                    "currency_id": house.currency_id.id,
                    "month": "2026-02-01",
                    "stage": "new",
                }
            )
            values = {"stage": "new", "target": 9, "baseline_month": "2026-01-01", "target_month": "2026-02-01"}
            objective = self.env["crm.lifecycle.objective"].with_user(self.manager).create(values)
            moment = (
                self.env["crm.moment"]
                .with_user(self.manager)
                .create({"name": "Call", "standard": "At once", "measure": "touch_positive", "target": 50})
            )
        for path in (f"lifecycle-objectives/{objective.id}", f"moments-of-truth/{moment.id}"):
            self.start_tour(f"/odoo/{path}", "market_trend", login="assessment_manager")
