from datetime import date

from odoo.tests import freeze_time, tagged

from .treatment_common import TreatmentCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-04-10")
class TestGradingRekey(TreatmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.double = cls.make_customer("Harbour Trading (old)")

    def merge(self):
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer + self.double).ids, self.customer)
        self.env.invalidate_all()

    def appeal(self, partner, code="A", **values):
        return self.env["crm.grading.appeal"].create(
            {
                "partner_id": partner.id,
                "scheme_id": self.scheme.id,
                "requested_grade_id": self.grades[code].id,
                "reason": "Key account",
            }
            | values
        )

    def results(self, partner):
        return self.env["crm.grading.result"].search([("partner_id", "=", partner.id)])

    def test_results_and_grade_move(self):
        result = self.grade(self.double, "B", 75.0)
        self.merge()
        self.assertEqual(self.results(self.customer), result)
        self.assertEqual(self.customer.grading_grade_id, self.grades["B"])

    def test_grade_of_the_one_that_stays_counts(self):
        own = self.grade(self.customer, "C", 61.0)
        self.grade(self.double, "B", 75.25)
        earlier = self.grade(self.double, "A", 90.0, run=self.make_run(self.scheme, date(2025, 10, 1), date(2025, 12, 31)))
        self.env["crm.grading.standing"].search([("partner_id", "=", self.double.id)]).result_id = earlier
        self.merge()
        self.assertEqual(self.results(self.customer), own + earlier)
        self.assertEqual(self.customer.grading_grade_id, self.grades["C"])
        self.assertIn("B, 75.2 points", " ".join(self.customer.message_ids.mapped("body")))

    def test_customer_that_becomes_a_contact_leaves_its_grade(self):
        person = self.make_customer("Han", is_company=False)
        own, lost = self.grade(self.customer, "C"), self.grade(person, "A")
        person.parent_id = self.customer
        self.env.invalidate_all()
        self.assertEqual(person.grading_grade_id, self.grades["C"])
        self.assertEqual(self.results(self.customer), own)
        self.assertEqual(self.results(person), lost, "the history of the run stays")

    def test_veto_moves_and_acts(self):
        self.grade(self.customer, "B")
        self.env["crm.grading.veto"].create(
            {"partner_id": self.double.id, "company_id": self.company.id, "grade_id": self.grades["D"].id, "reason": "Fraud"}
        )
        self.merge()
        self.assertEqual(self.customer.grading_grade_id, self.grades["D"])

    def test_undecided_appeals_are_cancelled(self):
        self.grade(self.customer, "C")
        self.grade(self.double, "C")
        own, other = self.appeal(self.customer), self.appeal(self.double)
        own.action_submit()
        other.action_submit()
        self.merge()
        self.assertEqual((own.approval_state, other.approval_state), ("submitted", "cancelled"))
        self.assertEqual(other.partner_id, self.customer)
        self.assertEqual(other.result_id, own.result_id)

    def test_override_of_a_grade_that_is_given_up_ends(self):
        self.grade(self.customer, "C")
        self.grade(self.double, "C")
        appeal = self.appeal(self.double)
        appeal.action_submit()
        appeal.with_user(self.grading_manager).action_approve()
        self.merge()
        self.assertEqual(self.customer.grading_grade_id, self.grades["C"])
        self.assertEqual(appeal.ended_on, date(2026, 4, 10))

    def test_override_that_is_valid_longer_goes_along(self):
        self.grade(self.customer, "C")
        self.grade(self.double, "C")
        appeal = self.appeal(self.double, valid_until=date(2026, 12, 31))
        appeal.action_submit()
        appeal.with_user(self.grading_manager).action_approve()
        self.merge()
        self.assertEqual(self.customer.grading_grade_id, self.grades["A"])

    def test_repeatable(self):
        self.grade(self.customer, "C")
        self.grade(self.double, "A")
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        for _time in range(2):
            partners._rekey_customer(self.double, self.customer)
        self.env.invalidate_all()
        self.assertEqual(self.customer.grading_grade_id, self.grades["C"])
        bodies = [body for body in self.customer.message_ids.mapped("body") if "now part of" in body]
        self.assertEqual(len(bodies), 1)

    def test_contacts_with_a_history_are_merged(self):
        people = self.make_customer("Han", is_company=False) + self.make_customer("Han", is_company=False)
        own = self.grade(self.customer, "C")
        for person in people:
            self.grade(person, "A")
            person.parent_id = self.customer
        self.env["base.partner.merge.automatic.wizard"]._merge(people.ids, people[0])
        self.assertEqual(self.results(self.customer), own)
        self.assertEqual(len(self.results(people[0])), 1)

    def test_three_customers_at_once(self):
        third = self.make_customer("Harbour Trading (older)")
        self.grade(self.double, "B")
        self.grade(third, "A")
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer + self.double + third).ids, self.customer)
        self.env.invalidate_all()
        self.assertEqual(len(self.results(self.customer)), 1)
        self.assertIn(self.customer.grading_grade_id.code, "AB")
