from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .telecom_common import TelecomCommon


@tagged("post_install", "-at_install")
class TestTelecomOrderParallel(ParallelCommon, TelecomCommon):
    """Two transactions that really commit: an order confirmed by two colleagues at one time, a move planned by both."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            customer = env["res.partner"].create({"name": "Rush Orderer", "is_company": True})
            product = env["product.product"].create({"name": "Rush SIM", "type": "service", "list_price": 0})
            service = [(0, 0, {"kind": "voice"})]
            sold = {"name": "Rush", "product_tmpl_id": product.product_tmpl_id.id, "monthly_fee": 10, "service_ids": service}
            offerings = env["crm.telecom.offering"].create(
                [sold, {"name": "Rush more", "monthly_fee": 20, "service_ids": service}]
            )
            line = {"product_id": product.id, "product_uom_qty": 2}
            order = env["sale.order"].create({"partner_id": customer.id, "order_line": [(0, 0, line)]})
            self.partner_id, self.order_id = customer.id, order.id
            self.product_id, self.offering_ids = product.id, offerings.ids

    def forget(self):
        with self.transaction() as env:
            accounts = env["crm.telecom.account"].search([("partner_id", "=", self.partner_id)])
            subscriptions = env["crm.telecom.subscription"].search([("partner_id", "=", self.partner_id)])
            env.cr.execute("UPDATE sale_order SET telecom_account_id = NULL WHERE partner_id = %s", [self.partner_id])
            own = {"crm_telecom_account": SQL("id = ANY(%s)", accounts.ids)}
            own["crm_telecom_subscription"] = SQL("account_id = ANY(%s)", accounts.ids)
            by_subscription = SQL("subscription_id = ANY(%s)", subscriptions.ids)
            own |= dict.fromkeys(("crm_telecom_service", "crm_telecom_move"), by_subscription)
            for table, condition in own.items():
                env.cr.execute(SQL("UPDATE %s SET last_event_id = NULL WHERE %s", SQL.identifier(table), condition))
            for name in ("charge", "move", "event", "suspension", "service"):
                env.cr.execute(SQL("DELETE FROM %s WHERE %s", SQL.identifier(f"crm_telecom_{name}"), by_subscription))
            env.cr.execute("DELETE FROM crm_telecom_event WHERE account_id = ANY(%s)", [accounts.ids])
            env.cr.execute("DELETE FROM crm_telecom_subscription WHERE id = ANY(%s)", [subscriptions.ids])
            env.cr.execute("DELETE FROM crm_telecom_account WHERE id = ANY(%s)", [accounts.ids])
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key LIKE 'telecom.%'")
            models = {"crm.telecom.account": accounts.ids, "crm.telecom.subscription": subscriptions.ids}
            for model, ids in models.items():
                env["mail.message"].search([("model", "=", model), ("res_id", "in", ids)]).unlink()
                env["mail.followers"].search([("res_model", "=", model), ("res_id", "in", ids)]).unlink()
            env.cr.execute("DELETE FROM crm_credit_decision WHERE partner_id = %s", [self.partner_id])
            order = env["sale.order"].browse(self.order_id)
            env.cr.execute("UPDATE sale_order SET state = 'draft', locked = false WHERE id = %s", [order.id])
            env.cr.execute("UPDATE sale_order_line SET state = 'draft' WHERE order_id = %s", [order.id])
            env.invalidate_all()
            order.unlink()
            env["crm.telecom.offering"].browse(self.offering_ids).unlink()
            env["product.product"].browse(self.product_id).product_tmpl_id.unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def confirm(self, env):
        return env["sale.order"].browse(self.order_id).action_confirm()

    def test_an_order_confirmed_by_two_adds_its_subscriptions_once(self):
        with self.transaction() as winner, self.transaction() as waiter:
            self.confirm(winner)
            winner.flush_all()
            self.assert_waits_and_fails(winner, waiter, self.confirm)
            with self.assertRaises(UserError):
                self.confirm(waiter)
            waiter.cr.rollback()
        with self.transaction() as env:
            found = env["crm.telecom.subscription"].search([("sale_order_id", "=", self.order_id)])
            self.assertEqual(sorted(found.mapped("sale_line_number")), [1, 2])
            self.assertEqual(len(found.account_id), 1)

    def test_two_moves_of_one_kind_planned_at_one_time(self):
        with self.transaction() as env:
            self.confirm(env)
            subscription = env["crm.telecom.subscription"].search([("sale_order_id", "=", self.order_id)], limit=1)
            subscription._guarded_write({"state": "active"})
            values = {"subscription_id": subscription.id, "offering_id": self.offering_ids[1], "date": "2090-01-01"}
            moves = env["crm.telecom.move"].create([values, values])
            first, second = moves.ids

        def plan(env, move_id):
            return env["crm.telecom.move"].browse(move_id)._transition("plan")

        with self.transaction() as winner, self.transaction() as waiter:
            plan(winner, first)
            winner.flush_all()
            self.assert_waits_and_fails(winner, waiter, lambda env: plan(env, second))
            with self.assertRaisesRegex(UserError, "is planned for"):
                plan(waiter, second)
            waiter.cr.rollback()
