from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..models.application.crm_credit_application_approval import TO_ASSESS
from ..tools.limit_formula import LimitInputs, proposed_limit
from .exposure_common import ExposureCommon

TODAY = "2026-05-20 09:00:00"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCreditScore(ExposureCommon):
    """The shipped scheme on figures worked out by hand, the class that follows, and the limit by the formula."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.officer = cls._user("score_officer", "crm_credit.group_credit_officer")
        cls.seller = cls._user("score_seller", "sales_team.group_sale_salesman")
        cls.scheme = cls.company._credit_scheme()
        cls.classes = cls.env["crm.credit.class"]
        if not cls.classes.search([("company_id", "=", cls.company.id)]):
            cls.classes._add_template(cls.company)

    def score(self, partner=None):
        """Return {indicator: (raw value, points)} and the result of a customer."""
        partner = partner or self.customer
        result = self.env["crm.grading.run"]._score_customers(self.scheme, partner)[partner]
        return {code: tuple(row[:2]) for code, row in result.detail.items()}, result

    def sell(self, amount, day, due, paid=None, paid_on=None):
        """An invoice of a day, paid in part or whole on another one."""
        move = self._invoice(amount, invoice_date=day, invoice_date_due=due, date=day)
        if paid:
            self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
                {"payment_date": paid_on, "amount": paid}
            )._create_payments()
        return move

    def fill_file(self):
        values = {"partner_id": self.customer.id, "source": "Test", "date": "2026-05-01"}
        self.env["crm.credit.financial"].create(
            values | {"year": 2025, "current_assets": 600, "current_liabilities": 400, "total_assets": 1000,
                      "total_liabilities": 500, "revenue": 2000, "net_profit": 100}
        )  # fmt: skip
        for rating in ("excellent", "fair"):
            self.env["crm.credit.reference"].create(values | {"name": rating, "rating": rating})
        self.env["crm.credit.registry"].create(values | {"register_number": "91", "status": "active"})

    def test_scheme(self):
        self.assertEqual((self.scheme.purpose, self.scheme.split, self.scheme.is_ready), ("credit", "bands", True))
        self.scheme._check_scores_single()
        self.assertEqual(sum(self.scheme.indicator_ids.mapped("total_share")), 100)

    def test_payment(self):
        # 600 paid 20 days late, 200 in time, 200 open and overdue, 200 open and not due: 400 of it was not paid in time.
        self.sell(600, "2026-01-10", "2026-01-31", 600, "2026-02-20")
        self.sell(200, "2026-02-01", "2026-03-01", 200, "2026-02-15")
        self.sell(200, "2026-03-01", "2026-04-01")
        self.sell(200, "2026-05-10", "2026-06-10")
        detail, _result = self.score()
        self.assertEqual(detail["P1"], (0.2, 20.0))
        self.assertEqual(detail["P2"], (15.0, 70))
        self.assertEqual(detail["P3"], (0.5, 0))
        self.assertEqual(detail["P4"], (0, 100))

    def test_utilisation_and_tenure(self):
        self._account(amount=1000.0)
        self.sell(900, "2024-05-20", "2026-06-10")
        detail, _result = self.score()
        self.assertEqual(detail["R2"], (0.9, 60))
        self.assertEqual(detail["R1"][1], 40)

    def test_credit_file(self):
        self.fill_file()
        detail, result = self.score()
        expected = {"F2": (1.5, 80), "F3": (0.5, 80), "F4": (0.05, 70), "F5": (75, 75), "F6": (100, 100)}
        self.assertEqual({code: detail[code] for code in expected}, expected)
        # 25 of 35 points of the file are known, and nothing else.
        self.assertEqual((result.coverage, result.status), (25.0, "not_rated"))

    def test_rated_by_the_file_and_a_questionnaire(self):
        self.fill_file()
        measure = self.env.ref("crm_credit.measure_questionnaire")
        assessor = self._user("score_assessor", "crm_grading.group_grading_assessor")
        score = self.env["crm.grading.score"].with_user(assessor).create(
            {"measure_id": measure.id, "partner_id": self.customer.id, "date": "2026-05-20", "company_id": self.company.id}
        )
        score.answer_ids.points = 16
        score.action_confirm()
        detail, result = self.score()
        self.assertEqual(detail["F1"], (80, 80))
        # Unknown payment and relation count 50: 45 × 0.5 + 20 × 0.5, and the file 10×80+6×80+6×80+4×70+5×75+4×100 %.
        self.assertAlmostEqual(result.total, 32.5 + 8 + 4.8 + 4.8 + 2.8 + 3.75 + 4, 3)
        self.assertEqual((result.status, result.coverage), ("rated", 35.0))

    def test_stale_records_lower_the_coverage(self):
        self.fill_file()
        before = self.score()[1].coverage
        self.env["crm.credit.financial"].search([("partner_id", "=", self.customer.id)]).valid_until = "2026-05-19"
        detail, result = self.score()
        self.assertEqual((before - result.coverage, detail["F2"]), (16.0, (None, 50)))

    def test_other_companies_file_does_not_count(self):
        self.fill_file()
        company = self.env["res.company"].create({"name": "Other"})
        self.env.cr.execute("UPDATE crm_credit_financial SET company_id = %s", (company.id,))
        self.assertEqual(self.score()[0]["F2"][0], None)

    # -- class and limit -------------------------------------------------------------------------------------------

    def make_application(self, **values):
        self.customer.user_id = self.seller
        application = self.env["crm.credit.application"].with_user(self.seller).create(
            {"kind": "new", "partner_id": self.customer.id, "requested_amount": 50000, "reason": "More"} | values
        )
        application.action_submit()
        return application.with_user(self.officer)

    def test_limit_by_the_formula(self):
        grade = self.env["crm.grading.grade"]
        self.classes.search([("company_id", "=", self.company.id)]).write({"limit_factor": 2.0, "limit_cap": 0, "limit_floor": 0})
        self.sell(1200, "2026-04-10", "2026-06-30", 1200, "2026-05-01")
        term = self.env["account.payment.term"].create(
            {"name": "45 days", "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 45})]}
        )
        self.assertIn("credit_limit_factor", grade._service_policy_fields())
        application = self.make_application(payment_term_id=term.id)
        application.action_score()
        self.assertEqual(application.score_status, "rated")
        self.assertEqual(application.score_class_id, self.classes._class_of_score(application.score, self.company))
        values = {figure.code: figure.value for figure in application.figure_ids}
        self.assertEqual(values, {"factor": 2, "monthly_sales": 100, "term": 1.5, "grade_factor": 1, "limit": 300})
        self.assertTrue(all(application.figure_ids.mapped("origin")))
        self.assertEqual((application.proposed_amount, application.decided_amount), (300, 300))
        self.assertEqual(application.decided_term_id, term)

    def test_factor_of_the_grade(self):
        application = self.make_application(expected_monthly_sales=1000)
        grade = self.env["crm.grading.grade"].create(
            {"scheme_id": self.scheme.id, "code": "X", "name": "X", "credit_limit_factor": 1.2, "sequence": 99}
        )
        self.company.grading_scheme_id = self.scheme
        self.env["crm.grading.standing"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "scheme_id": self.scheme.id,
             "grade_id": grade.id, "source": "run", "date": "2026-05-01"}
        )  # fmt: skip
        application.decided_class_id = self.classes._class_of_score(60, self.company)
        application.decided_class_id.sudo().write({"limit_factor": 1.0, "limit_cap": 1000})
        application.action_work_out()
        values = {figure.code: figure.value for figure in application.figure_ids}
        self.assertEqual((values["monthly_sales"], values["grade_factor"], values["limit"]), (1000, 1.2, 1000))

    def test_bounds(self):
        inputs = {"factor": 1.5, "monthly_sales": 10000, "term_days": 60, "grade_factor": 1.2}
        self.assertEqual(proposed_limit(LimitInputs(**inputs)), 36000)
        self.assertEqual(proposed_limit(LimitInputs(**inputs, cap=30000, floor=100)), 30000)
        self.assertEqual(proposed_limit(LimitInputs(**inputs | {"monthly_sales": -1}, floor=100)), 100)

    def test_scoring_again_drops_the_score_before(self):
        self.fill_file()
        application = self.make_application()
        application.action_score()
        run = application.sudo().result_id.run_id
        application.action_score()
        self.assertFalse(run.exists())
        self.assertEqual(application.score_card()["explanation"]["status"], "not_rated")

    def test_who_scores(self):
        application = self.make_application()
        with self.assertRaises(AccessError):
            application.with_user(self.seller).action_score()
        application.action_cancel_request()
        with self.assertRaises(UserError):
            application.action_score()
        self.assertTrue(self.env.ref(TO_ASSESS))

    def test_new_company_gets_the_scheme_when_it_scores(self):
        company = self.env["res.company"].create({"name": "Newly founded"})
        self.assertFalse(company.credit_scheme_id)
        self.assertEqual(company._credit_scheme().company_id, company)
        self.assertEqual(company._credit_scheme(), company.credit_scheme_id)
        self.assertEqual(date(2026, 5, 20), company._business_today())
