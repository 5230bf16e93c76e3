from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestTargetApproval(TargetCommon):
    def tree(self, amount=1200, **values):
        year = self.make_target(amount, **values)
        self.split(year, "quarter")
        return year

    def test_approved_tree_is_fixed_with_all_its_parts(self):
        year = self.approve(self.tree())
        self.assertEqual(set(year.child_ids.mapped("approval_state")), {"approved"})
        self.assertTrue(all(year.child_ids.mapped("in_force")))
        for values in ({"amount": 5}, {"pinned": True}, {"name": "x", "amount": 5}):
            with self.assertRaisesRegex(UserError, "no draft"):
                year.child_ids[0].with_user(self.second_manager).write(values)
        with self.assertRaisesRegex(UserError, "no draft"):
            year.write({"child_ids": [(1, year.child_ids[0].id, {"amount": 5})]})
        with self.assertRaisesRegex(UserError, "no draft"):
            year.action_split()
        with self.assertRaisesRegex(UserError, "no draft"):
            year.action_unsplit()
        with self.assertRaises(UserError):
            year.unlink()

    def test_submitted_tree_is_fixed_too(self):
        year = self.tree()
        year.action_submit()
        with self.assertRaisesRegex(UserError, "no draft"):
            year.child_ids[0].amount = 5

    def test_nobody_approves_what_he_planned(self):
        year = self.tree()
        year.with_user(self.channel_manager).action_submit()
        with self.assertRaises(AccessError):
            year.with_user(self.channel_manager).action_approve()
        with self.assertRaises(AccessError):
            year.with_user(self.salesperson).action_approve()

    def test_parts_are_decided_on_with_their_tree(self):
        year = self.tree()
        with self.assertRaisesRegex(UserError, "decided on with its tree"):
            year.child_ids[0].action_submit()

    def test_state_is_not_written_directly(self):
        year = self.tree()
        for values in ({"approval_state": "approved"}, {"in_force": True}, {"version": 7}):
            with self.assertRaises(AccessError):
                year.write(values)

    def test_refused_tree_goes_back_to_draft(self):
        year = self.tree()
        year.action_submit()
        year.with_user(self.second_manager).action_refuse("Too low")
        self.assertEqual(year.child_ids[0].approval_state, "refused")
        year.action_draft_request()
        year.child_ids[0].amount = 400
        self.assert_sums(year)

    def test_revision_replaces_the_tree_and_keeps_it(self):
        year = self.approve(self.tree())
        action = year.with_user(self.channel_manager).action_revise()
        copy = self.env["crm.target"].with_user(self.channel_manager).browse(action["res_id"])
        self.assertEqual(copy.version, 2)
        self.assertEqual(copy.child_ids.mapped("amount"), year.child_ids.mapped("amount"))
        self.assertTrue(year.in_force)
        copy.amount = 2400
        self.approve(copy)
        self.assertFalse(year.in_force or any(year.child_ids.mapped("in_force")))
        self.assertEqual(year.replaced_by_id, copy)
        self.assertEqual((year.amount, copy.amount), (1200, 2400))
        self.assertTrue(all(copy.child_ids.mapped("in_force")))
        with self.assertRaisesRegex(UserError, "replaced by"):
            year.with_user(self.second_manager).action_cancel_request()
        copy.with_user(self.second_manager).action_cancel_request()
        self.assertTrue(year.in_force and all(year.child_ids.mapped("in_force")))

    def test_one_revision_at_a_time(self):
        year = self.approve(self.tree())
        year.action_revise()
        with self.assertRaisesRegex(UserError, "being revised"):
            year.action_revise()

    def test_second_target_for_the_same_is_refused_by_the_database(self):
        self.approve(self.tree())
        again = self.tree()
        again.action_submit()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            again.with_user(self.second_manager).action_approve()
            again.flush_recordset()
        self.approve(self.tree(dealer_id=self.dealer_a.id))
