from odoo.exceptions import UserError
from odoo.tests import tagged

from .repair_common import RepairCommon


@tagged("post_install", "-at_install")
class TestComplaintWithdrawal(RepairCommon):
    """A draft beside what is carried out hides nothing: what was promised or done keeps the loop open."""

    def refuse(self, complaint):
        with self.assertRaisesRegex(UserError, "can't be withdrawn"):
            complaint.with_user(self.service_manager).action_withdraw("Trick")

    def test_goods_on_their_way(self):
        complaint = self.leak()
        self.replace(complaint)
        self.propose(complaint)
        self.assertEqual(complaint.state, "accepted")
        self.refuse(complaint)
        with self.assertRaisesRegex(UserError, "only what is in progress can be paused"):
            complaint.action_pause("Trick")
        with self.assertRaisesRegex(UserError, "chosen again only while nothing"):
            complaint.with_user(self.service_manager).action_take_policy()

    def test_goods_delivered(self):
        complaint = self.leak()
        self.deliver(self.transfers(self.replace(complaint)))
        self.propose(complaint)
        self.refuse(complaint)

    def test_second_round(self):
        complaint = self.leak()
        self.deliver(self.transfers(self.replace(complaint)))
        complaint.action_reopen("Leaks again")
        self.refuse(complaint)

    def test_device_is_here(self):
        repair = self.take_in()
        self.propose(repair.complaint_id)
        self.refuse(repair.complaint_id)

    def test_what_waits_is_not_approved_afterwards(self):
        complaint = self.leak()
        resolution = self.propose(complaint, "replacement")
        resolution.action_submit()
        complaint.with_user(self.service_manager).action_withdraw("Found it")
        resolution.with_user(self.service_manager).action_approve()
        with self.assertRaisesRegex(UserError, "is over"):
            resolution.with_user(self.finance).action_approve()
        self.assertFalse(self.transfers(resolution))
