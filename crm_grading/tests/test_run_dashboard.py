from collections import Counter
from datetime import date
from statistics import correlation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .run_common import RunCommon

Q4 = {"first": date(2025, 10, 1), "last": date(2025, 12, 31)}


@tagged("post_install", "-at_install")
class TestRunDashboard(RunCommon):
    """Two quarters of twenty customers: the order is turned round at the upper end, one has no figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = list(cls.make_customers(21))
        indicator = {"normalisation": "identity", "nulls": "reweight"}
        cls.scheme = cls.make_scheme({"V": (1.0, {"X": indicator | {"weight": 3.0}, "Y": indicator | {"weight": 1.0}})})
        cls.points = {"X": [100 - 4 * n for n in range(20)], "Y": [(37 * n) % 101 for n in range(20)]}

    def setUp(self):
        super().setUp()
        before = {code: self.by_customer(values[:20]) for code, values in self.points.items()}
        self.earlier = self.compute(self.scheme, before, **Q4)
        self.earlier.action_review()
        self.earlier.action_publish()
        now = {code: self.by_customer(values[:5][::-1] + values[5:]) for code, values in self.points.items()}
        self.run_now = self.compute(self.scheme, now)
        self.now = {partner: 0.75 * now["X"][partner] + 0.25 * now["Y"][partner] for partner in now["X"]}
        self.data = self.run_now.dashboard_data()

    def by_customer(self, values):
        return dict(zip(self.customers, values, strict=False))

    def codes(self, run, field="final_grade_id"):
        return {partner: result[field].code for partner, result in self.results(run).items()}

    def test_counts_add_up_to_the_population(self):
        counts = self.data["counts"]
        self.assertEqual((counts["total"], counts["rated"], counts["not_rated"], counts["new"]), (21, 20, 1, 0))
        before, now = self.codes(self.earlier), self.codes(self.run_now)
        better = sum(before[partner] and now[partner] and now[partner] < before[partner] for partner in self.customers)
        self.assertEqual(counts["up"], better)
        self.assertGreater(better, 0)

    def test_distribution_is_the_ratio_of_twenty(self):
        self.assertEqual([grade["code"] for grade in self.data["grades"]], list("ABCDE"))
        self.assertEqual(self.data["distribution"]["computed"], [1, 4, 10, 4, 1])
        self.assertEqual(self.data["distribution"]["final"], [1, 4, 10, 4, 1])
        self.assertEqual(self.data["distribution"]["target"], [1, 4, 10, 4, 1])

    def test_migration_counts_every_customer_once(self):
        codes = {grade["id"]: grade["code"] for grade in self.data["grades"]} | {False: False}
        shown = Counter({(codes[old], codes[new]): count for old, new, count in self.data["migration"]})
        before, now = self.codes(self.earlier), self.codes(self.run_now)
        self.assertEqual(shown, Counter((before[partner], now[partner]) for partner in self.customers))

    def test_peer_group_holds_the_distribution(self):
        [group] = self.data["peers"]["groups"]
        self.assertEqual((group["size"], group["final"]), (20, [1, 4, 10, 4, 1]))

    def test_movers_are_those_with_the_largest_step(self):
        results = self.results(self.run_now).values()
        most = max(result.movement for result in results)
        self.assertEqual(self.data["movers"]["up"][0]["movement"], most)
        self.assertTrue(all(line["movement"] < 0 for line in self.data["movers"]["down"]))

    def test_customers_without_rank_are_told_by_reason(self):
        [line] = self.data["not_rated"]
        self.assertEqual((line["status"], line["reason"], line["customers"]), ("not_rated", "coverage", 1))

    def test_pareto_of_points(self):
        data = self.run_now.dashboard_pareto("total")
        totals = sorted(self.now.values(), reverse=True)
        running, needed = 0.0, 0
        while running < 0.8 * sum(totals):
            running += totals[needed]
            needed += 1
        self.assertAlmostEqual(data["needed"], 100 * needed / 20, 4)
        curve = {round(x, 4): y for x, y in data["points"]}
        self.assertEqual(len(curve), 21)
        self.assertAlmostEqual(curve[25.0], 100 * sum(totals[:5]) / sum(totals), 3)
        self.assertAlmostEqual(curve[100.0], 100.0)
        self.assertAlmostEqual(sum(line["share"] for line in data["by_grade"]), 100.0, 3)
        action = self.run_now.action_pareto_customers("total")
        self.assertEqual(self.env["crm.grading.result"].search_count(action["domain"]), needed)

    def test_pareto_leaves_losses_out_of_the_total(self):
        values = dict.fromkeys(self.customers[:4], 10.0) | {self.customers[4]: -500.0}
        run = self.compute(self.scheme, {"X": values, "Y": values}, first=date(2026, 4, 1), last=date(2026, 6, 30))
        data = run.dashboard_pareto("X")
        self.assertAlmostEqual(data["needed"], 80.0)
        self.assertAlmostEqual(dict(map(tuple, data["points"]))[80.0], 100.0)

    def test_pareto_of_an_unknown_indicator_is_refused(self):
        with self.assertRaisesRegex(UserError, "no indicator Z"):
            self.run_now.dashboard_pareto("Z")

    def test_correlation_is_pearsons(self):
        data = self.run_now.dashboard_correlation()
        results = [result for result in self.results(self.run_now).values() if result.status == "rated"]
        scores = {code: [result.detail[code][1] for result in results] for code in "XY"}
        self.assertEqual((data["sampled"], data["population"]), (20, 20))
        self.assertAlmostEqual(data["matrix"][0][1], correlation(scores["X"], scores["Y"]), 6)
        self.assertEqual(data["matrix"][0][1], data["matrix"][1][0])

    def test_comparison_counts_who_moved(self):
        data = (self.earlier + self.run_now).dashboard_comparison()
        before, now = self.codes(self.earlier), self.codes(self.run_now)
        pairs = [(before[partner], now[partner]) for partner in self.customers if before[partner] and now[partner]]
        compared = data["runs"][1]
        self.assertEqual(compared["same"], sum(old == new for old, new in pairs))
        self.assertEqual(compared["better"], sum(new < old for old, new in pairs))
        self.assertEqual(compared["worse"], sum(new > old for old, new in pairs))
        self.assertEqual(sum(count for _old, _new, count in data["pairs"][0]["migration"]), 21)
        steps = [abs(line["movement"]) for line in data["pairs"][0]["movers"]]
        self.assertEqual(steps, sorted(steps, reverse=True))
        self.assertEqual(len(steps), len([pair for pair in pairs if pair[0] != pair[1]]))
        self.assertAlmostEqual(compared["average"], sum(self.now.values()) / 20, 3)

    def test_comparison_needs_runs_of_one_scheme(self):
        other = self.simple_scheme(code="other")
        run = self.compute(other, {"X": self.by_customer(range(20))})
        with self.assertRaisesRegex(UserError, "two to 4 runs of one scheme"):
            (self.run_now + run).dashboard_comparison()
        with self.assertRaisesRegex(UserError, "two to 4 runs of one scheme"):
            self.run_now.dashboard_comparison()
        offered = [choice["id"] for choice in run.dashboard_comparable(run.ids)]
        self.assertEqual(offered, run.ids)

    def test_customers_of_a_cell_are_found_by_their_results(self):
        before = self.codes(self.earlier)
        top = self.scheme.grade_ids.filtered(lambda grade: grade.code == "A")
        domain = [("run_id", "=", self.earlier.id), ("final_grade_id", "=", top.id)]
        found = self.env["crm.grading.result"].search(
            [("run_id", "=", self.run_now.id), ("partner_id", "any", [("grading_result_ids", "any", domain)])]
        )
        self.assertEqual(set(found.partner_id), {partner for partner in self.customers if before[partner] == "A"})

    def test_salespeople_see_published_runs_and_their_customers_only(self):
        self.env["res.partner"].union(*self.customers[3:]).user_id = self.env.user
        run = self.run_now.with_user(self.salesperson)
        with self.assertRaises(AccessError):
            run.dashboard_data()
        self.assertEqual([choice["id"] for choice in run.dashboard_choices()], self.earlier.ids)
        data = self.earlier.with_user(self.salesperson).dashboard_data()
        self.assertEqual(data["counts"]["total"], 3)
        self.assertEqual(sum(line["customers"] for line in run.browse(self.earlier.id).dashboard_pareto("total")["by_grade"]), 3)

    def test_other_company_and_other_users_are_refused(self):
        stranger = new_test_user(
            self.env, "stranger", "crm_grading.group_grading_manager",
            company_id=self.other_company.id, company_ids=[(6, 0, self.other_company.ids)],
        )  # fmt: skip
        employee = new_test_user(self.env, "employee", "base.group_user", company_id=self.company.id)
        for user in (stranger, employee):
            for name in ("dashboard_data", "dashboard_pareto", "dashboard_correlation", "action_pareto_customers"):
                with self.subTest(user=user.login, method=name), self.assertRaises(AccessError):
                    getattr(self.run_now.with_user(user), name)()
            with self.assertRaises(AccessError):
                (self.earlier + self.run_now).with_user(user).dashboard_comparison()

    def test_run_without_results_has_empty_figures(self):
        run = self.make_run(self.scheme, first=date(2026, 7, 1), last=date(2026, 9, 30))
        data = run.dashboard_data()
        self.assertEqual((data["counts"]["total"], data["grades"], data["migration"]), (0, [], []))
        self.assertEqual(run.dashboard_correlation()["matrix"], [])

    def test_standing_tells_movement_and_trend(self):
        self.run_now.action_review()
        self.run_now.action_publish()
        partner = self.customers[0]
        standing = self.env["crm.grading.standing"].search([("partner_id", "=", partner.id)])
        results = [self.results(run)[partner] for run in (self.earlier, self.run_now)]
        self.assertEqual(standing.movement, results[1].movement)
        expected = [[str(result.run_id.date_to), result.total, result.final_grade_id.code] for result in results]
        self.assertEqual(standing.trend, expected)
        self.assertEqual(standing.action_open_customer()["res_id"], partner.id)

    def test_grades_of_the_companys_scheme_are_found(self):
        standings = self.env["crm.grading.standing"].search([("scheme_id", "=", self.scheme.id)])
        self.company.grading_scheme_id = self.scheme
        self.assertEqual(self.env["crm.grading.standing"].search([("is_company_scheme", "=", True)]), standings)
        self.assertTrue(all(standings.mapped("is_company_scheme")))
        self.assertFalse(standings & standings.search([("is_company_scheme", "=", False)]))

    def test_card_of_a_result_explains_it(self):
        result = self.results(self.run_now)[self.customers[0]]
        card = result.with_user(self.assessor).result_card()
        self.assertEqual(card["badge"]["grade"]["code"], result.final_grade_id.code)
        self.assertAlmostEqual(card["explanation"]["total"], self.now[self.customers[0]], 3)
        with self.assertRaises(AccessError):
            result.with_user(self.salesperson).result_card()

    def test_dropped_details_leave_the_points(self):
        self.run_now.sudo()._guarded_write({"detail_emptied_on": date(2026, 12, 31)})
        data = self.run_now.dashboard_pareto()
        self.assertEqual((data["basis"], [option["code"] for option in data["options"]]), ("total", ["total"]))
        self.assertEqual(self.run_now.dashboard_correlation()["indicators"], [])
