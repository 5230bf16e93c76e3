from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .collection_common import CollectionCommon

SEND = "odoo.addons.crm_credit.models.collection.crm_credit_dunning_run_send.BATCH"


@tagged("post_install", "-at_install")
class TestDunningBatches(CollectionCommon):
    """Runs over many customers: cut into pieces, killed between and in them."""

    def _debtors(self, number):
        debtors = self.env["res.partner"].create(
            [{"name": f"Debtor {index}", "is_company": True, "email": f"d{index}@example.com"} for index in range(number)]
        )
        day = self._day() - timedelta(days=365)
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": debtor.id,
                    "invoice_date": day,
                    "invoice_date_due": day,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create({"name": "Goods", "quantity": 1, "price_unit": 100.0, "tax_ids": [Command.clear()]})
                    ],
                }
                for debtor in debtors
            ]
        )
        moves.action_post()
        return debtors

    def _mail_count(self, partners):
        return self.env["mail.mail"].sudo().search_count([("recipient_ids", "in", partners.ids)])

    def _queries_of_a_piece(self, debtors):
        """Queries of sending a proposed run in one piece, without its mails."""
        run = self._run(send=False)
        proposed = run.letter_ids.filtered(lambda letter: letter.state == "proposed")
        proposed.filtered(lambda letter: letter.partner_id not in debtors).action_exclude()
        run._job_write({"state": "sending"})
        self.env.flush_all()
        self.env.invalidate_all()
        mails = "odoo.addons.crm_credit.models.collection.crm_credit_dunning_letter_mail.CrmCreditDunningLetter._make_mails"
        before = self.env.cr.sql_log_count
        history = patch.object(self.registry["crm.credit.account"], "_message_log_batch", lambda accounts, bodies: None)
        with patch(mails, lambda letters, level: {}), history:
            run._send_next()
            self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(run.sent_count, len(debtors))
        return queries

    def test_queries_grow_with_batches_not_with_customers(self):
        few = self._queries_of_a_piece(self._debtors(3))
        many = self._queries_of_a_piece(self._debtors(40))
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 10)

    def test_calls_and_stops_of_supply_cost_no_query_a_customer(self):
        self.plan.write({"step_rule": "days", "min_interval_days": 0})
        few = self._queries_of_a_piece(self._debtors(3))
        debtors = self._debtors(40)
        many = self._queries_of_a_piece(debtors)
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 10)
        accounts = self.env["crm.credit.account"]._for_customers(debtors, self.company)
        self.assertEqual(accounts.mapped("status"), ["hold"] * 40)
        cases = self.env["crm.credit.case"].search([("partner_id", "in", debtors.ids)])
        self.assertEqual(len(cases.activity_ids), 40)

    def _queries_of_lifting(self, debtors):
        """Queries of lifting the stops of supply of customers who have paid, all in one go."""
        self._run()
        self.env["account.move"].search([("partner_id", "in", debtors.ids)]).line_ids.write({"no_followup": True})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lifted = self.env["crm.credit.account"]._lift_stops(self.company)
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(lifted.partner_id, debtors)
        self.assertEqual(lifted.mapped("status"), ["watch", *["normal"] * (len(debtors) - 1)])
        for account in lifted:
            self.assertIn("Supply resumed", account.message_ids[:1].body)
        return queries

    def test_lifting_stops_costs_no_query_a_customer(self):
        self.plan.write({"step_rule": "days", "min_interval_days": 0})
        counts = []
        for number in (3, 40):
            debtors = self._debtors(number)
            self._account(debtors[0], mode="default", status="watch")
            counts.append(self._queries_of_lifting(debtors))
        few, many = counts
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 15)
        self.env["crm.credit.recheck"]._write_queue()
        self.assertEqual(self.env["crm.credit.recheck"].search([]).partner_id & debtors, debtors)

    def test_a_killed_run_goes_on_and_sends_nothing_twice(self):
        debtors = self._debtors(7)
        run = self._run(send=False)
        run._job_write({"state": "sending", "job_state": "running", "job_step": "send"})
        with patch(SEND, 3):
            run._send_next()
            self.assertEqual(self._mail_count(debtors), 3)
            with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                run._send_next()
                self.assertEqual(self._mail_count(debtors), 6)
                raise ZeroDivisionError
            self.env.invalidate_all(flush=False)
            self.assertEqual(self._mail_count(debtors), 3)
            while run._send_next():
                pass
        self.assertEqual(self._mail_count(debtors), 7)
        self.assertEqual(len(run.letter_ids.mail_id.recipient_ids & debtors), 7)

    def test_the_worker_brings_a_run_to_its_end(self):
        debtors = self._debtors(5)
        run = self.env["crm.credit.dunning.run"].create({"company_id": self.company.id})
        worker = self.env.ref("crm_grading.ir_cron_job_worker")
        run.with_user(self.officer).action_propose()
        with self.enter_registry_test_mode(), patch(SEND, 2):
            worker.method_direct_trigger()
            self.assertEqual(run.state, "proposed")
            run.with_user(self.officer).action_send()
            worker.method_direct_trigger()
        self.assertEqual((run.state, run.job_state), ("done", "done"))
        self.assertEqual(self._mail_count(debtors), 5)
