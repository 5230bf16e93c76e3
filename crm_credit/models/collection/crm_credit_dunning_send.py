from odoo import models
from odoo.tools import SQL

# Letters of one piece: their mails are made in well under half a minute.
BATCH = 200


class CrmCreditDunningRun(models.Model):
    """Sending the letters of a run, some hundred customers a transaction."""

    _inherit = "crm.credit.dunning.run"

    def _send_next(self):
        """Send the next letters; the place in the step is the letter's state itself, so nothing can be sent twice.

        :return: whether there may be more, else None
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id, partner_id FROM crm_credit_dunning_letter WHERE run_id = %s AND state = 'proposed'"
                " ORDER BY id LIMIT %s",
                self.id,
                BATCH,
            )
        )
        if not rows:
            return None
        letter_ids, partner_ids = zip(*rows, strict=True)
        self._lock_customers(partner_ids)
        self._send_letters(letter_ids, partner_ids)
        self._job_count(self.job_done + len(rows), max(self.job_total, self.job_done + len(rows)))
        return self.job_done

    def _lock_customers(self, partner_ids):
        """Before the read that decides: another run, or a change of the customer's credit, makes this piece start again."""
        keys = self.env["crm.credit.account"]._capacity_keys(self.env["res.partner"].browse(partner_ids), self.company_id)
        self.env["crm.capacity.lock"]._lock_capacity(keys)

    def _send_letters(self, letter_ids, partner_ids):
        """Look at the letters again, then send what is still due."""
        self.env.cr.execute(self._refresh_items_update(letter_ids, partner_ids))
        self.env.cr.execute(self._judge_update(SQL("letter.id = ANY(%s)", list(letter_ids))))
        letters = self.env["crm.credit.dunning.letter"].browse(letter_ids)
        letters.invalidate_recordset()
        letters = letters.filtered(lambda letter: letter.state == "proposed")
        if not letters:
            return
        by_mail = letters.filtered(lambda letter: letter.recipient_id and letter.kind != "call")
        mails = by_mail._make_mails()
        self._mark_sent(letters, by_mail, mails)
        called = letters.filtered(lambda letter: letter not in by_mail or letter.kind == "both")
        self.env["crm.credit.case"]._open_for_letters(letters, called)
        for level, stopped in letters.filtered("level_id.stop_supply").grouped("level_id").items():
            self.env["crm.credit.account"]._stop_supply(stopped.partner_id, self.company_id, level)

    def _refresh_items_update(self, letter_ids, partner_ids):
        """Bring the items up to date: paid, disputed, promised or dunned by another run since they were proposed."""
        source = self.env["crm.credit.dunning.source"]
        return SQL(
            """
            UPDATE crm_credit_dunning_item old
               SET residual = fresh.residual, disputed = fresh.disputed, amount = fresh.residual - fresh.disputed,
                   state = fresh.state, raised = old.raised AND fresh.state = 'included' AND fresh.memory_days < old.level_days
                       AND fresh.memory_level_id IS DISTINCT FROM old.level_id
              FROM (
                SELECT kept.id, COALESCE(item.residual, 0) AS residual, COALESCE(item.disputed, 0) AS disputed,
                       COALESCE(item.memory_days, -1) AS memory_days, item.memory_level_id,
                       CASE WHEN item.move_line_id IS NULL THEN 'gone' ELSE %(state)s END AS state
                  FROM crm_credit_dunning_item kept
                  LEFT JOIN (%(items)s) item ON item.move_line_id = kept.move_line_id
                 WHERE kept.letter_id = ANY(%(letters)s) AND kept.state = 'included'
              ) fresh
             WHERE old.id = fresh.id
            """,
            state=self._item_state_sql(),
            items=source._overdue_query(self.company_id, self.date, source._ids_sql(partner_ids)),
            letters=list(letter_ids),
        )

    def _mark_sent(self, letters, by_mail, mails):
        """From here on the letters are sent: in the same transaction as their mails, or not at all."""
        self.env.cr.execute(
            SQL(
                """
                WITH item AS (
                    UPDATE crm_credit_dunning_item SET sent = TRUE WHERE letter_id = ANY(%(letters)s) AND state = 'included'
                )
                UPDATE crm_credit_dunning_letter letter
                   SET state = CASE WHEN letter.id = ANY(%(mailed)s) THEN 'sent' ELSE 'called' END,
                       sent_date = %(today)s, mail_id = mail.mail_id
                  FROM unnest(%(ordered)s::int[], %(mails)s::int[]) AS mail (letter_id, mail_id)
                 WHERE letter.id = mail.letter_id
                """,
                letters=list(letters.ids),
                mailed=list(by_mail.ids),
                today=self.env["crm.credit.dunning.source"]._today(self.company_id),
                ordered=list(letters.ids),
                mails=[mails.get(letter.id) for letter in letters],
            )
        )
        letters.invalidate_recordset(["state", "sent_date", "mail_id"], flush=False)
        self.env["crm.credit.dunning.item"].invalidate_model(["sent"], flush=False)
