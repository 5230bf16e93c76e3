import math

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..tools.arguments import check_one
from .run_common import RunCommon

# What a client can send instead of the id of a record.
NO_IDS = ("abc", ["abc"], [[1]], [1.5], [math.nan], [-1], [2**70], [True], [{"a": 1}])
NO_ID = ("abc", "", "1", 1.5, math.nan, math.inf, -1, 0, 2**70, True, False, None, [], [1], {"a": 1})


@tagged("post_install", "-at_install")
class TestAbsurdArguments(RunCommon):
    """Public methods refuse what makes no sense in one sentence, whatever a client calls them with."""

    def setUp(self):
        super().setUp()
        self.user = new_test_user(
            self.env,
            "absurd_manager",
            "sales_team.group_sale_salesman_all_leads,crm_grading.group_grading_manager,crm_grading.group_grading_assessor",
            company_id=self.company.id,
        )
        self.make_customers(3)
        run = self.compute_points(self.simple_scheme(), [80, 60, 40])
        self.env.flush_all()
        self.run_ = run.with_user(self.user)

    def assert_refused(self, call, values):
        """Nothing but a UserError, so no error of the database either."""
        for value in values:
            with self.subTest(value=value), self.assertRaises(UserError):
                call(value)

    def test_month_of_the_transitions(self):
        snapshots = self.env["crm.customer.snapshot"].with_user(self.user)
        self.assert_refused(snapshots.dashboard_transitions, ("abc", 12, 1.5, math.nan, ["a"], {"a": 1}, True))
        for month in (False, None, "", "2026-03-01", "9999-12-01"):
            self.assertIn("cells", snapshots.dashboard_transitions(month))

    def test_runs_to_compare(self):
        runs = self.env["crm.grading.run"].with_user(self.user)
        self.assert_refused(runs.dashboard_comparable, (*NO_IDS, 12, {"a": 1}, [2**31], [None]))
        self.assertIn(self.run_.id, [choice["id"] for choice in runs.dashboard_comparable([self.run_.id])])
        self.assertTrue(runs.dashboard_comparable())
        self.assert_refused(lambda ids: runs.browse(ids).dashboard_comparison(), NO_IDS)

    def test_basis_of_the_curve(self):
        bases = (12, 1.5, math.nan, ["X"], {"a": 1}, True, "Y")
        self.assert_refused(self.run_.dashboard_pareto, bases)
        self.assert_refused(self.run_.action_pareto_customers, bases)
        self.assertEqual(self.run_.dashboard_pareto("X")["basis"], "X")

    def test_dashboards_of_no_or_several_runs(self):
        other = self.make_run(self.run_.scheme_id, "2026-04-01", "2026-06-30").with_user(self.user)
        for name in ("dashboard_data", "dashboard_pareto", "dashboard_correlation", "action_pareto_customers"):
            self.assert_refused(lambda ids, name=name: getattr(self.run_.browse(ids), name)(), (*NO_IDS, [], 2**40))
            self.assert_refused(lambda runs, name=name: getattr(runs, name)(), (self.run_ | other,))

    def test_customer_of_the_card(self):
        self.assert_refused(self.env["res.partner"].with_user(self.user).grading_card, NO_ID)
        self.assertFalse(self.env["res.partner"].with_user(self.user).grading_card(2**31))

    def test_rows_of_reports_have_large_ids(self):
        self.assertIsNone(check_one(self.env["crm.grading.score.todo"].browse(7 * 2**32 + 5)))

    def test_progress_and_verbs(self):
        runs, scores = self.run_, self.env["crm.grading.score"].with_user(self.user)
        appeals = self.env["crm.grading.appeal"].with_user(self.user)
        vetoes = self.env["crm.grading.veto"].with_user(self.user)
        for records, name, arguments in (
            (runs, "job_progress", ()),
            (runs, "action_compute", ()),
            (runs, "action_publish", ()),
            (runs, "set_config", (None,)),
            (scores, "action_confirm", ()),
            (appeals, "action_approve", ()),
            (appeals, "action_refuse", ("no",)),
            (vetoes, "action_lift", ("enough",)),
        ):
            self.assert_refused(lambda ids, r=records, n=name, a=arguments: getattr(r.browse(ids), n)(*a), NO_IDS)

    def test_configuration_of_a_scenario(self):
        scenario = self.run_.browse(self.run_.action_scenario()["res_id"])
        self.assert_refused(scenario.set_config, (None, "abc", 1, math.nan, [], [1], {}, {"scheme": 1}, {"dimensions": 3}))

    def test_reason_for_lifting_a_veto(self):
        veto = self.env["crm.grading.veto"].with_user(self.user).create(
            {"partner_id": self.customer.id, "effect": "not_rated", "reason": "Fraud"}
        )
        self.assert_refused(veto.action_lift, (None, False, "", "  ", 12, math.nan, ["a"], {"a": 1}, True))
        self.assertTrue(veto.action_lift("Settled"))

    def test_records_of_a_refusal(self):
        def refuse(res_ids, model="crm.grading.appeal"):
            window = self.env["crm.approval.refusal"].with_user(self.user)
            return window.create({"res_model": model, "res_ids": res_ids, "note": "No"}).action_confirm()

        self.assert_refused(refuse, (*NO_IDS, math.inf, 12, True, {"a": 1}))
        with self.assertRaises(UserError):
            refuse([1], "res.partner")

    def test_search_of_the_score(self):
        partners = self.env["res.partner"].with_user(self.user)
        for operator in ("<", "<=", ">", ">=", "=", "!="):
            self.assert_refused(
                lambda value, operator=operator: partners.search([("grading_score", operator, value)]),
                ("abc", math.nan, math.inf, True),
            )
        for operator in ("<", ">="):
            self.assert_refused(
                lambda value, operator=operator: partners.search([("grading_score", operator, value)]),
                (None, False, [], ["a"], [1], {"a": 1}),
            )
        self.assert_refused(lambda values: partners.search([("grading_score", "in", values)]), (["abc"], [1, math.nan], [True]))
        self.assertFalse(partners.search([("grading_score", ">", 2**70)]))
        self.assertTrue(partners.search([("grading_score", "in", [False])], limit=1))

    def test_rights_come_first_all_the_same(self):
        plain = new_test_user(self.env, "absurd_plain", "base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.run_.with_user(plain).dashboard_data()
