from odoo import models
from odoo.tools import SQL


class CrmCreditDunningRun(models.Model):
    """What a run proposes: letters and their items by one statement for all customers, then a verdict on each letter."""

    _inherit = "crm.credit.dunning.run"

    def _propose(self):
        """Make the letters again from what is overdue now; no piece is left after it."""
        self.env["crm.credit.exposure"]._switch_jit_off()
        self.env.cr.execute(SQL("DELETE FROM crm_credit_dunning_letter WHERE run_id = %s", self.id))
        self.env.cr.execute(self._letters_insert())
        self.env.cr.execute(self._judge_update(SQL("TRUE")))
        self.env.invalidate_all(flush=False)
        self._job_count(self.proposed_count, self.proposed_count)

    def _letters_insert(self):
        """Letters of all customers with an item that reaches a level, and all their overdue items."""
        return SQL(
            """
            WITH item AS MATERIALIZED (%(items)s),
            letter AS (
                INSERT INTO crm_credit_dunning_letter
                       (run_id, partner_id, company_id, date, state, create_uid, write_uid, create_date, write_date)
                SELECT %(run)s, partner_id, %(company)s, %(date)s, 'proposed', %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM item GROUP BY partner_id HAVING bool_or(level_id IS NOT NULL)
                 ORDER BY partner_id
                RETURNING id, partner_id
            )
            INSERT INTO crm_credit_dunning_item
                   (letter_id, company_id, move_line_id, move_id, date_due, days, residual, disputed, amount, level_id,
                    level_days, raised, state, sent, create_uid, write_uid, create_date, write_date)
            SELECT letter.id, %(company)s, move_line_id, move_id, date_due, days, residual, disputed, residual - disputed,
                   COALESCE(level_id, memory_level_id), COALESCE(level_days, memory_days),
                   level_id IS NOT NULL AND state = 'included', state, FALSE, %(uid)s, %(uid)s, %(now)s, %(now)s
              FROM item JOIN letter USING (partner_id)
             ORDER BY letter.id, date_due, move_line_id
            """,
            items=self._leveled_query(),
            run=self.id,
            company=self.company_id.id,
            date=self.date,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _leveled_query(self):
        """Overdue items with the state they would have in a letter, and the level that they reach."""
        source = self.env["crm.credit.dunning.source"]
        return SQL(
            """
            SELECT item.*, %(state)s AS state, level.id AS level_id, level.days_overdue AS level_days
              FROM (%(items)s) item
              %(plan)s
              LEFT JOIN LATERAL (
                SELECT level.id, level.days_overdue FROM crm_credit_dunning_level level
                 WHERE level.plan_id = plan.id AND level.days_overdue <= item.days AND level.days_overdue > item.memory_days
                   AND level.id IS DISTINCT FROM item.memory_level_id
                 ORDER BY CASE plan.step_rule WHEN 'next' THEN level.days_overdue ELSE -level.days_overdue END LIMIT 1
              ) level ON TRUE
            """,
            state=self._item_state_sql(),
            items=source._overdue_query(self.company_id, self.date),
            plan=source._plan_join(self.company_id),
        )

    def _item_state_sql(self):
        return SQL(
            "CASE WHEN item.promised THEN 'promise' WHEN item.disputed >= item.residual THEN 'dispute' ELSE 'included' END"
        )

    def _judge_update(self, condition):
        """Work out amount, level, recipient and, where the letter is not to be sent, the reason, from its items.

        :param condition: on the alias `letter`, to judge some of the run's letters only
        """
        return SQL(
            """
            UPDATE crm_credit_dunning_letter letter
               SET amount = judged.amount, credits = judged.credits, level_id = judged.level_id, user_id = judged.user_id,
                   recipient_id = judged.recipient_id, reason = judged.reason,
                   state = CASE WHEN COALESCE(judged.reason, 'no_email') = 'no_email' THEN 'proposed' ELSE 'skipped' END
              FROM (%(judged)s) judged
             WHERE letter.id = judged.id
            RETURNING letter.id, letter.partner_id, letter.state, letter.recipient_id, letter.level_id
            """,
            judged=self._judged_query(condition),
        )

    def _judged_query(self, condition):
        return SQL(
            """
            SELECT letter.id, COALESCE(figure.amount, 0) AS amount, COALESCE(credit.amount, 0) AS credits, figure.level_id,
                   %(responsible)s AS user_id,
                   recipient.id AS recipient_id,
                   CASE WHEN figure.level_id IS NULL THEN COALESCE(figure.held_back, 'gone')
                        WHEN last.sent_date > letter.date - plan.min_interval_days THEN 'interval'
                        WHEN figure.amount + COALESCE(credit.amount, 0) <= 0
                          OR figure.amount + COALESCE(credit.amount, 0) < plan.min_amount THEN 'minimum'
                        WHEN recipient.id IS NULL AND level.kind != 'call' THEN 'no_email'
                   END AS reason
              FROM crm_credit_dunning_letter letter
              JOIN res_partner partner ON partner.id = letter.partner_id
              JOIN res_company company ON company.id = letter.company_id
              LEFT JOIN crm_credit_account account
                     ON account.partner_id = letter.partner_id AND account.company_id = letter.company_id
              LEFT JOIN LATERAL (%(figures)s) figure ON TRUE
              LEFT JOIN crm_credit_dunning_level level ON level.id = figure.level_id
              LEFT JOIN crm_credit_dunning_plan plan ON plan.id = level.plan_id
              LEFT JOIN LATERAL (%(last)s) last ON TRUE
              LEFT JOIN LATERAL (%(credits)s) credit ON TRUE
              LEFT JOIN LATERAL (%(recipient)s) recipient ON TRUE
             WHERE letter.run_id = %(run)s AND letter.state = 'proposed' AND %(condition)s
            """,
            figures=self._letter_figures_query(),
            last=self._last_letter_query(),
            credits=self._credits_query(),
            recipient=self._recipient_query(),
            responsible=self._responsible_sql(SQL.identifier("level", "user_id")),
            run=self.id,
            condition=condition,
        )

    def _letter_figures_query(self):
        return SQL(
            """
            SELECT SUM(item.amount) FILTER (WHERE item.state = 'included') AS amount,
                   (array_agg(item.level_id ORDER BY item.level_days DESC) FILTER (WHERE item.raised))[1] AS level_id,
                   MAX(item.state) FILTER (WHERE item.state IN ('dispute', 'promise')) AS held_back
              FROM crm_credit_dunning_item item WHERE item.letter_id = letter.id
            """
        )

    def _last_letter_query(self):
        return SQL(
            """
            SELECT MAX(earlier.sent_date) AS sent_date FROM crm_credit_dunning_letter earlier
             WHERE earlier.partner_id = letter.partner_id AND earlier.company_id = letter.company_id
               AND earlier.state IN ('sent', 'called')
            """
        )

    def _credits_query(self):
        """Credit notes and payments of the customer that are not matched with invoices."""
        return SQL(
            """
            SELECT SUM(line.amount_residual) AS amount
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
             WHERE line.partner_id IN (SELECT id FROM res_partner owner WHERE owner.commercial_partner_id = letter.partner_id)
               AND line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual < 0
               AND line.company_id IN %s
            """,
            self._branches_sql(self.company_id),
        )

    def _recipient_query(self):
        """The invoice contact with an e-mail address, else the customer itself; none that is kept for another company of ours."""
        return SQL(
            """
            SELECT contact.id FROM res_partner contact
             WHERE contact.commercial_partner_id = letter.partner_id AND contact.active
               AND contact.email_normalized IS NOT NULL AND (contact.type = 'invoice' OR contact.id = letter.partner_id)
               AND (contact.company_id IS NULL OR contact.company_id IN %s)
             ORDER BY contact.type != 'invoice', contact.id LIMIT 1
            """,
            self._branches_sql(self.company_id),
        )
