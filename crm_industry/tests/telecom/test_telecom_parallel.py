from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .telecom_common import TelecomCommon


@tagged("post_install", "-at_install")
class TestTelecomParallel(ParallelCommon, TelecomCommon):
    """Two transactions that really commit: colleagues who take steps with one subscription at one time."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            customer = env["res.partner"].create({"name": "Rush Subscriber", "is_company": True})
            account = env["crm.telecom.account"].create({"partner_id": customer.id})
            subscription = env["crm.telecom.subscription"].create(
                {"account_id": account.id, "access_type": "cable", "service_ids": [(0, 0, {"kind": "tv"})]}
            )
            self.partner_id, self.account_id, self.subscription_id = customer.id, account.id, subscription.id
            self.identify(customer, env.company)

    def forget(self):
        with self.transaction() as env:
            # They are never deleted in any other way.
            self.forget_registration(env, [self.subscription_id], [self.partner_id])
            services = SQL("SELECT id FROM crm_telecom_service WHERE subscription_id = %s", self.subscription_id)
            keys = env.execute_query(SQL("SELECT 'telecom.service:' || id FROM (%s) s", services))
            keys = [key for (key,) in keys]
            keys += [f"telecom.subscription:{self.subscription_id}", f"telecom.account:{self.account_id}"]
            own = {"crm_telecom_account": self.account_id, "crm_telecom_subscription": self.subscription_id}
            for table, record_id in own.items():
                env.cr.execute(SQL("UPDATE %s SET last_event_id = NULL WHERE id = %s", SQL.identifier(table), record_id))
            env.cr.execute(SQL("UPDATE crm_telecom_service SET last_event_id = NULL WHERE id IN (%s)", services))
            env.cr.execute("DELETE FROM crm_telecom_event WHERE account_id = %s", [self.account_id])
            for table in ("crm_telecom_suspension", "crm_telecom_service"):
                env.cr.execute(SQL("DELETE FROM %s WHERE subscription_id = %s", SQL.identifier(table), self.subscription_id))
            env.cr.execute("DELETE FROM crm_telecom_subscription WHERE id = %s", [self.subscription_id])
            env.cr.execute("DELETE FROM crm_telecom_account WHERE id = %s", [self.account_id])
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = ANY(%s)", [keys])
            for model, record_id in (
                ("crm.telecom.account", self.account_id),
                ("crm.telecom.subscription", self.subscription_id),
            ):
                env["mail.message"].search([("model", "=", model), ("res_id", "=", record_id)]).unlink()
                env["mail.followers"].search([("res_model", "=", model), ("res_id", "=", record_id)]).unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def test_the_second_step_is_refused_with_what_the_first_one_did(self):
        def step(env, verb, key=None):
            reason = key and env.ref(f"crm_industry.telecom_reason_{key}")
            return env["crm.telecom.subscription"].browse(self.subscription_id)._transition(verb, reason)

        with self.transaction() as winner, self.transaction() as waiter:
            step(winner, "submit")
            winner.flush_all()
            self.assert_waits_and_fails(winner, waiter, lambda env: step(env, "cancel", "changed_mind"))
            step(waiter, "cancel", "changed_mind")
            with self.assertRaisesRegex(UserError, "“Submit” is not possible in the state Cancelled, brought about by"):
                step(waiter, "submit")
            waiter.cr.rollback()
            waiter.invalidate_all()
            with self.assertRaisesRegex(UserError, "“Submit” is not possible in the state Being Activated, brought about by"):
                step(waiter, "submit")
            waiter.cr.rollback()

    def test_an_account_is_not_closed_while_it_gets_a_subscription(self):
        def close(env):
            env["crm.telecom.subscription"].browse(self.subscription_id)._transition(
                "cancel", env.ref("crm_industry.telecom_reason_changed_mind")
            )
            reason = env.ref("crm_industry.telecom_reason_customer_leaves")
            return env["crm.telecom.account"].browse(self.account_id)._transition("close", reason)

        with self.transaction() as winner, self.transaction() as waiter:
            close(winner)
            winner.flush_all()
            new = {"account_id": self.account_id, "access_type": "fixed"}
            self.assert_waits_and_fails(winner, waiter, lambda env: env["crm.telecom.subscription"].create(new))
            with self.assertRaisesRegex(UserError, "is closed"):
                waiter["crm.telecom.subscription"].create(new)
            waiter.cr.rollback()
