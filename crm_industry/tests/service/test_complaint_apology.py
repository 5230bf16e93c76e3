from odoo.tests import freeze_time, tagged

from .loop_common import THURSDAY, LoopCommon


@tagged("post_install", "-at_install")
class TestComplaintApology(LoopCommon):
    """A promised apology is kept by a call."""

    def promise(self, complaint):
        resolution = self.propose(complaint)
        resolution.action_submit()
        resolution.with_user(self.service_manager).action_approve()
        return resolution

    @freeze_time(THURSDAY)
    def test_kept_by_the_call(self):
        complaint = self.leak()
        resolution = self.promise(complaint)
        self.assertEqual((complaint.state, resolution.done_on), ("executing", False))
        self.assertFalse(self.callback(complaint))
        self.callback(complaint, "apology").action_log_call("reached")
        self.assertTrue(resolution.done_on)
        self.assertEqual(complaint.state, "confirming")
        self.assertTrue(self.callback(complaint))

    @freeze_time(THURSDAY)
    def test_nobody_apologises_twice_in_a_round(self):
        complaint = self.leak()
        self.promise(complaint)
        self.apologise(complaint)
        self.assertTrue(self.promise(complaint).done_on)

    def test_customer_out_of_reach_is_still_asked(self):
        with freeze_time(THURSDAY):
            complaint = self.leak()
            resolution = self.promise(complaint)
        for day in (5, 6):
            with freeze_time(f"2026-03-0{day} 02:00:00"):
                self.callback(complaint, "apology").action_log_call("no_answer")
        self.assertFalse(resolution.done_on)
        with freeze_time("2026-03-09 02:00:00"):
            self.callback(complaint, "apology").action_log_call("no_answer")
        self.assertTrue(resolution.done_on)
        self.assertEqual(complaint.state, "confirming")
        self.assertTrue(self.callback(complaint))
        self.assertFalse(self.callback(complaint, "apology"))
