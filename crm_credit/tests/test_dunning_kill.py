from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

SEND = "odoo.addons.crm_credit.models.collection.crm_credit_dunning_run_send.BATCH"
DEBTORS = 6
NAME = "Dunning kill test"


@tagged("post_install", "-at_install")
class TestDunningKill(TransactionCase):
    """Workers with transactions of their own that really commit."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._forget)
        with self._transaction() as env:
            self.partner_ids, self.run_ids = self._world(env)

    @contextmanager
    def _transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _world(self, env):
        """Debtors who owe by journal entries, so that no chart of accounts is needed, with a plan of their own; two runs."""
        plan = env["crm.credit.dunning.plan"].create(
            {"name": NAME, "level_ids": [Command.create({"name": "First", "days_overdue": 10, "kind": "letter"})]}
        )
        policy = env["crm.credit.policy"].create({"name": NAME, "dunning_plan_id": plan.id})
        debtors = env["res.partner"].create(
            [{"name": f"{NAME} {index}", "is_company": True, "email": f"k{index}@example.com"} for index in range(DEBTORS)]
        )
        env["crm.credit.account"].create([{"partner_id": debtor.id, "policy_id": policy.id} for debtor in debtors])
        self._owe(env, debtors)
        runs = env["crm.credit.dunning.run"].create([{}, {}])
        for run in runs:
            run._job_write({"state": "proposing"})
            run._job_run_now()
            others = run.letter_ids.filtered(lambda letter: letter.state == "proposed" and letter.partner_id not in debtors)
            others.action_exclude()
            run._job_write({"state": "sending"})
            run._job_start()
        return debtors.ids, runs.ids

    def _owe(self, env, debtors):
        receivable, income = env["account.account"].create(
            [
                {"name": NAME, "code": "DKT1", "account_type": "asset_receivable", "reconcile": True},
                {"name": NAME, "code": "DKT2", "account_type": "income"},
            ]
        )
        journal = env["account.journal"].create({"name": NAME, "code": "DKT", "type": "sale"})
        due = env.company._business_today() - timedelta(days=40)
        debts = [
            [
                Command.create({"account_id": receivable.id, "partner_id": debtor.id, "debit": 100.0, "date_maturity": due}),
                Command.create({"account_id": income.id, "partner_id": debtor.id, "credit": 100.0}),
            ]
            for debtor in debtors
        ]
        env["account.move"].create(
            [{"move_type": "entry", "journal_id": journal.id, "date": due, "line_ids": lines} for lines in debts]
        ).action_post()

    def _forget(self):
        """Delete what was committed, from the leaves to the roots; documents that were sent can't be deleted otherwise."""
        with self._transaction() as env:
            ids = env["res.partner"].search([("name", "like", NAME)]).ids
            env["mail.mail"].search([("recipient_ids", "in", ids)]).mail_message_id.unlink()
            named = SQL("SELECT id FROM account_journal WHERE code = 'DKT'")
            for table, condition in (
                ("crm_credit_dunning_run", SQL("id = ANY(%s)", list(getattr(self, "run_ids", ())))),
                ("crm_credit_case", SQL("partner_id = ANY(%s)", ids)),
                ("crm_credit_limit_change", SQL("partner_id = ANY(%s)", ids)),
                ("crm_credit_account", SQL("partner_id = ANY(%s)", ids)),
                ("crm_credit_policy", SQL("name->>'en_US' = %s", NAME)),
                ("crm_credit_dunning_plan", SQL("name->>'en_US' = %s", NAME)),
                ("account_move_line", SQL("journal_id IN (%s)", named)),
                ("account_move", SQL("journal_id IN (%s)", named)),
                ("mail_message", SQL("model = 'res.partner' AND res_id = ANY(%s)", ids)),
                ("res_partner", SQL("id = ANY(%s)", ids)),
            ):
                env.cr.execute(SQL("DELETE FROM %s WHERE %s", SQL.identifier(table), condition))
            env.invalidate_all(flush=False)
            env["account.journal"].search([("code", "=", "DKT")]).unlink()  # with its mail alias
            env["account.account"].search([("code", "in", ("DKT1", "DKT2"))]).unlink()

    def _mails(self):
        with self._transaction() as env:
            mails = env["mail.mail"].search([("recipient_ids", "in", self.partner_ids)])
            return sorted(mails.recipient_ids.ids), len(mails)

    def _run(self, env, index=0):
        return env["crm.credit.dunning.run"].browse(self.run_ids[index])

    def _work(self):
        with self._transaction() as env:
            env["crm.job.worker"]._cron_run()

    def test_a_killed_worker_and_two_runs_send_each_letter_once(self):
        with patch(SEND, 2):
            with self._transaction() as killed:
                worker = killed["crm.job.worker"]
                self.assertTrue(worker._claim(self._run(killed)))
                killed.cr.commit()
                run = worker._locked(self._run(killed))
                run._job_runner()._job_run_step("send", None)
                killed.cr.rollback()  # what PostgreSQL does when the connection of a killed process breaks
            self.assertEqual(self._mails()[1], 0)
            self._work()
        self.assertEqual(self._mails(), (sorted(self.partner_ids), DEBTORS))
        with self._transaction() as env:
            letters = self._run(env).letter_ids | self._run(env, 1).letter_ids
            states = letters.filtered(lambda letter: letter.partner_id.id in self.partner_ids).mapped("state")
            self.assertEqual(sorted(states), ["sent"] * DEBTORS + ["skipped"] * DEBTORS)

    def test_a_run_that_lost_the_race_starts_the_piece_again(self):
        with self._transaction() as slow:
            slow.cr.execute("SELECT 1")  # its snapshot is older than what the other run sends
            with self._transaction() as fast:
                run = self._run(fast)._job_runner()
                run._send_next()
                fast.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self._run(slow, 1)._job_runner()._send_next()
            slow.cr.rollback()
        self._work()
        self.assertEqual(self._mails(), (sorted(self.partner_ids), DEBTORS))
