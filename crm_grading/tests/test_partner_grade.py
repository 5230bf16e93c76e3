from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .treatment_common import TreatmentCommon


@tagged("post_install", "-at_install")
class TestPartnerGrade(TreatmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.best = cls.make_customer("Best")
        cls.middle = cls.make_customer("Middle")
        cls.unrated = cls.make_customer("Unrated")
        cls.nobody = cls.make_customer("Nobody")
        cls.grade(cls.best, "A", 91.5)
        cls.grade(cls.middle, "C", 55.25)
        cls.grade(cls.unrated, None, 0.0, reason="coverage", rank=0, size=0)
        cls.everybody = cls.best + cls.middle + cls.unrated + cls.nobody

    def found(self, *condition):
        return self.env["res.partner"].search([condition, ("id", "in", self.everybody.ids)])

    def test_customer_shows_its_grade(self):
        self.assertEqual(self.best.grading_grade_id, self.grades["A"])
        self.assertEqual(self.best.grading_score, 91.5)
        self.assertEqual(self.best.grading_badge["grade"]["code"], "A")
        self.assertEqual(self.best.grading_badge["run"]["name"], self.published.name)

    def test_contact_follows_its_customer(self):
        contact = self.env["res.partner"].create({"name": "Han", "parent_id": self.best.id})
        self.assertEqual(contact.grading_grade_id, self.grades["A"])
        self.assertIn(contact, self.env["res.partner"].search([("grading_grade_id", "=", self.grades["A"].id)]))

    def test_customer_without_rating_has_no_grade(self):
        self.assertFalse(self.unrated.grading_grade_id)
        self.assertEqual(self.unrated.grading_badge["status"], "not_rated")
        self.assertFalse(self.nobody.grading_badge)

    def test_only_ranked_customers_have_points(self):
        self.assertEqual(self.everybody.mapped("grading_ranked"), [True, True, False, False])
        self.assertEqual(self.best.grading_badge["score"], 91.5)
        self.assertIsNone(self.unrated.grading_badge["score"])
        standings = self.env["crm.grading.standing"].search(
            [("scheme_id", "=", self.scheme.id), ("partner_id", "in", self.everybody.ids)], order="score desc"
        )
        self.assertEqual([(line.partner_id, line.rank) for line in standings],
                         [(self.best, 1), (self.middle, 1), (self.unrated, 0)])  # fmt: skip

    def test_standings_without_points_come_last(self):
        standing = self.env["crm.grading.standing"].create(
            {"partner_id": self.nobody.id, "company_id": self.company.id, "scheme_id": self.scheme.id, "source": "initial"}
        )
        domain = [("scheme_id", "=", self.scheme.id), ("partner_id", "in", self.everybody.ids)]
        for order in ("score", "score desc"):
            self.assertEqual(standing.search(domain, order=order)[-1], standing)

    def test_search_by_grade(self):
        a, c = self.grades["A"].id, self.grades["C"].id
        self.assertEqual(self.found("grading_grade_id", "=", a), self.best)
        self.assertEqual(self.found("grading_grade_id", "in", [a, c]), self.best + self.middle)
        self.assertEqual(self.found("grading_grade_id", "!=", a), self.middle + self.unrated + self.nobody)
        self.assertEqual(self.found("grading_grade_id", "not in", [a, c]), self.unrated + self.nobody)
        self.assertEqual(self.found("grading_grade_id", "=", False), self.unrated + self.nobody)
        self.assertEqual(self.found("grading_grade_id", "!=", False), self.best + self.middle)
        self.assertEqual(self.found("grading_grade_id", "in", [a, False]), self.best + self.unrated + self.nobody)
        self.assertEqual(self.found("grading_grade_id", "ilike", "grade a"), self.best)
        self.assertEqual(self.found("grading_grade_id.code", "=", "C"), self.middle)
        self.assertEqual(self.found("grading_grade_id", "any", [("code", "=", "C")]), self.middle)

    def test_search_by_score(self):
        self.assertEqual(self.found("grading_score", ">", 60), self.best)
        self.assertEqual(self.found("grading_score", ">=", 55.25), self.best + self.middle)
        self.assertEqual(self.found("grading_score", "<", 60), self.middle + self.unrated)
        self.assertEqual(self.found("grading_score", "=", False), self.nobody)

    def test_sort_and_group_by_grade(self):
        partners = self.env["res.partner"].search(
            [("id", "in", (self.best + self.middle).ids)], order="grading_score"
        )
        self.assertEqual(partners, self.middle + self.best)
        by_grade = self.env["res.partner"].search(
            [("id", "in", (self.best + self.middle).ids)], order="grading_grade_id desc"
        )
        self.assertEqual(by_grade, self.middle + self.best)
        groups = self.env["res.partner"]._read_group(
            [("id", "in", self.everybody.ids)], ["grading_grade_id"], ["__count", "grading_score:avg"]
        )
        found = {grade.code: (count, average) for grade, count, average in groups}
        self.assertEqual(found["A"], (1, 91.5))
        self.assertEqual(found["C"], (1, 55.25))
        self.assertEqual(found[False][0], 2)
        description = self.env["res.partner"].fields_get(["grading_grade_id"], ["groupable", "sortable"])
        self.assertTrue(description["grading_grade_id"]["groupable"] and description["grading_grade_id"]["sortable"])

    def test_each_company_has_its_own_grade(self):
        scheme = self.make_scheme(self.other_company, "other")
        self.other_company.grading_scheme_id = scheme
        self.grade(self.best, "E", 12.0, run=self.make_run(scheme, self.published.date_from, self.published.date_to))
        other = self.best.with_company(self.other_company)
        self.assertEqual(other.grading_grade_id.code, "E")
        self.assertEqual(self.best.grading_grade_id.code, "A")
        self.assertFalse(self.middle.with_company(self.other_company).grading_grade_id)

    def test_branch_uses_the_scheme_of_its_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.assertEqual(self.best.with_company(branch).grading_grade_id.code, "A")
        self.assertEqual(branch._grading_scheme(), self.scheme)
        own = self.make_scheme(branch, "own")
        branch.grading_scheme_id = own
        self.env["res.partner"]._forget_grading()
        self.assertEqual(branch._grading_scheme(), own)
        self.assertFalse(self.best.with_company(branch).grading_grade_id)

    def test_scheme_of_another_company_is_refused(self):
        scheme = self.make_scheme(self.other_company, "other")
        with self.assertRaisesRegex(ValidationError, "belongs to Other company"):
            self.company.grading_scheme_id = scheme

    def test_filter_and_list_of_eighty_customers_cost_one_query_more(self):
        customers = self.env["res.partner"].create([{"name": f"C{n}", "is_company": True} for n in range(80)])
        for customer in customers:
            self.grade(customer, "B")
        plain = Counter(self)
        with plain:
            self.env["res.partner"].search_fetch([("id", "in", customers.ids)], ["name"])
        graded = Counter(self)
        with graded:
            found = self.env["res.partner"].search_fetch(
                [("id", "in", customers.ids), ("grading_grade_id", "=", self.grades["B"].id)], ["name"]
            )
        self.assertEqual(len(found), 80)
        self.assertLessEqual(graded.count - plain.count, 0)
        shown = Counter(self)
        with shown:
            found.read(["name", "grading_badge", "grading_score"])
        self.assertLessEqual(shown.count - plain.count, 1)

    def test_form_costs_one_query_more(self):
        specification = {"name": {}, "commercial_partner_id": {}}
        graded = specification | {"grading_badge": {}, "grading_treatment": {}, "grading_own_terms": {}}
        counts = []
        self.best.web_read(graded)
        for fields in (specification, graded):
            counter = Counter(self)
            with counter:
                self.best.web_read(fields)
            counts.append(counter.count)
        self.assertLessEqual(counts[1] - counts[0], 1)

    def test_other_internal_users_see_no_grade(self):
        user = new_test_user(self.env, "grading_stock", "base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.best.with_user(user).read(["grading_grade_id"])
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(user).search([("grading_score", ">", 1)])
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(user).search([("grading_grade_id", "!=", False)])

    def test_summary_for_who_may_see_the_customer(self):
        summary = self.best.with_user(self.salesperson)._summary_grading()
        self.assertEqual(summary[self.best.id]["badge"]["grade"]["code"], "A")
        portal = new_test_user(self.env, "grading_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self.best.with_user(portal)._summary_grading()

    def test_form_opens_for_a_salesperson(self):
        self.salesperson.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        with Form(self.best.with_user(self.salesperson)) as form:
            form.name = "Best of all"
        self.assertEqual(self.best.name, "Best of all")

    def test_cards_of_customers_show_the_grade_to_whom_it_is_open(self):
        partners = self.env["res.partner"]
        card = self.env.ref("base.res_partner_kanban_view").id
        employee = new_test_user(self.env, "grade_employee", "base.group_user")
        for user, shown in ((self.salesperson, True), (self.assessor, True), (employee, False)):
            arch = partners.with_user(user).get_view(card, "kanban")["arch"]
            self.assertEqual("grading_grade_id" in arch, shown, user.login)


class Counter:
    """Counts the queries of a block that begins with a cold cache."""

    def __init__(self, case):
        self.env = case.env

    def __enter__(self):
        self.env.flush_all()
        self.env.invalidate_all()
        # Every request has read these.
        self.env.company.parent_path, self.env.user.partner_id.name  # noqa: B018
        self.before = self.env.cr.sql_log_count

    def __exit__(self, *exception):
        self.count = self.env.cr.sql_log_count - self.before
