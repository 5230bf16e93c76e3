from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .application_common import ApplicationCommon


@tagged("post_install", "-at_install")
class TestCreditQuestionnaire(ApplicationCommon):
    """Credit officers fill in credit questionnaires, and no others, without being assessors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.measure = cls.company._credit_scheme().dimension_ids.indicator_ids.measure_id.filtered(
            lambda measure: measure.kind == "manual"
        )
        cls.foreign = cls.env["crm.grading.measure"].create({"name": "Other", "code": "other_manual", "kind": "manual"})
        cls.both = cls._user(
            "officer_and_seller", "crm_credit.group_credit_officer,sales_team.group_sale_salesman_all_leads"
        )

    def _draft(self, user, measure=None):
        return self.env["crm.grading.score"].with_user(user).create(
            {"measure_id": (measure or self.measure).id, "partner_id": self.customer.id, "company_id": self.company.id}
        )

    def test_officer_fills_it_in(self):
        draft = self._draft(self.officer)
        self.assertEqual(len(draft.answer_ids), 5)
        draft.answer_ids.points = 16
        draft.action_confirm()
        self.assertEqual((draft.state, draft.score, draft.assessor_id), ("confirmed", 80.0, self.officer))
        with self.assertRaises(UserError):
            draft.answer_ids[0].points = 20

    def test_from_the_application(self):
        application = self._apply()
        action = application.with_user(self.officer).action_questionnaire()
        scores = self.env["crm.grading.score"].with_user(self.officer).with_context(**action["context"])
        draft = scores.create({})
        self.assertEqual((draft.measure_id, draft.partner_id, draft.company_id), (self.measure, self.customer, self.company))
        self.assertEqual(application.with_user(self.officer).action_questionnaire()["res_id"], draft.id)
        with self.assertRaises(AccessError):
            application.with_user(self.seller).action_questionnaire()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_no_other_questionnaire(self):
        for user in (self.officer, self.both):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._draft(user, self.foreign)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._draft(user).measure_id = self.foreign
            theirs = self._draft(self.env.user, self.foreign).with_user(user)
            for act, arguments in ((theirs.write, [{"note": "x"}]), (theirs.unlink, []), (theirs.action_confirm, [])):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    act(*arguments)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_readers_and_salespeople_only_read(self):
        reader = self._user("questionnaire_reader", "crm_credit.group_credit_user")
        draft = self._draft(self.officer)
        self._draft(self.env.user, self.foreign)
        self.assertEqual(self.env["crm.grading.score"].with_user(reader).search([]).measure_id, self.measure)
        for user in (reader, self.seller):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._draft(user)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                draft.with_user(user).action_confirm()

    def test_assessors_go_on_as_before(self):
        assessor = self._user("questionnaire_assessor", "crm_grading.group_grading_assessor")
        draft = self._draft(assessor, self.foreign)
        draft.score = 50
        draft.action_confirm()
        self.assertEqual(draft.state, "confirmed")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_not_in_other_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self._draft(self.officer).company_id = other
