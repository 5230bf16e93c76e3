from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoGrading(TransactionCase):
    """The graded part of a small demo company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.env.ref("base.main_company")._existing_accounting():
            cls.skipTest(cls, "the main company has accounting entries already")
        cls.world = cls.env["crm.demo.company"]._load(customers=30, orders=70)
        cls.company = cls.world.company
        cls.scheme = cls.company.grading_scheme_id

    def test_four_quarters_are_published(self):
        runs = self.env["crm.grading.run"].search([("scheme_id", "=", self.scheme.id)])
        self.assertEqual(runs.mapped("state"), ["published"] * 4)
        self.assertEqual(len(set(runs.mapped("date_to"))), 4)
        self.assertLess(max(runs.mapped("date_to")), self.world.today)
        self.assertTrue(all(runs.mapped("rated_count")))

    def test_decisions(self):
        appeals = self.env["crm.grading.appeal"].search([("company_id", "=", self.company.id)])
        self.assertEqual(sorted(appeals.mapped("approval_state")), ["approved", "submitted"])
        veto = self.env["crm.grading.veto"].search([("company_id", "=", self.company.id)])
        self.assertEqual(veto.state, "active")
        for decided, code in ((veto.partner_id, "D"), (appeals.filtered("decided_by").partner_id, "A")):
            self.assertEqual(decided.with_company(self.company).grading_grade_id.code, code)

    def test_the_next_order_follows_the_grade(self):
        best = self.env["res.partner"].search([("grading_grade_id.code", "=", "A"), ("grading_own_terms", "=", False)])
        order = self.env["sale.order"].create({"partner_id": best[0].id, "company_id": self.company.id})
        self.assertEqual(order.payment_term_id, self.world.terms["60"])
        self.assertEqual(order.pricelist_id.name, "Grade A price")
