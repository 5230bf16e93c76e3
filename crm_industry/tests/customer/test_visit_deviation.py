from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .visit_common import NOON, PIXEL, VisitCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVisitDeviation(VisitCommon):
    """What is wrong leads to what the checklist says, once for each visit."""

    def lead_to(self, **targets):
        """Use a version of the checklist whose items lead somewhere."""
        draft = self.checklist.browse(self.checklist.action_new_version()["res_id"])
        for item in draft.item_ids:
            item.deviation_target = targets.get(item.name.lower(), False)
        draft.action_use()
        self.item_sign, self.item_shelf, self.item_remark = draft.item_ids

    def visit(self, sign="no", shelf="5"):
        visit = self.make_visit()
        visit.action_check_in()
        for answer in visit.answer_ids:
            values = {self.item_sign: {"yes_no": sign, "text": "Torn"}, self.item_shelf: {"points": shelf, "photo": PIXEL}}
            answer.write(values.get(answer.item_id, {}))
        visit.action_done()
        return visit

    def test_without_a_target_nothing_is_made(self):
        visit = self.visit()
        self.assertEqual(visit.deviation_count, 2)
        self.assertFalse(visit.activity_ids)
        self.assertFalse(self.env["crm.complaint"].search([("partner_id", "=", self.customer.id)]))
        with self.assertRaisesRegex(UserError, "led to nothing"):
            visit.answer_ids[0].action_open_led_to()

    def test_one_activity_for_all_deviations(self):
        self.lead_to(sign="activity", shelf="activity")
        visit = self.visit()
        self.assertEqual(len(visit.activity_ids), 1)
        self.assertEqual(visit.activity_ids.user_id, self.salesperson)
        for text in ("Sign · No · Torn", "Shelf · 5 of 20"):
            self.assertIn(text, visit.activity_ids.note)

    def test_a_complaint_by_somebody_without_rights_to_complaints(self):
        self.lead_to(sign="complaint", shelf="activity")
        visit = self.visit()
        complaint = self.env["crm.complaint"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((len(complaint), complaint.channel, complaint.company_id), (1, "visit", self.company))
        self.assertIn("Sign · No · Torn", complaint.description)
        self.assertNotIn("Shelf", complaint.description)
        sign = visit.answer_ids.filtered(lambda answer: answer.item_id == self.item_sign)
        action = sign.action_open_led_to()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.complaint", complaint.id))

    def test_all_in_order_leads_to_nothing(self):
        self.lead_to(sign="complaint", shelf="activity")
        visit = self.visit(sign="yes", shelf="10")
        self.assertFalse(visit.activity_ids)
        self.assertFalse(self.env["crm.complaint"].search([("partner_id", "=", self.customer.id)]))

    def test_targets_are_those_that_the_addon_knows(self):
        draft = self.checklist.browse(self.checklist.action_new_version()["res_id"])
        with self.assertRaises(ValidationError):
            draft.item_ids[0].deviation_target = "prison"
