from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, date_utils

from ...tools.promise_allocation import Payment, Promise, allocate

# Payments are often booked late: decided promises are looked at again for so many days.
LOOK_BACK_DAYS = 60


class CrmCreditPromise(models.Model):
    """What became of promises, from the payments."""

    _inherit = "crm.credit.promise"

    @api.model
    def _evaluate(self, company, partners=None):
        """Work out what was paid of promises and decide those that are paid or whose last day is over.

        Decided ones are looked at again for two months, since payments are booked late.

        :param partners: commercial partners; None: all
        """
        company = company.root_id
        today = company._business_today()
        domain = [
            ("company_id", "=", company.id),
            ("state", "!=", "cancelled"),
            ("date_limit", ">=", date_utils.subtract(today, days=LOOK_BACK_DAYS)),
        ]
        if partners is not None:
            domain.append(("partner_id", "in", partners.ids))
        promises = self.sudo().search(domain, order="date_limit, id")
        if not promises:
            return
        paid = promises._paid_amounts(company)
        changes = defaultdict(self.sudo().browse)
        for promise in promises:
            amount = company.currency_id.round(paid[promise.id])
            state = promise._state_for(amount, today)
            if state != promise.state or company.currency_id.compare_amounts(amount, promise.paid_amount):
                changes[state, amount] |= promise
        broken = sum(changes.values(), self.sudo().browse()).filtered(lambda promise: promise.state == "open")
        for (state, amount), changed in changes.items():
            changed._guarded_write({"state": state, "paid_amount": amount, "date_settled": False if state == "open" else today})
        broken.filtered(lambda promise: promise.state in ("broken", "partial"))._plan_call(today)

    def _state_for(self, paid, today):
        if self.currency_id.compare_amounts(paid, self.amount) >= 0:
            return "kept"
        if self.date_limit >= today:
            return "open"
        return "partial" if self.currency_id.compare_amounts(paid, 0) > 0 else "broken"

    def _paid_amounts(self, company):
        """What was paid of each promise, by its id."""
        self.env.flush_all()
        rows = self.env.execute_query(self._payments_query(company))
        promises = [
            Promise(
                promise.id,
                promise.partner_id.id,
                promise.date,
                promise.create_date,
                promise.date_limit,
                promise.amount,
                frozenset(promise.invoice_ids.ids),
            )
            for promise in self
        ]
        return allocate(promises, [Payment(*row) for row in rows], company.currency_id.rounding)

    def _payments_query(self, company):
        """Money matched with receivables of the promises' customers: partner, invoice, day, when it was matched, amount.

        Only what came through a bank or cash journal is a payment. The amount is in company currency, whatever was paid in.
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id, item.move_id, money.date, part.create_date, part.amount::float
              FROM account_partial_reconcile part
              JOIN account_move_line item ON item.id = part.debit_move_id
              JOIN account_move_line money ON money.id = part.credit_move_id
              JOIN account_journal journal ON journal.id = money.journal_id AND journal.type IN ('bank', 'cash', 'credit')
              JOIN account_account account ON account.id = item.account_id AND account.account_type = 'asset_receivable'
              JOIN res_partner partner ON partner.id = item.partner_id
             WHERE partner.commercial_partner_id = ANY(%(partners)s) AND item.company_id IN %(branches)s
               AND money.date BETWEEN %(first)s AND %(last)s
             ORDER BY money.date, part.id
            """,
            partners=list(self.partner_id.ids),
            branches=self._branches_sql(company),
            first=min(self.mapped("date")),
            last=max(self.mapped("date_limit")),
        )

    def _plan_call(self, today):
        """An activity on the open case of each customer that broke its word, for whoever took the promise."""
        cases = self.env["crm.credit.case"].sudo().search(
            [("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids), ("state", "=", "open")]
        )
        cases.write({"next_action": "call", "next_date": today})
        found = {(case.partner_id.id, case.company_id.id): case for case in cases}
        for promise in self:
            if case := found.get((promise.partner_id.id, promise.company_id.id)):
                case.with_context(mail_activity_quick_update=True).activity_schedule(
                    "crm_credit.mail_activity_credit_call",
                    today,
                    self.env._("Broken promise: %(promise)s", promise=promise.display_name),
                    user_id=case._get_caller(promise.user_id).id or self.env.uid,
                )

    # -- for others --------------------------------------------------------------------------------------------------

    @api.model
    def _covering_query(self, company, today):
        """A running promise that covers the journal item `line` of the customer of `partner`; for a LATERAL join."""
        return SQL(
            """
            SELECT promise.id FROM crm_credit_promise promise
             WHERE promise.partner_id = partner.commercial_partner_id AND promise.company_id = %(company)s
               AND promise.state = 'open' AND promise.date_limit >= %(today)s
               AND (EXISTS (SELECT FROM crm_credit_promise_move_rel rel
                             WHERE rel.promise_id = promise.id AND rel.move_id = line.move_id)
                    OR NOT EXISTS (SELECT FROM crm_credit_promise_move_rel rel WHERE rel.promise_id = promise.id))
             LIMIT 1
            """,
            company=company.root_id.id,
            today=today,
        )

    @api.model
    def _broken_count_query(self, company, today):
        """Rows partner_id, count: promises broken within twelve months; one kept in part counts with the part that was not."""
        return SQL(
            """
            SELECT partner_id, SUM(1 - LEAST(COALESCE(paid_amount, 0) / amount, 1)) AS count FROM crm_credit_promise
             WHERE company_id = %(company)s AND state IN ('broken', 'partial') AND date_limit >= %(since)s
             GROUP BY partner_id
            """,
            company=company.root_id.id,
            since=date_utils.subtract(today, months=12),
        )

    @api.model
    def _broken_query(self, company, date_from, date_to):
        """Number of promises broken of those decided whose last day lies between two days, both included.

        A promise kept in part counts with the part that was not paid. Customers without such a promise have no row.

        :param date_from: None for all until ``date_to``
        :return: SELECT of partner_id and value
        :rtype: SQL
        """
        return SQL(
            """
            SELECT partner_id,
                   SUM(CASE state WHEN 'kept' THEN 0 ELSE 1 - LEAST(COALESCE(paid_amount, 0) / amount, 1) END) AS value
              FROM crm_credit_promise
             WHERE company_id = %(company)s AND state IN ('kept', 'partial', 'broken')
               AND date_limit <= %(date_to)s AND (%(date_from)s::date IS NULL OR date_limit >= %(date_from)s)
             GROUP BY partner_id
            """,
            company=company.root_id.id,
            date_from=date_from,
            date_to=date_to,
        )
