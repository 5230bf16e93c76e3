from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .run_common import FIRST, LAST, RunCommon


@tagged("post_install", "-at_install")
class TestOutOfReach(RunCommon):
    """Odoo looks at record rules before a write only: nothing may be pushed into another company or to another's customer."""

    def setUp(self):
        super().setUp()
        self.scheme = self.simple_scheme()
        self.other_scheme = self.simple_scheme(company_id=self.other_company.id)
        self.stranger = new_test_user(
            self.env,
            "grading_stranger",
            "crm_grading.group_grading_manager",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )

    def refuse(self, record, values, error=AccessError):
        with self.assertRaises(error), self.cr.savepoint():
            record.write(values)
            self.env.flush_all()

    def test_run(self):
        dates = {"date_from": FIRST, "date_to": LAST}
        run = self.env["crm.grading.run"].with_user(self.stranger).create({"scheme_id": self.other_scheme.id} | dates)
        self.refuse(run, {"scheme_id": self.scheme.id})
        self.refuse(run, {"scheme_id": self.scheme.id, "company_id": self.other_company.id})
        run = self.make_run(self.scheme).with_user(self.grading_manager)
        run.write({"company_id": self.other_company.id})
        self.env.flush_all()
        self.assertEqual(run.company_id, self.company, "the company follows from the scheme")

    def test_scheme_and_measure(self):
        self.refuse(self.scheme.with_user(self.grading_manager), {"company_id": self.other_company.id})
        self.refuse(self.measure.with_user(self.grading_manager), {"company_id": self.other_company.id})

    def test_scores_and_imports(self):
        measure = self.env["crm.grading.measure"].create({"name": "Visit", "code": "visit", "kind": "manual"})
        customer = self.make_customer("Assessed")
        score = self.env["crm.grading.score"].with_user(self.assessor)
        score = score.create({"measure_id": measure.id, "partner_id": customer.id, "score": 50.0, "date": FIRST})
        self.refuse(score, {"company_id": self.other_company.id})
        for model, values in {"crm.sales.history.import": {}, "crm.grading.score.import": {"measure_id": measure.id}}.items():
            batch = self.env[model].with_user(self.grading_manager).create(values)
            self.refuse(batch, {"company_id": self.other_company.id})

    def test_appeal(self):
        customer = self.make_customer("Own", user_id=self.salesperson.id)
        foreign = self.make_customer("Foreign", user_id=self.grading_manager.id)
        appeal = self.env["crm.grading.appeal"].with_user(self.salesperson)
        values = {"scheme_id": self.scheme.id, "requested_grade_id": self.scheme.grade_ids[0].id, "reason": "Grows"}
        appeal = appeal.create(values | {"partner_id": customer.id})
        self.refuse(appeal, {"partner_id": foreign.id})
        appeal.write({"company_id": self.other_company.id})
        self.env.flush_all()
        self.assertEqual(appeal.company_id, self.company, "the company follows from the scheme")

    def test_grade_of_a_veto(self):
        veto = self.env["crm.grading.veto"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "scheme_id": self.scheme.id,
                "grade_id": self.scheme.grade_ids[-1].id,
                "reason": "Fraud",
            }
        )
        self.refuse(veto.with_user(self.grading_manager), {"grade_code": "A"}, UserError)

    def test_records_that_code_opens_one_by_one(self):
        """The text of messages, of which everybody may read some, can't be guessed from the figures of a measure."""
        values = {"name": "Guess", "code": "guess", "kind": "aggregate", "aggregate": "count", "partner_path": "author_id"}
        values |= {"model_id": self.env["ir.model"]._get("mail.message").id, "domain": "[('body', 'ilike', 'salary')]"}
        measures = self.env["crm.grading.measure"].with_user(self.grading_manager)
        with self.assertRaisesRegex(ValidationError, "“Guess”.*may not read"), self.cr.savepoint():
            measures.create(values)
        with self.assertRaisesRegex(ValidationError, "may not read"), self.cr.savepoint():
            self.scheme.with_user(self.grading_manager).domain = "[('message_ids.body', 'ilike', 'salary')]"

    def test_customers_that_the_database_can_not_find(self):
        with self.assertRaisesRegex(ValidationError, "Test scheme.*can't be found"), self.cr.savepoint():
            self.scheme.domain = "[('id', '=', 'a')]"
