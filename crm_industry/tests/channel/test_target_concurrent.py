

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from ..channel_common import ChannelCommon


@tagged("post_install", "-at_install")
class TestTargetConcurrent(ParallelCommon, ChannelCommon):
    """Two people at one tree, in transactions that really commit."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            target = env["crm.target"].create({"name": "Concurrent", "amount": 1200.01, "date_from": "2026-01-01"})
            self.target_id = target.id

    def forget(self):
        with self.registry.cursor() as cr:
            cr.execute(SQL("DELETE FROM crm_target WHERE root_id = %s", self.target_id))
            cr.execute(SQL("DELETE FROM crm_capacity_lock WHERE key = %s", f"target:{self.target_id}"))
            cr.execute(SQL("DELETE FROM mail_message WHERE model = 'crm.target' AND res_id = %s", self.target_id))

    def split(self, env, period):
        wizard = env["crm.target.split"].create({"target_ids": [self.target_id], "split_by": period, "method": "even"})
        wizard.action_preview()
        wizard.action_apply()
        env.flush_all()

    def amounts(self):
        with self.transaction() as env:
            target = env["crm.target"].browse(self.target_id)
            return target.amount, target.child_ids.mapped("amount")

    def test_second_of_two_splits_begins_again(self):
        with self.transaction() as loser:
            loser["crm.target"].browse(self.target_id).mapped("amount")
            with self.transaction() as winner:
                self.split(winner, "quarter")
            with self.begins_again(loser):
                self.split(loser, "half")
            self.split(loser, "half")
        self.assertEqual(self.amounts(), (1200.01, [600.01, 600.0]))

    def test_change_of_a_part_while_another_one_changes(self):
        with self.transaction() as env:
            self.split(env, "quarter")
        with self.transaction() as loser:
            parts = loser["crm.target"].browse(self.target_id).child_ids
            parts.mapped("amount")
            with self.transaction() as winner:
                winner["crm.target"].browse(self.target_id).child_ids[0].amount = 900.01
            with self.begins_again(loser):
                parts[1].amount = 900
        self.assertEqual(self.amounts(), (1200.01, [900.01, 100, 100, 100]))

    def test_whole_changes_while_it_is_submitted(self):
        with self.transaction() as loser:
            target = loser["crm.target"].browse(self.target_id)
            target.mapped("amount")
            with self.transaction() as winner:
                winner["crm.target"].browse(self.target_id).action_submit()
            with self.begins_again(loser):
                target.amount = 5
        self.assertEqual(self.amounts()[0], 1200.01)
