from datetime import date

from odoo.tests import freeze_time, tagged

from .run_common import RunCommon

SECOND = {"first": date(2026, 4, 1), "last": date(2026, 6, 30)}


@tagged("post_install", "-at_install")
@freeze_time("2026-04-10")
class TestTreatmentInRuns(RunCommon):
    """Twenty customers with 20, 19 … 1 points: A to the first, B to the next four, C to ten, D to four, E to the last."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.make_customers(20)
        cls.scheme = cls.make_scheme({"V": (1.0, {"X": {"normalisation": "identity", "weight": 1.0}})})
        cls.company.grading_scheme_id = cls.scheme
        cls.grades = {grade.code: grade for grade in cls.scheme.grade_ids}
        cls.first, cls.last = cls.customers[0], cls.customers[-1]

    def values(self):
        return {"X": {customer: 20 - number for number, customer in enumerate(self.customers)}}

    def manager_run(self, **values):
        run = self.compute(self.scheme, self.values(), **values).with_user(self.grading_manager)
        self.env.invalidate_all()
        return run

    def veto(self, customer, code, **values):
        return (
            self.env["crm.grading.veto"]
            .with_user(self.grading_manager)
            .create(
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "effect": "at_most" if code else "not_rated",
                    "grade_id": code and self.grades[code].id,
                    "reason": "Fraud",
                }
                | values
            )
        )

    def approved(self, customer, code, **values):
        appeal = self.env["crm.grading.appeal"].create(
            {
                "kind": "override",
                "partner_id": customer.id,
                "scheme_id": self.scheme.id,
                "requested_grade_id": self.grades[code].id,
                "reason": "Key account",
            }
            | values
        )
        appeal.action_submit()
        appeal.with_user(self.grading_manager).action_approve()
        self.env.invalidate_all()
        return appeal

    def codes(self, run=None):
        """Final grades, of a run or of the standings, best customer first."""
        if not run:
            self.env.invalidate_all()
            return "".join(customer.grading_grade_id.code or "-" for customer in self.customers)
        results = self.env["crm.grading.result"].search([("run_id", "=", run.id)]).grouped("partner_id")
        return "".join(results[customer].final_grade_id.code or "-" for customer in self.customers)

    def test_published_grades_are_the_customers_grades(self):
        run = self.manager_run()
        self.assertEqual(self.codes(), "-" * 20)
        run.action_publish()
        self.assertEqual(self.codes(), "ABBBBCCCCCCCCCCDDDDE")

    def test_veto_acts_in_the_next_run_and_moves_nobody(self):
        self.manager_run().action_publish()
        veto = self.veto(self.first, "D")
        self.assertEqual(self.codes(), "DBBBBCCCCCCCCCCDDDDE")
        run = self.manager_run(**SECOND)
        self.assertEqual(self.codes(run), "DBBBBCCCCCCCCCCDDDDE")
        run.action_publish()
        result = self.env["crm.grading.result"].search([("run_id", "=", run.id), ("partner_id", "=", self.first.id)])
        self.assertEqual((result.computed_grade_id.code, result.final_reason), ("A", "veto"))
        veto.action_lift("Over")
        self.assertEqual(self.codes(), "ABBBBCCCCCCCCCCDDDDE")

    def test_veto_after_the_computation_acts_when_it_is_published(self):
        run = self.manager_run()
        self.veto(self.first, None)
        run.action_publish()
        self.assertEqual(self.codes(), "-BBBBCCCCCCCCCCDDDDE")

    def test_veto_lifted_after_the_computation_is_gone_when_it_is_published(self):
        veto = self.veto(self.first, "E")
        run = self.manager_run()
        self.assertEqual(self.codes(run), "EBBBBCCCCCCCCCCDDDDE")
        veto.action_lift("Over")
        run.action_publish()
        self.assertEqual(self.codes(), "ABBBBCCCCCCCCCCDDDDE")

    def test_override_that_is_valid_acts_in_the_next_run(self):
        self.manager_run().action_publish()
        appeal = self.approved(self.last, "B", valid_until=date(2026, 12, 31))
        run = self.manager_run(**SECOND)
        run.action_publish()
        self.assertEqual(self.codes(), "ABBBBCCCCCCCCCCDDDDB")
        with freeze_time("2027-01-02"):
            self.env["crm.grading.veto"]._cron_run_out()
        self.assertTrue(appeal.ended_on)
        self.assertEqual(self.codes(), "ABBBBCCCCCCCCCCDDDDE")

    def test_override_for_one_result_ends_with_the_next_run(self):
        self.manager_run().action_publish()
        self.approved(self.last, "B")
        self.assertEqual(self.codes(), "ABBBBCCCCCCCCCCDDDDB")
        self.manager_run(**SECOND).action_publish()
        self.assertEqual(self.codes(), "ABBBBCCCCCCCCCCDDDDE")

    def test_explanation_of_a_computed_run(self):
        self.manager_run().action_publish()
        text = self.env["res.partner"].with_context(lang="en_US").grading_card(self.customers[5].id)["explanation"]["text"]
        self.assertEqual(
            text, "C: 15.0 points, rank 6 of 20, 1.0 points short of B. Strongest: X +4.5 against peers."
        )

    def test_movers_are_marked_with_what_moved_them(self):
        first = self.manager_run()
        first.action_publish()
        second = self.manager_run(**SECOND)
        second.action_publish()
        self.approved(self.last, "A")
        self.veto(self.first, "C")
        data = second.dashboard_data()["movers"]
        shown = [(line["id"], line["movement"], line["source"], line["source_label"]) for line in data["up"] + data["down"]]
        results = self.results(second)
        self.assertEqual(
            shown,
            [(results[self.last].id, 4, "override", "Overridden"), (results[self.first].id, -2, "veto", "Vetoed")],
        )
        [pair] = (first + second).dashboard_comparison()["pairs"]
        marks = {line["id"]: (line["source_before"], line["source"]) for line in pair["movers"]}
        self.assertEqual(marks, {results[self.last].id: ("computed", "override"), results[self.first].id: ("computed", "veto")})
        [back] = (second + first).dashboard_comparison()["pairs"]
        marks = {line["name"]: (line["source_before_label"], line["source_label"]) for line in back["movers"]}
        self.assertEqual(
            marks, {self.last.name: ("Overridden", "Computed"), self.first.name: ("Vetoed", "Computed")}
        )
