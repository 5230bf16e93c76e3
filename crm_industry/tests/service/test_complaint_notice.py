from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintNotice(GoodsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"complaint_finance_id": cls.finance.id, "complaint_warehouse_id": cls.keeper.id})
        managers = cls.env.ref("crm_industry.group_service_manager")
        (managers.user_ids - cls.service_manager).write({"group_ids": [(3, managers.id)]})

    def told(self, record, kind):
        """Who has an open activity of a kind on a record."""
        kind = self.env.ref(f"crm_industry.mail_activity_complaint_{kind}")
        return record.sudo().activity_ids.filtered(lambda each: each.activity_type_id == kind).user_id

    def test_those_who_approve_are_told_and_no_longer_when_they_did(self):
        complaint = self.leak()
        resolution = self.propose(complaint, "replacement")
        resolution.action_submit()
        self.assertEqual(self.told(complaint, "decision"), self.service_manager | self.finance)
        resolution.with_user(self.service_manager).action_approve()
        self.assertEqual(self.told(complaint, "decision"), self.finance)
        resolution.with_user(self.finance).action_approve()
        self.assertFalse(self.told(complaint, "decision"))

    def test_who_proposed_it_is_not_asked(self):
        complaint = self.leak(user=self.service_manager)
        resolution = self.propose(complaint)
        resolution.action_submit()
        self.assertNotIn(self.service_manager, self.told(complaint, "decision"))

    def test_warehouse_is_told_of_the_goods(self):
        resolution = self.replace(self.leak())
        picking = self.transfers(resolution)
        self.assertEqual(self.told(picking, "goods"), self.keeper)
        self.deliver(picking, self.keeper)
        self.assertFalse(self.told(picking, "goods"))

    def test_agent_is_told_of_a_refusal(self):
        complaint = self.leak()
        resolution = self.propose(complaint)
        resolution.action_submit()
        resolution.with_user(self.service_manager).action_refuse("Too little")
        self.assertFalse(self.told(complaint, "decision"))
        self.assertEqual(self.told(complaint, "answer"), self.agent)
        self.assertIn("refused", complaint.event_ids.mapped("kind"))

    def test_agent_is_told_of_cancelled_transfers(self):
        complaint = self.leak()
        resolution = self.replace(complaint)
        self.transfers(resolution).with_user(self.keeper).action_cancel()
        self.assertEqual(self.told(complaint, "answer"), self.agent)
        self.assertEqual(complaint.state, "executing")
        resolution.with_user(self.finance).action_cancel_request()
        self.assertEqual(complaint.state, "accepted")

    def test_withdrawn_proposal_needs_nobody(self):
        complaint = self.leak()
        resolution = self.propose(complaint)
        resolution.action_submit()
        resolution.action_cancel_request()
        self.assertFalse(self.told(complaint, "decision"))

    def test_keeper_says_not_whose_goods_they_are(self):
        complaint = self.leak()
        picking = self.order.picking_ids.with_user(self.keeper)
        with self.assertRaises(AccessError):
            picking.write({"complaint_id": complaint.id})

    def test_way_keeps_its_kind(self):
        complaint = self.leak()
        self.propose(complaint)
        apology = self.env.ref("crm_industry.complaint_resolution_apology").with_user(self.service_manager)
        with self.assertRaisesRegex(UserError, "make a new way instead"):
            apology.kind = "replacement"
        apology.write({"kind": "apology", "sequence": 5})

    def test_resolution_keeps_its_complaint(self):
        resolution = self.propose(self.leak())
        with self.assertRaisesRegex(UserError, "keeps its complaint"):
            resolution.complaint_id = self.leak()
