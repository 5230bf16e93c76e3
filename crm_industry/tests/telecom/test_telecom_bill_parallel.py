from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .telecom_common import TelecomCommon

SOURCE = "parallel test"


@tagged("post_install", "-at_install")
class TestTelecomBillParallel(ParallelCommon, TelecomCommon):
    """Bills of one account, imported and validated at one time in transactions that really commit: a charge is on one of them."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
        with self.transaction() as env:
            customer = env["res.partner"].create({"name": "Rush Payer", "is_company": True})
            account = env["crm.telecom.account"].create({"partner_id": customer.id})
            charge = env["crm.telecom.charge"].create(
                {"account_id": account.id, "name": "SIM card", "amount": 10, "date": "2026-03-01"}
            )
            self.partner_id, self.account_id, self.charge_id = customer.id, account.id, charge.id

    def forget(self):
        with self.transaction() as env:
            bills = SQL("SELECT id FROM crm_telecom_bill WHERE account_id = %s", self.account_id)
            keys = [f"telecom.account:{self.account_id}", f"telecom.charge:{self.charge_id}"]
            keys += [key for (key,) in env.execute_query(SQL("SELECT 'telecom.bill:' || id FROM (%s) b", bills))]
            env.cr.execute(SQL("DELETE FROM crm_telecom_bill_line WHERE bill_id IN (%s)", bills))
            env.cr.execute("DELETE FROM crm_telecom_charge WHERE account_id = %s", [self.account_id])
            for table in ("crm_telecom_bill", "crm_telecom_account"):
                column = SQL.identifier("id" if table == "crm_telecom_account" else "account_id")
                env.cr.execute(
                    SQL("UPDATE %s SET last_event_id = NULL WHERE %s = %s", SQL.identifier(table), column, self.account_id)
                )
            env.cr.execute("DELETE FROM crm_telecom_event WHERE account_id = %s", [self.account_id])
            env.cr.execute("DELETE FROM crm_telecom_bill WHERE account_id = %s", [self.account_id])
            env.cr.execute("DELETE FROM crm_telecom_account WHERE id = %s", [self.account_id])
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = ANY(%s)", [keys])
            found = [("model", "=", "crm.telecom.account"), ("res_id", "=", self.account_id)]
            env["mail.message"].search(found).unlink()
            env["mail.followers"].search([("res_model", "=", found[0][2]), found[1]]).unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def record(self, env, *names, state="validated"):
        account = env["crm.telecom.account"].browse(self.account_id).name
        entry = {"account": account, "date": "2026-03-05", "state": state, "amount": 100}
        answer = env["crm.telecom.bill"].record_bills([entry | {"external_id": name} for name in names], SOURCE)
        self.assertFalse(answer["errors"])
        return answer

    def bills(self, env):
        return env["crm.telecom.bill"].search([("account_id", "=", self.account_id)], order="external_id")

    def outcome(self):
        with self.transaction() as env:
            bills, charge = self.bills(env), env["crm.telecom.charge"].browse(self.charge_id)
            lines = [line.charge_id.id for line in bills.line_ids if line.charge_id]
            return [bill.amount_untaxed for bill in bills], lines, charge.bill_id.external_id

    def test_the_same_bill_sent_twice_at_once(self):
        with self.transaction() as slow:
            self.bills(slow)  # its snapshot: nothing is there yet
            with self.transaction() as fast:
                self.assertEqual(self.record(fast, "b1")["new"], 1)
            with self.begins_again(slow):
                self.record(slow, "b1")
            self.assertEqual(self.record(slow, "b1")["same"], 1)
        self.assertEqual(self.outcome(), ([110], [self.charge_id], "b1"))

    def test_two_bills_at_once(self):
        with self.transaction() as slow:
            self.bills(slow)
            with self.transaction() as fast:
                self.record(fast, "b2")
            with self.begins_again(slow):
                self.record(slow, "b1")
            self.record(slow, "b1")
        self.assertEqual(self.outcome(), ([100, 110], [self.charge_id], "b2"))

    def test_two_bills_are_validated_at_once(self):
        with self.transaction() as env:
            self.record(env, "b1", "b2", state="new")
        with self.transaction() as winner, self.transaction() as waiter:
            self.bills(waiter).read(["state"])
            self.bills(winner)[0]._transition("validate")
            self.assert_waits_and_fails(winner, waiter, lambda env: self.bills(env)[1]._transition("validate"))
            self.bills(waiter)[1]._transition("validate")
        self.assertEqual(self.outcome(), ([110, 100], [self.charge_id], "b1"))

    def test_billed_by_the_other_system_meanwhile(self):
        with self.transaction() as slow:
            self.bills(slow)
            with self.transaction() as fast:
                fast["crm.telecom.charge"].browse(self.charge_id)._bill_charges("THEIRS-1")
            with self.begins_again(slow):
                self.record(slow, "b1")
            self.record(slow, "b1")
        self.assertEqual(self.outcome(), ([100], [], False))
