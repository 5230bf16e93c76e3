from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .telecom_common import TelecomCommon


@tagged("post_install", "-at_install")
class TestTelecomNetworkParallel(ParallelCommon, TelecomCommon):
    """Workers that really commit: a message is sent by one of them."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            company = env.company
            env["crm.telecom.network"].search([("company_id", "=", company.id)]).active = False
            self.network_id = env["crm.telecom.network"].create({"name": "Rush", "kind": "simulator"}).id
            customer = env["res.partner"].create({"name": "Rush Subscriber", "is_company": True})
            account = env["crm.telecom.account"].create({"partner_id": customer.id, "company_id": company.id})
            new = {"account_id": account.id, "access_type": "internet", "service_ids": [(0, 0, {"kind": "broadband"})]}
            subscriptions = env["crm.telecom.subscription"].create([dict(new), dict(new)])
            for subscription in subscriptions:
                self.prepare(subscription)
            subscriptions._transition("submit")
            self.partner_id, self.account_id = customer.id, account.id
            self.subscription_ids = subscriptions.ids

    def forget(self):
        with self.transaction() as env:
            self.forget_registration(env, self.subscription_ids, [self.partner_id])
            # They are never deleted in any other way.
            rows = env["crm.telecom.subscription"].browse(self.subscription_ids)
            keys = [f"telecom.service:{service.id}" for service in rows.service_ids]
            keys += [f"telecom.subscription:{row.id}" for row in rows] + [f"telecom.account:{self.account_id}"]
            for table in ("provisioning", "event", "suspension", "service", "subscription"):
                name = SQL.identifier(f"crm_telecom_{table}")
                column = SQL.identifier("id" if table == "subscription" else "subscription_id")
                if table == "provisioning":
                    self.forget_last_steps(env)
                env.cr.execute(SQL("DELETE FROM %s WHERE %s = ANY(%s)", name, column, self.subscription_ids))
            env.cr.execute("DELETE FROM crm_telecom_event WHERE account_id = %s", [self.account_id])
            env.cr.execute("DELETE FROM crm_telecom_account WHERE id = %s", [self.account_id])
            env.cr.execute("DELETE FROM crm_telecom_network WHERE id = %s", [self.network_id])
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = ANY(%s)", [keys])
            env.invalidate_all()
            for model, ids in (("crm.telecom.account", [self.account_id]), ("crm.telecom.subscription", self.subscription_ids)):
                env["mail.message"].search([("model", "=", model), ("res_id", "in", ids)]).unlink()
                env["mail.activity"].search([("res_model", "=", model), ("res_id", "in", ids)]).unlink()
                env["mail.followers"].search([("res_model", "=", model), ("res_id", "in", ids)]).unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def forget_last_steps(self, env):
        ids = self.subscription_ids
        env.cr.execute("UPDATE crm_telecom_account SET last_event_id = NULL WHERE id = %s", [self.account_id])
        env.cr.execute("UPDATE crm_telecom_subscription SET last_event_id = NULL WHERE id = ANY(%s)", [ids])
        env.cr.execute("UPDATE crm_telecom_service SET last_event_id = NULL WHERE subscription_id = ANY(%s)", [ids])

    def test_two_workers_take_different_messages(self):
        with self.transaction() as one, self.transaction() as other:
            taken = one["crm.telecom.provisioning"]._claim()
            second = other["crm.telecom.provisioning"]._claim()
            third = other["crm.telecom.provisioning"]._claim()
            self.assertEqual({*taken.subscription_id.ids, *second.subscription_id.ids}, set(self.subscription_ids))
            self.assertFalse(third)
            one.cr.commit()
            other.cr.commit()
        with self.transaction() as env:
            rows = env["crm.telecom.provisioning"].search([("subscription_id", "in", self.subscription_ids)])
            self.assertEqual(rows.mapped("attempts"), [1, 1])

    def test_no_lock_is_held_while_the_network_is_called(self):
        seen = []

        def send(network, payload, attempt):
            with self.transaction() as env:
                rows = env["crm.telecom.provisioning"].search([("subscription_id", "in", self.subscription_ids)])
                env.cr.execute(SQL("SELECT id FROM crm_telecom_provisioning WHERE id IN %s FOR UPDATE NOWAIT", tuple(rows.ids)))
                seen.append(rows.filtered(lambda row: row.key == payload["key"]).attempts)
            return "acknowledged", "done"

        with self.transaction() as env, patch.object(self.registry["crm.telecom.network"], "_send_simulator", send):
            while env["crm.telecom.provisioning"]._work_once():
                pass
        self.assertEqual(seen, [1, 1])
        with self.transaction() as env:
            rows = env["crm.telecom.subscription"].browse(self.subscription_ids)
            self.assertEqual(rows.mapped("state"), ["active", "active"])

    def test_an_answer_that_comes_while_it_is_sent_counts_once(self):
        def send(network, payload, attempt):
            with self.transaction() as env:
                env["crm.telecom.provisioning"].acknowledge(payload["key"], "acknowledged", "early")
            return "failed", "lost"

        with self.transaction() as env, patch.object(self.registry["crm.telecom.network"], "_send_simulator", send):
            while env["crm.telecom.provisioning"]._work_once():
                pass
        with self.transaction() as env:
            rows = env["crm.telecom.provisioning"].search([("subscription_id", "in", self.subscription_ids)])
            self.assertEqual([(row.state, row.message) for row in rows], [("acknowledged", "early")] * 2)
            self.assertEqual(rows.subscription_id.mapped("state"), ["active", "active"])
