import threading
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .telecom_common import TelecomCommon


@tagged("post_install", "-at_install")
class TestTelecomArrearsParallel(ParallelCommon, TelecomCommon):
    """Transactions that really commit: two jobs look at one account, two top-ups reach one account, money comes meanwhile."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            company = env.company
            self.former_ids = env["crm.telecom.arrears.policy"].search([("company_id", "=", company.id)]).ids
            env["crm.telecom.arrears.policy"].browse(self.former_ids).active = False
            values = {"name": "Rush", "company_id": company.id, "credit_alert": False, "user_id": False}
            self.policy_id = env["crm.telecom.arrears.policy"].create(values).id
            self.network_ids = env["crm.telecom.network"].search([("company_id", "=", company.id)]).ids
            env["crm.telecom.network"].browse(self.network_ids).active = False
            customer = env["res.partner"].create({"name": "Rush Subscriber", "is_company": True})
            self.partner_id = customer.id
            self.identify(customer, company)
            accounts = env["crm.telecom.account"].create(
                [{"partner_id": customer.id, "company_id": company.id, "payment_mode": mode} for mode in ("postpaid", "prepaid")]
            )
            self.account_ids = accounts.ids
            new = {"access_type": "cable", "service_ids": [(0, 0, {"kind": "tv"})]}
            subscriptions = env["crm.telecom.subscription"].create([new | {"account_id": account.id} for account in accounts])
            self.subscription_ids = subscriptions.ids
            subscriptions._transition("submit")
            subscriptions._transition("activate")
            today = company._business_today()
            entry = {"external_id": "RUSH-1", "account": accounts[0].name, "amount": 100, "state": "sent"}
            entry |= {"date": str(today - timedelta(days=40)), "date_due": str(today - timedelta(days=20))}
            answer = env["crm.telecom.bill"].record_bills([entry], "rush")
            self.assertFalse(answer["errors"])

    def forget(self):
        """They are never deleted in any other way."""
        with self.transaction() as env:
            self.forget_registration(env, self.subscription_ids, [self.partner_id])
            accounts, subscriptions = tuple(self.account_ids), tuple(self.subscription_ids)
            bills = SQL("SELECT id FROM crm_telecom_bill WHERE account_id IN %s", accounts)
            services = SQL("SELECT id FROM crm_telecom_service WHERE subscription_id IN %s", subscriptions)
            ids = {
                "account": SQL("%s", accounts),
                "subscription": SQL("%s", subscriptions),
                "service": SQL("(%s)", services),
                "bill": SQL("(%s)", bills),
            }
            keys = []
            for level, found in ids.items():
                table = SQL.identifier(f"crm_telecom_{level}")
                rows = env.execute_query(SQL("SELECT id FROM %s WHERE id IN %s", table, found))
                keys += [f"telecom.{level}:{row_id}" for (row_id,) in rows]
                env.cr.execute(SQL("UPDATE %s SET last_event_id = NULL WHERE id IN %s", table, found))
            for statement in (
                SQL("DELETE FROM crm_telecom_topup WHERE account_id IN %s", accounts),
                SQL("DELETE FROM crm_telecom_bill_payment WHERE bill_id IN (%s)", bills),
                SQL("DELETE FROM crm_telecom_bill_line WHERE bill_id IN (%s)", bills),
                SQL("DELETE FROM crm_telecom_event WHERE account_id IN %s", accounts),
                SQL("DELETE FROM crm_telecom_bill WHERE account_id IN %s", accounts),
                SQL("DELETE FROM crm_telecom_suspension WHERE subscription_id IN %s", subscriptions),
                SQL("DELETE FROM crm_telecom_service WHERE subscription_id IN %s", subscriptions),
                SQL("DELETE FROM crm_telecom_subscription WHERE id IN %s", subscriptions),
                SQL("DELETE FROM crm_telecom_account WHERE id IN %s", accounts),
                SQL("DELETE FROM crm_capacity_lock WHERE key = ANY(%s)", keys),
            ):
                env.cr.execute(statement)
            self.forget_records(env)

    def forget_records(self, env):
        env.invalidate_all()
        for model, found in (
            ("crm.telecom.account", self.account_ids),
            ("crm.telecom.subscription", self.subscription_ids),
        ):
            env["mail.message"].search([("model", "=", model), ("res_id", "in", found)]).unlink()
            env["mail.followers"].search([("res_model", "=", model), ("res_id", "in", found)]).unlink()
            env["mail.activity"].search([("res_model", "=", model), ("res_id", "in", found)]).unlink()
        policies = env["crm.telecom.arrears.policy"]
        policies.browse(self.policy_id).unlink()
        policies.browse(self.former_ids).active = True
        env["crm.telecom.network"].browse(self.network_ids).active = True
        env["res.partner"].browse(self.partner_id).unlink()

    # -- what they do --------------------------------------------------------------------------------------------------

    def review(self, env):
        """What the job does with the account."""
        policy = env["crm.telecom.arrears.policy"].browse(self.policy_id)
        env["crm.telecom.account"].browse(self.account_ids[0])._review_arrears(policy)
        env.flush_all()

    def top_up(self, env, amount, reference):
        env["crm.telecom.account"].browse(self.account_ids[1]).action_top_up(amount, "cash", reference)
        env.flush_all()

    def verbs(self, env, place):
        events = env["crm.telecom.event"].search(
            [("subscription_id", "=", self.subscription_ids[place]), ("res_model", "=", "crm.telecom.subscription")], order="id"
        )
        return events.mapped("verb")[3:]

    def test_two_jobs_suspend_once(self):
        with self.transaction() as winner, self.transaction() as waiter:
            self.review(winner)
            self.assert_waits_and_fails(winner, waiter, self.review)
            self.review(waiter)
        with self.transaction() as env:
            self.assertEqual(self.verbs(env, 0), ["suspend_one_way"])
            account = env["crm.telecom.account"].browse(self.account_ids[0])
            self.assertEqual((account.arrears_stage, account.subscription_ids.state), ("one_way", "suspended"))

    def test_the_job_that_was_late_goes_on_with_the_next_account(self):
        with self.transaction() as winner, self.transaction() as waiter:
            self.review(winner)
            account = waiter["crm.telecom.account"].browse(self.account_ids[0])
            policy = waiter["crm.telecom.arrears.policy"].browse(self.policy_id)
            [(pid,)] = waiter.execute_query(SQL("SELECT pg_backend_pid()"))
            thread = threading.Thread(target=account._review_arrears_safely, args=(policy,))
            with mute_logger("odoo.sql_db"):
                thread.start()
                self._wait_until_blocked(pid)
                winner.cr.commit()
                thread.join(10)
            self.assertEqual(waiter.execute_query(SQL("SELECT 1")), [(1,)])
        with self.transaction() as env:
            self.assertEqual(self.verbs(env, 0), ["suspend_one_way"])

    def test_money_that_comes_while_the_job_runs(self):
        def pay(env):
            bill = env["crm.telecom.bill"].search([("account_id", "=", self.account_ids[0])])
            bill.action_register_payment(100, reference="rush")
            env.flush_all()

        with self.transaction() as winner, self.transaction() as waiter:
            self.review(winner)
            self.assert_waits_and_fails(winner, waiter, pay)
            pay(waiter)
        with self.transaction() as env:
            self.assertEqual(self.verbs(env, 0), ["suspend_one_way", "resume"])
            self.assertEqual(env["crm.telecom.subscription"].browse(self.subscription_ids[0]).state, "active")

    def complain(self, env):
        bill = env["crm.telecom.bill"].search([("account_id", "=", self.account_ids[0])])
        values = {"subject": "Rush", "partner_id": self.partner_id, "telecom_bill_ids": [(4, bill.id)]}
        env["crm.complaint"].create(values)
        env.flush_all()

    def test_two_complaints_at_once_about_one_bill(self):
        with self.transaction() as winner, self.transaction() as waiter:
            self.complain(winner)
            self.assert_waits_and_fails(winner, waiter, self.complain)
            with self.assertRaisesRegex(UserError, "about it is open"):
                self.complain(waiter)
            waiter.cr.rollback()
        with self.transaction() as env:
            bill = env["crm.telecom.bill"].search([("account_id", "=", self.account_ids[0])])
            case = bill.complaint_id
            self.assertEqual(
                (bill.state, len(env["crm.complaint"].search([("partner_id", "=", self.partner_id)]))), ("on_hold", 1)
            )
            bill._guarded_write({"complaint_id": False})
            env.flush_all()
            # Cases are kept: nothing else takes them away.
            env["mail.message"].search([("model", "=", "crm.complaint"), ("res_id", "=", case.id)]).unlink()
            for table in ("crm_complaint_clock", "crm_complaint_event"):
                env.cr.execute(SQL("DELETE FROM %s WHERE complaint_id = %s", SQL.identifier(table), case.id))
            env.cr.execute("DELETE FROM crm_complaint WHERE id = %s", [case.id])
            env.invalidate_all()

    def test_two_top_ups_at_once_both_count(self):
        with self.transaction() as winner, self.transaction() as waiter:
            self.top_up(winner, 30, "R-1")
            self.assert_waits_and_fails(winner, waiter, lambda env: self.top_up(env, 20, "R-2"))
            self.top_up(waiter, 20, "R-2")
        with self.transaction() as env:
            account = env["crm.telecom.account"].browse(self.account_ids[1])
            self.assertEqual((account.balance, len(account.topup_ids)), (50, 2))

    def test_one_top_up_sent_twice_at_once_counts_once(self):
        with self.transaction() as winner, self.transaction() as waiter:
            self.top_up(winner, 30, "R-1")
            self.assert_waits_and_fails(winner, waiter, lambda env: self.top_up(env, 30, "R-1"))
            self.top_up(waiter, 30, "R-1")
        with self.transaction() as env:
            account = env["crm.telecom.account"].browse(self.account_ids[1])
            self.assertEqual((account.balance, len(account.topup_ids)), (30, 1))

    def test_used_up_and_topped_up_at_once(self):
        with self.transaction() as env:
            self.top_up(env, 10, "R-0")
        with self.transaction() as winner, self.transaction() as waiter:
            self.top_up(winner, -10, "U-1")
            self.assert_waits_and_fails(winner, waiter, lambda env: self.top_up(env, 20, "R-1"))
            self.top_up(waiter, 20, "R-1")
        with self.transaction() as env:
            account = env["crm.telecom.account"].browse(self.account_ids[1])
            self.assertEqual((account.balance, account.subscription_ids.state), (20, "active"))
            self.assertEqual(self.verbs(env, 1), ["suspend_one_way", "resume"])
