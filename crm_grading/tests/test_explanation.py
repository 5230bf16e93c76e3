import doctest
from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import BaseCase, new_test_user, tagged

from ..models.treatment import explanation
from .treatment_common import TreatmentCommon


@tagged("post_install", "-at_install", "alone")
class TestExplanationFunctions(BaseCase):
    def test_examples(self):
        self.assertFalse(doctest.testmod(explanation).failed)


@tagged("post_install", "-at_install", "alone")
class TestExplanation(TreatmentCommon):
    """Two dimensions, 60 and 40; sales and margin share the first 3 : 1. The peers' means are written down by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        measures = cls.env["crm.grading.measure"]
        cls.measure = measures.create({"name": "Impression", "code": "impression", "kind": "manual"})
        cls.scheme.dimension_ids = [
            cls.dimension("E", "Economic", 60, [("E1", "Net sales", 3), ("E3", "Margin", 1)]),
            cls.dimension("D", "Development", 40, [("D1", "Growth", 1)]),
        ]
        cls.published._guarded_write({"config": cls.scheme._frozen_config()})
        group = cls.env["crm.grading.peer.group"].create(
            {
                "run_id": cls.published.id,
                "name": "Urban shops",
                "level": 1,
                "size": 240,
                "cuts": {"A": 88.5, "B": 73.5, "C": 51.0},
                "means": {"E1": 20.0, "E3": 8.0, "D1": 22.0},
                "dimension_means": {"E": 46.6667, "D": 55.0},
            }
        )
        lines = {dimension.code: dimension for dimension in cls.scheme.dimension_ids}
        cls.result = cls.grade(
            cls.customer,
            "C",
            71.2,
            rank=18,
            size=240,
            peer_group_id=group.id,
            coverage=100.0,
            detail={"E1": [50000.0, 80.0, 0.45, 36.0], "E3": [9000.0, 68.0, 0.15, 10.2], "D1": [0.05, 62.5, 0.4, 25.0]},
            dimension_ids=[
                Command.create({"dimension_id": lines["E"].id, "code": "E", "score": 77.0, "grade_id": cls.grades["B"].id}),
                Command.create({"dimension_id": lines["D"].id, "code": "D", "score": 62.5, "grade_id": cls.grades["C"].id}),
            ],
        )

    @classmethod
    def dimension(cls, code, name, weight, indicators):
        return Command.create(
            {
                "code": code,
                "name": name,
                "weight": weight,
                "indicator_ids": [
                    Command.create({"code": code, "name": name, "weight": weight, "measure_id": cls.measure.id})
                    for code, name, weight in indicators
                ],
            }
        )

    def test_figures(self):
        values = self.result._explanation()
        self.assertEqual((values["total"], values["rank"], values["size"]), (71.2, 18, 240))
        self.assertEqual(values["group"]["name"], "Urban shops")
        economic, development = values["dimensions"]
        self.assertEqual((economic["name"], economic["weight"]), ("Economic", 0.6))
        self.assertEqual((economic["score"], economic["mean"]), (77.0, 46.6667))
        self.assertEqual(economic["grade"]["code"], "B")
        self.assertEqual(
            {item["code"]: item["difference"] for item in economic["indicators"] + development["indicators"]},
            {"E1": 16.0, "E3": 2.2, "D1": 3.0},
        )
        contributions = [item["contribution"] for shown in values["dimensions"] for item in shown["indicators"]]
        self.assertAlmostEqual(sum(contributions), values["total"], 4)
        self.assertEqual([item["code"] for item in values["strengths"]], ["E1", "D1", "E3"])
        self.assertEqual(values["weaknesses"], [])

    def test_gap_to_the_next_better_grade(self):
        gap = self.result._explanation()["gap"]
        self.assertEqual((gap["grade"]["code"], gap["score"], gap["points"]), ("B", 73.5, 2.3))

    def test_text(self):
        self.assertEqual(
            self.result.with_context(lang="en_US")._explanation()["text"],
            "C: 71.2 points, rank 18 of 240, 2.3 points short of B. Strongest: Net sales +16.0 against peers.",
        )
        self.result.peer_group_id.means = {"E1": 20.0, "E3": 12.2, "D1": 22.0}
        text = self.result.with_context(lang="en_US")._explanation()["text"]
        self.assertIn("Strongest: Net sales +16.0 against peers, weakest: Margin −2.0.", text)

    def test_text_of_customers_without_rank(self):
        unrated = self.grade(self.make_customer("Unrated"), None, 0.0, reason="coverage", rank=0)
        self.assertEqual(unrated._explanation()["text"], "Not rated: Not Enough Data.")
        new = self.grade(self.make_customer("New"), "C", 0.0, status="new", reason="new", rank=0)
        self.assertIn("new customer", new._explanation()["text"])

    def test_what_changed_the_grade_is_told(self):
        self.env["crm.grading.veto"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "grade_id": self.grades["E"].id,
                "reason": "Sold counterfeit goods",
                "date_from": date(2026, 1, 1),
            }
        )
        values = self.result.with_context(lang="en_US")._explanation()
        self.assertEqual((values["computed"]["code"], values["final"]["code"]), ("C", "E"))
        self.assertEqual((values["decision"]["kind"], values["decision"]["text"]), ("veto", "Sold counterfeit goods"))
        self.assertIn("E instead of C: Vetoed (Sold counterfeit goods).", values["text"])

    def test_trend_over_published_runs(self):
        later = self.make_run(self.scheme, date(2026, 4, 1), date(2026, 6, 30))
        self.grade(self.customer, "B", 80.0, run=later)
        draft = self.make_run(self.scheme, date(2026, 7, 1), date(2026, 9, 30), "computed")
        self.env["crm.grading.result"].create(
            {
                "run_id": draft.id,
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "scheme_id": self.scheme.id,
                "status": "rated",
                "total": 1.0,
            }
        )
        trend = self.result._explanation()["trend"]
        self.assertEqual([(entry["total"], entry["grade"]["code"]) for entry in trend], [(71.2, "C"), (80.0, "B")])

    def test_names_survive_what_was_deleted(self):
        self.scheme.dimension_ids.filtered(lambda dimension: dimension.code == "D").indicator_ids.name = "Growth of sales"
        self.assertEqual(self.result._explanation()["dimensions"][1]["indicators"][0]["name"], "Growth of sales")
        self.result.detail = False
        self.assertIsNone(self.result._explanation()["dimensions"][0]["indicators"][0]["raw"])

    def test_figures_of_another_salesperson_s_customer_stay_with_that_one(self):
        self.customer.user_id = self.grading_manager
        card = self.env["res.partner"].with_user(self.salesperson).grading_card(self.customer.id)
        self.assertTrue(card["badge"])
        self.assertIsNone(card["explanation"])
        self.customer.user_id = self.salesperson
        self.assertTrue(self.env["res.partner"].with_user(self.salesperson).grading_card(self.customer.id)["explanation"])

    def test_card_for_a_salesperson(self):
        card = self.env["res.partner"].with_user(self.salesperson).grading_card(self.contact.id)
        self.assertEqual(card["badge"]["grade"]["code"], "C")
        self.assertEqual(card["explanation"]["result_id"], self.result.id)
        self.assertFalse(self.env["res.partner"].grading_card(self.make_customer("Nobody").id))

    def test_card_is_refused_to_others(self):
        user = new_test_user(self.env, "grading_stock", "base.group_user", company_id=self.company.id)
        portal = new_test_user(self.env, "grading_portal", "base.group_portal")
        for stranger in (user, portal):
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(stranger).grading_card(self.customer.id)

    def test_many_results_cost_few_queries(self):
        results = self.result
        for number in range(15):
            results |= self.grade(self.make_customer(f"C{number}"), "C", 50.0, peer_group_id=self.result.peer_group_id.id)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(len(results._explanations()), 16)
        self.assertLess(self.env.cr.sql_log_count - before, 40)
