
from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

NAME = "Parallel test of the customer area"


@tagged("post_install", "-at_install")
class TestCustomerParallel(ParallelCommon, TransactionCase):
    """Two transactions that really commit, on cursors of their own."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            self.made = self.make(env)

    def make(self, env):
        """Commit a customer, a region, a process rule and a handover; return their ids."""
        users = env["res.users"].with_context(no_reset_password=True)
        seller, successor = users.create([{"name": NAME, "login": f"parallel_{n}"} for n in range(2)])
        successor.write({"group_ids": [Command.link(env.ref("sales_team.group_sale_manager").id)]})
        customer = env["res.partner"].create({"name": NAME, "is_company": True, "customer_rank": 1, "user_id": seller.id})
        kind = env.ref("mail.mail_activity_data_call").id
        plan = env["mail.activity.plan"].create(
            {"name": NAME, "res_model": "res.partner", "template_ids": [Command.create({"activity_type_id": kind})]}
        )
        rule = env["crm.process.rule"].create(
            {"name": NAME, "event": "new_customer", "plan_id": plan.id, "fallback_user_id": successor.id, "day_limit": 10000}
        )
        handover = env["crm.handover"].create({"user_id": seller.id, "successor_id": successor.id})
        handover.action_list()
        region = env["crm.region"].create({"name": NAME})
        return {
            "users": (seller | successor).ids,
            "customer": customer.id,
            "rule": rule.id,
            "handover": handover.id,
            "region": region.id,
        }

    def forget(self):
        with self.transaction() as env:
            handovers = env["crm.handover"].search([("id", "=", self.made["handover"])])
            env.cr.execute("DELETE FROM crm_handover WHERE id = ANY(%s)", (handovers.ids,))
            env["crm.territory.rule"].search([("region_id", "=", self.made["region"])]).unlink()
            rule = env["crm.process.rule"].browse(self.made["rule"])
            plan = rule.plan_id
            rule.unlink()
            plan.unlink()
            env["crm.region"].browse(self.made["region"]).unlink()
            env["res.partner"].search([("id", "=", self.made["customer"])]).unlink()
            users = env["res.users"].with_context(active_test=False).browse(self.made["users"])
            partners = users.partner_id
            users.unlink()
            partners.unlink()
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = ANY(%s)", ([f"handover:{users.ids[0]}"],))

    def test_one_occurrence_starts_one_plan(self):
        customer = [self.made["customer"]]
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure), self.transaction() as late:
            rows = late["crm.process.rule"].browse(self.made["rule"])._waiting(customer)
            self.assertEqual(len(rows), 1)
            with self.transaction() as early:
                self.assertEqual(len(early["crm.process.rule"].browse(self.made["rule"])._fire(customer)), 1)
            late["crm.process.rule"].browse(self.made["rule"])._fire(customer)
        with self.transaction() as again:
            self.assertFalse(again["crm.process.rule"].browse(self.made["rule"])._fire(customer))
            self.assertEqual(len(again["res.partner"].browse(customer).activity_ids), 1)

    def test_one_handover_is_carried_out_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure), self.transaction() as late:
            self.assertEqual(late["crm.handover"].browse(self.made["handover"]).state, "ready")
            with self.transaction() as early:
                early["crm.handover"].browse(self.made["handover"]).action_start()
            late["crm.handover"].browse(self.made["handover"]).action_start()
        with self.transaction() as again:
            handover = again["crm.handover"].browse(self.made["handover"])
            self.assertEqual((handover.state, handover.done_count), ("done", 1))

    def test_two_rules_with_the_same_conditions_saved_at_once(self):
        values = {"region_id": self.made["region"], "user_id": self.made["users"][1]}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.transaction() as late:
            self.assertFalse(late["crm.territory.rule"].search([("region_id", "=", self.made["region"])]))
            with self.transaction() as early:
                early["crm.territory.rule"].create(values)
            late["crm.territory.rule"].create(values)
