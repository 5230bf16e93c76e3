from datetime import date

from odoo.tests import HttpCase, tagged

from .run_common import RunCommon


@tagged("post_install", "-at_install")
class TestGradingTours(RunCommon, HttpCase):
    def grade(self, count):
        """Publish a quarter and compute the next one, in which the best five change places."""
        customers = list(self.make_customers(count))
        indicator = {"normalisation": "identity", "nulls": "reweight"}
        scheme = self.make_scheme({"V": (1.0, {"X": indicator | {"weight": 3.0}, "Y": indicator | {"weight": 1.0}})})
        points = {"X": [100 - 4 * n for n in range(20)], "Y": [(37 * n) % 101 for n in range(20)]}
        before = {code: dict(zip(customers, values, strict=False)) for code, values in points.items()}
        earlier = self.compute(scheme, before, first=date(2025, 10, 1), last=date(2025, 12, 31))
        earlier.action_review()
        earlier.action_publish()
        turned = {code: dict(zip(customers, values[:5][::-1] + values[5:], strict=False)) for code, values in points.items()}
        return self.compute(scheme, turned)

    def test_dashboard_of_a_run(self):
        run = self.grade(21)
        self.start_tour(f"/odoo/grading-runs/{run.id}/grading-dashboard", "grading_run_dashboard", login="run_assessor")

    def test_other_weights_in_a_scenario(self):
        run = self.grade(21)
        self.start_tour(f"/odoo/grading-runs/{run.id}", "grading_what_if", login="grading_manager")
        scenario = self.env["crm.grading.run"].search([("source_run_id", "=", run.id)])
        self.assertEqual((scenario.state, scenario.config["dimensions"][0]["indicators"][0]["weight"]), ("computed", 1.0))

    def test_publishing_shows_its_figures(self):
        run = self.grade(21)
        self.start_tour(f"/odoo/grading-runs/{run.id}", "grading_publish", login="grading_manager")
        self.assertEqual((run.state, run.published_by), ("published", self.grading_manager))

    def test_dashboard_without_a_run(self):
        self.start_tour("/odoo/grading-dashboard", "grading_dashboard_empty", login="run_assessor")

    def test_kanban_of_grades(self):
        run = self.grade(20)
        self.company.grading_scheme_id = run.scheme_id
        newcomer = self.make_customer("Newcomer")
        self.env["crm.grading.standing"].create(
            {
                "partner_id": newcomer.id,
                "company_id": self.company.id,
                "scheme_id": run.scheme_id.id,
                "grade_id": run.scheme_id.initial_grade_id.id,
                "source": "initial",
            }
        )
        self.start_tour("/odoo/customer-grades", "grading_grades_kanban", login="grading_manager")

    def test_card_of_a_customer(self):
        run = self.grade(20)
        self.company.grading_scheme_id = run.scheme_id
        best = self.env["crm.grading.standing"].search([("scheme_id", "=", run.scheme_id.id)], order="score desc", limit=1)
        self.start_tour(f"/odoo/contacts/{best.partner_id.id}", "grading_card", login="grading_manager")
        self.start_tour(f"/odoo/contacts/{self.customer.id}", "grading_card_empty", login="grading_manager")

    def test_progress_of_a_job(self):
        run = self.make_run(self.simple_scheme())
        run._job_start()
        self.start_tour(f"/odoo/grading-runs/{run.id}", "grading_job_progress_reader", login="run_assessor")
        self.start_tour(f"/odoo/grading-runs/{run.id}", "grading_job_progress", login="grading_manager")
        self.assertEqual(run.job_state, "queued")
