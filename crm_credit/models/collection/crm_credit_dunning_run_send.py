from collections import defaultdict

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
                # As in `crm.credit.exposure._switch_jit_off`, without another trip to the database.
                "SET LOCAL jit = off; SELECT id, partner_id FROM crm_credit_dunning_letter"
                " WHERE run_id = %s AND state = 'proposed' ORDER BY id LIMIT %s",
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
        rows = self.env.execute_query(self._judge_update(SQL("letter.id = ANY(%s)", list(letter_ids))))
        due = [row for row in rows if row[2] == "proposed"]
        for name in ("crm.credit.dunning.letter", "crm.credit.dunning.item"):
            self.env[name].invalidate_model(flush=False)
        if due:
            self._deliver(due)

    def _deliver(self, due):
        """Mails, calls and stops of supply of letters that are due.

        :param due: tuples of letter, partner, state, recipient and level, as ids
        """
        letters = self.env["crm.credit.dunning.letter"]
        levels = self.env["crm.credit.dunning.level"].browse({row[4] for row in due}).grouped("id")
        by_mail = defaultdict(list)
        for letter_id, _partner_id, _state, recipient_id, level_id in due:
            if recipient_id and levels[level_id].kind != "call":
                by_mail[levels[level_id]].append(letter_id)
        mails = {}
        for level, ids in by_mail.items():
            mails |= dict.fromkeys(ids) | letters.browse(ids)._make_mails(level)
        self._mark_sent(due, mails, levels)

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

    def _mark_sent(self, due, mails, levels):
        """From here on the letters are sent: in the same transaction as their mails, or not at all.

        :param mails: id of the mail, or None, by id of each letter that goes by mail
        """
        calls = [row[0] not in mails or levels[row[4]].kind == "both" for row in due]
        accounts = self.env["crm.credit.account"]
        rows = self.env.execute_query(
            SQL(
                """
                WITH given AS (
                    SELECT * FROM unnest(%(letters)s::int[], %(mails)s::int[], %(states)s::text[], %(calls)s::bool[])
                               AS given (letter_id, mail_id, state, call)
                ), item AS (
                    UPDATE crm_credit_dunning_item item SET sent = TRUE
                      FROM given WHERE item.letter_id = given.letter_id AND item.state = 'included'
                ),
                letter AS (
                    UPDATE crm_credit_dunning_letter letter
                       SET state = given.state, sent_date = %(today)s, mail_id = given.mail_id
                      FROM given WHERE letter.id = given.letter_id
                    RETURNING letter.partner_id, letter.level_id, letter.user_id, letter.amount, given.call
                )
                %(cases)s
                %(stops)s
                SELECT 'stop', id, limit_reason, 0 FROM account
                 UNION ALL
                SELECT 'call', user_id, NULL, COUNT(*) FROM activity WHERE user_id IS NOT NULL GROUP BY user_id
                """,
                letters=[row[0] for row in due],
                mails=[mails.get(row[0]) for row in due],
                states=["sent" if row[0] in mails else "called" for row in due],
                calls=calls,
                today=self.company_id._business_today(),
                cases=self.env["crm.credit.case"]._open_for_letters_sql(self.company_id),
                stops=accounts._stop_supply_sql(self.company_id, accounts.env["crm.credit.dunning.level"].browse(levels)),
            )
        )
        self._tell_sent(rows)

    def _tell_sent(self, rows):
        """Histories and counters after the statement that marks letters as sent.

        :param rows: ("stop", account, reason, 0) and ("call", user, None, number of calls)
        """
        for name in ("crm.credit.dunning.letter", "crm.credit.dunning.item", "crm.credit.case", "mail.activity"):
            self.env[name].invalidate_model(flush=False)
        stops = {account_id: reason for kind, account_id, reason, _count in rows if kind == "stop"}
        if stops:
            self.env["crm.credit.account"]._log_stops(stops)
        self._tell_callers({user_id: count for kind, user_id, _reason, count in rows if kind == "call"})

    def _tell_callers(self, counts):
        """Have the activity counters of those who are to call refreshed, as Odoo does for single activities.

        :param dict counts: number of new calls by id of the user
        """
        for user in self.env["res.users"].sudo().browse(counts):
            user._bus_send("mail.activity/updated", {"activity_created": True, "count_diff": counts[user.id]})
