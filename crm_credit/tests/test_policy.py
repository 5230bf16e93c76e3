from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestPolicy(ExposureCommon):
    """Policies of classes and of single customers, against the settings of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {"credit_check_confirm": "block", "credit_tolerance": 10, "credit_overdue_rule": False, "credit_overdue_days": 30}
        )
        cls.policy = cls.env["crm.credit.policy"].create({"name": "Cautious", "company_id": cls.company.id})
        cls.risk = cls.env["crm.credit.class"].search([("company_id", "=", cls.company.id), ("code", "=", "D")])
        cls.risk.policy_id = cls.policy
        cls.account = cls._account(amount=1000, class_id=cls.risk.id)

    def _policy(self, event="confirm", partner=None):
        return self.env["crm.credit.check"]._credit_policy(event, self.company, partner or self.customer)

    def test_template_of_each_company(self):
        company = self.env["res.company"].create({"name": "New one"})
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": company.id})
        Class = self.env["crm.credit.class"]
        self.assertEqual(Class.search([("company_id", "=", company.id)]).mapped("code"), list("ABCDE"))
        self.assertFalse(Class.search([("company_id", "=", branch.id)]))
        Class._add_template()
        self.assertEqual(Class.search_count([("company_id", "=", company.id)]), 5)

    def test_class_of_a_score(self):
        for score, code in ((100, "A"), (85, "A"), (84.99, "B"), (55, "C"), (40, "D"), (39.99, "E"), (0, "E")):
            self.assertEqual(self.env["crm.credit.class"]._class_of_score(score, self.company).code, code)
        self.assertFalse(self.env["crm.credit.class"]._class_of_score(-1, self.company))

    def test_empty_policy_is_the_companys(self):
        company = self.env["crm.credit.check"]._credit_policy("confirm", self.company)
        self.assertEqual(self._policy(), company)
        self.assertEqual((company.mode, company.tolerance, company.overdue_rule), ("block", 10.0, False))

    def test_own_values_of_the_policy(self):
        self.policy.write(
            {
                "check_confirm": "warn",
                "own_tolerance": True,
                "tolerance": 0,
                "own_overdue": True,
                "overdue_rule": True,
                "overdue_days": 5,
                "overdue_amount": 20,
            }
        )
        policy = self._policy()
        self.assertEqual(
            (policy.mode, policy.tolerance, policy.overdue_rule, policy.overdue_days, policy.overdue_amount),
            ("warn", 0.0, True, 5, 20.0),
        )
        self.assertEqual(self._policy("change").mode, self.company.credit_check_change)
        self.assertEqual(self._policy(partner=self.other).mode, "block")

    def test_policy_of_the_account_goes_before_that_of_the_class(self):
        self.policy.check_confirm = "warn"
        own = self.env["crm.credit.policy"].create({"name": "Strict", "company_id": self.company.id, "check_confirm": "off"})
        self.account.policy_id = own
        self.assertEqual(self._policy().mode, "off")
        self.assertFalse(self._order(self._line(50)).credit_state)

    def test_policy_checks_where_the_company_does_not(self):
        self.company.credit_check_confirm = "off"
        self.policy.check_confirm = "block"
        self.assertEqual(self._order(self._line(11.01)).credit_state, "held")
        self.assertEqual(self._order(self._line(11.01), partner=self.other).state, "sale")

    def test_many_customers_one_query(self):
        partners = self.customer | self.other | self._customer("Dealer Three")
        self._account(self.other, amount=1, class_id=self.risk.id)
        Check = self.env["crm.credit.check"]
        Check._credit_policies("confirm", self.company, partners)
        self.env.flush_all()
        with self.assertQueryCount(1):
            policies = Check._credit_policies("confirm", self.company, partners)
        self.assertEqual(set(policies), set(partners.ids))

    def test_late_days_of_the_policy(self):
        self._invoice(70, due=-10)
        self._invoice(30, due=-40)
        self._invoice(70, due=-10, partner=self.other)
        self.assertRow(overdue=100.0, overdue_late=30.0)
        self.policy.write({"own_overdue": True, "overdue_rule": True, "overdue_days": 9})
        self.assertRow(overdue=100.0, overdue_late=100.0)
        self.assertRow(self.other, overdue_late=0.0)
        order = self._order()
        self.assertEqual((order.credit_state, order.credit_decision_id.late_days), ("held", 9))
        self.assertRegex(order.credit_decision_id.message, r"100\.00.* 9 days")

    def test_policies_of_other_companies_are_refused(self):
        second = self.env["res.company"].create({"name": "Second"})
        foreign = self.env["crm.credit.policy"].create({"name": "Foreign", "company_id": second.id})
        with self.assertRaises(UserError):
            self.account.policy_id = foreign
        with self.assertRaises(UserError):
            self.risk.policy_id = foreign

    def test_classes_and_policies_are_set_by_managers(self):
        officer = self._user("policy_officer", "crm_credit.group_credit_officer")
        manager = self._user("policy_manager", "crm_credit.group_credit_manager")
        best = self.env["crm.credit.class"]._class_of_score(100, self.company)
        for vals in ({"class_id": best.id}, {"policy_id": self.policy.id}):
            with self.assertRaises(AccessError):
                self.account.with_user(officer).write(vals)
            self.account.with_user(manager).write(vals)
        with self.assertRaises(AccessError):
            self.policy.with_user(officer).check_confirm = "off"
        with self.assertRaises(AccessError):
            self.risk.with_user(officer).limit_factor = 9
        self.policy.with_user(manager).check_confirm = "off"

    def test_bounds_of_a_class(self):
        with self.assertRaisesRegex(ValidationError, "above its largest"):
            self.risk.write({"limit_cap": 10, "limit_floor": 20})

    def test_review_follows_from_the_class(self):
        officer = self._user("review_officer", "crm_credit.group_credit_officer")
        reader = self._user("review_reader", "crm_credit.group_credit_user")
        with self.assertRaises(AccessError):
            self.account.with_user(reader).action_reviewed()
        self.account.with_user(officer).action_reviewed()
        self.assertEqual(self.account.last_review_date, self.today)
        months = (self.account.review_date.year - self.today.year) * 12 + self.account.review_date.month - self.today.month
        self.assertEqual(months, 6)
        self.account.class_id = False
        self.account.action_reviewed()
        self.assertFalse(self.account.review_date)
