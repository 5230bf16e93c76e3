from odoo import api, models
from odoo.tools import SQL

from ...tools.statement import ageing, running

KINDS = [("open", "Open items"), ("all", "All movements")]


class CrmCreditStatementSource(models.AbstractModel):
    """What a statement says: the posted receivables of customers with a company and its branches.

    Today's statement tells all that is booked, entries dated later included, as the exposure does: its closing balance is the
    exposure's receivable. One of an earlier day leaves out entries and matchings dated later.
    """

    _name = "crm.credit.statement.source"
    _inherit = ["crm.credit.collection.mixin"]
    _description = "Customer Statements"

    @api.model
    def _statements(self, partners, company, kind="open", date_from=None, date_to=None):
        """Statements of customers, by three queries for all of them. The caller has checked who may read them.

        :param partners: commercial partners
        :param company: any company of the branch tree
        :param kind: open (what is open on the last day) or all (movements of the days, with an opening balance)
        :param date_from: first day of the movements, None: from the beginning
        :param date_to: last day, at most today
        :return: dicts of partner, company, currency, kind, date_from, date_to, opening, entries, closing, ageing, overdue,
            disputed, originals; in the order of the partners. Amounts are in company currency; originals is a list of
            (currency, open amount in it) of the foreign currencies
        """
        company = company.sudo().root_id
        today = company._business_today()
        date_to = min(date_to or today, today)
        date_from = date_from if kind == "all" else None
        last = date_to if date_to < today else None
        self.env.flush_all()
        items = self._by_partner(self._items_query(partners, company, date_to, last))
        entries = self._by_partner(self._entries_query(partners, company, date_from, last)) if kind == "all" else items
        openings = self._openings(partners, company, date_from)
        head = {"company": company, "currency": company.currency_id, "kind": kind, "date_from": date_from, "date_to": date_to}
        return [
            {"partner": partner} | head | self._figures(
                company, openings.get(partner.id, 0.0), entries.get(partner.id, []), items.get(partner.id, [])
            )
            for partner in partners
        ]  # fmt: skip

    def _figures(self, company, opening, entries, items):
        """The figures of one customer: balances after each entry, ageing of the open items, what is open in other currencies."""
        rounded = company.currency_id.round
        items_by_id = {item["line_id"]: item for item in items}
        balances = running(opening, [entry["amount"] for entry in entries], rounded)
        buckets = ageing([(item["amount"], item["days"]) for item in items], rounded)
        overdue = sum(amount for name, amount in buckets.items() if name.startswith("age_"))
        return {
            "opening": rounded(opening),
            "entries": [
                self._entry(entry, balance, items_by_id.get(entry["line_id"]))
                for entry, balance in zip(entries, balances, strict=True)
            ],
            "closing": balances[-1] if balances else rounded(opening),
            "ageing": buckets,
            "overdue": rounded(overdue),
            "disputed": rounded(sum(item["disputed"] for item in items)),
            "originals": self._originals(company, items),
        }

    def _entry(self, entry, balance, item):
        """An entry for display: with its balance, its currency and what is known of it as an open item."""
        currency = self.env["res.currency"].browse(entry["currency_id"])
        marks = {name: item[name] if item else 0 for name in ("disputed", "promised", "days")}
        return entry | marks | {"balance": balance, "currency": currency, "open": item["amount"] if item else 0.0}

    def _originals(self, company, items):
        """What is open in other currencies than the company's."""
        sums = {}
        for item in items:
            if item["currency_id"] != company.currency_id.id:
                sums[item["currency_id"]] = sums.get(item["currency_id"], 0.0) + item["amount_currency"]
        currencies = self.env["res.currency"].browse(sums)
        return [(currency, currency.round(sums[currency.id])) for currency in currencies]

    # -- queries ---------------------------------------------------------------------------------------------------

    def _by_partner(self, query):
        found = {}
        for row in self.env.execute_query_dict(query):
            found.setdefault(row["partner_id"], []).append(row)
        return found

    def _from_sql(self, partners, company):
        """FROM and WHERE of the receivable items of the customers, aliases line, move, partner and journal."""
        return SQL(
            """
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
              JOIN account_move move ON move.id = line.move_id
              JOIN account_journal journal ON journal.id = line.journal_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.parent_state = 'posted' AND partner.commercial_partner_id = ANY(%(partners)s)
               AND line.company_id IN %(branches)s
            """,
            partners=list(partners.ids),
            branches=self._branches_sql(company),
        )

    def _columns_sql(self):
        """What an entry shows of its document. The kind of document is one of `_type_labels`."""
        return SQL(
            """
            line.id AS line_id, line.move_id, partner.commercial_partner_id AS partner_id, line.date,
            COALESCE(line.date_maturity, line.date) AS date_due, move.name, COALESCE(move.ref, '') AS reference,
            line.currency_id, line.balance::float AS total,
            CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
                 WHEN move.move_type = 'out_refund' THEN 'refund'
                 WHEN line.journal_id = company.currency_exchange_journal_id THEN 'exchange'
                 WHEN journal.type IN ('bank', 'cash', 'credit') THEN 'payment'
                 ELSE 'entry' END AS type
            """
        )

    def _entries_query(self, partners, company, date_from, last):
        """Movements of the days, amounts as booked."""
        return SQL(
            """
            SELECT %(columns)s, line.balance::float AS amount, line.amount_currency::float AS amount_currency
            %(source)s AND line.balance <> 0 AND %(days)s
             ORDER BY line.date, move.name, date_due, line.id
            """,
            columns=self._columns_sql(),
            source=self._from_sql(partners, company),
            days=SQL(" AND ").join(
                [
                    SQL("line.date >= %s", date_from) if date_from else SQL("TRUE"),
                    SQL("line.date <= %s", last) if last else SQL("TRUE"),
                ]
            ),
        )

    def _items_query(self, partners, company, day, last):
        """Items open on a day: what is booked less what was matched until then; what is disputed or promised now."""
        today = company._business_today()
        return SQL(
            """
            SELECT item.*, LEAST(GREATEST(item.amount, 0), COALESCE(dispute.amount, 0))::float AS disputed,
                   item.amount > 0 AND promise.id IS NOT NULL AS promised
              FROM (
                SELECT %(columns)s, %(day)s::date - COALESCE(line.date_maturity, line.date) AS days,
                       (line.balance - matched.debit + matched.credit)::float AS amount,
                       (line.amount_currency - matched.debit_currency + matched.credit_currency)::float AS amount_currency
                %(source)s
              ) item
              JOIN account_move_line line ON line.id = item.line_id
              JOIN res_partner partner ON partner.id = line.partner_id
              LEFT JOIN (%(disputed)s) dispute ON dispute.move_line_id = line.id
              LEFT JOIN LATERAL (%(promised)s) promise ON TRUE
             WHERE ROUND(item.amount::numeric, 6) <> 0
             ORDER BY item.date, item.name, item.date_due, item.line_id
            """,
            columns=self._columns_sql(),
            day=day,
            source=self._open_source_sql(partners, company, last),
            disputed=self.env["crm.credit.dispute"]._disputed_lines_query(
                SQL("partner.commercial_partner_id = ANY(%s)", list(partners.ids))
            ),
            promised=self.env["crm.credit.promise"]._covering_query(company, today),
        )

    def _open_source_sql(self, partners, company, last):
        """FROM and WHERE of the items that may have been open, with the alias `matched`: what was matched until the day."""
        source = self._from_sql(partners, company)
        return SQL(
            """
              FROM (SELECT line.*, company.currency_exchange_journal_id %(source)s
                       AND (line.reconciled IS NOT TRUE OR EXISTS (
                           SELECT FROM account_partial_reconcile later
                            WHERE line.id IN (later.debit_move_id, later.credit_move_id) AND later.max_date > %(last)s))
                       AND line.date <= %(last)s) line
              JOIN account_move move ON move.id = line.move_id
              JOIN account_journal journal ON journal.id = line.journal_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_partner partner ON partner.id = line.partner_id
             CROSS JOIN LATERAL (
                SELECT COALESCE(SUM(part.amount) FILTER (WHERE part.debit_move_id = line.id), 0) AS debit,
                       COALESCE(SUM(part.amount) FILTER (WHERE part.credit_move_id = line.id), 0) AS credit,
                       COALESCE(SUM(part.debit_amount_currency) FILTER (WHERE part.debit_move_id = line.id), 0)
                           AS debit_currency,
                       COALESCE(SUM(part.credit_amount_currency) FILTER (WHERE part.credit_move_id = line.id), 0)
                           AS credit_currency
                  FROM account_partial_reconcile part
                 WHERE (part.debit_move_id = line.id OR part.credit_move_id = line.id) AND part.max_date <= %(last)s
             ) matched
            """,
            source=source,
            last=last or SQL("'infinity'::date"),
        )

    def _openings(self, partners, company, date_from):
        """Balance before the first day, by id of the customer."""
        if not date_from:
            return {}
        query = SQL(
            "SELECT partner.commercial_partner_id, SUM(line.balance)::float %s AND line.date < %s GROUP BY 1",
            self._from_sql(partners, company),
            date_from,
        )
        return dict(self.env.execute_query(query))

    # -- words -----------------------------------------------------------------------------------------------------

    @api.model
    def _type_labels(self):
        """Name of each kind of document, in the language of the environment."""
        return {
            "invoice": self.env._("Invoice"),
            "refund": self.env._("Credit note"),
            "payment": self.env._("Payment"),
            "exchange": self.env._("Exchange difference"),
            "entry": self.env._("Entry"),
        }

    @api.model
    def _bucket_labels(self):
        """Name of each ageing bucket, in the language of the environment."""
        return {
            "current": self.env._("Not due"),
            "age_1_30": self.env._("1-30 days"),
            "age_31_60": self.env._("31-60 days"),
            "age_61_90": self.env._("61-90 days"),
            "age_91_180": self.env._("91-180 days"),
            "age_over_180": self.env._("Over 180 days"),
            "unallocated": self.env._("Not allocated"),
        }

    # -- people ----------------------------------------------------------------------------------------------------

    @api.model
    def _recipients(self, partners):
        """Who gets the mails, by id of the customer: the invoice contact with an address, else the customer itself."""
        contacts = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", partners.ids),
                ("email_normalized", "!=", False),
                "|",
                ("type", "=", "invoice"),
                ("id", "in", partners.ids),
            ],
            order="id",
        )
        ordered = contacts.sorted(lambda contact: (contact.type != "invoice", contact.id), reverse=True)
        return {contact.commercial_partner_id.id: contact for contact in ordered}

    @api.model
    def _addressees(self, partners):
        """The address on each statement and the language it is in, by id of the customer: recipient, lang."""
        recipients = self._recipients(partners)
        found = {}
        for partner in partners:
            contact = recipients.get(partner.id, partner)
            found[partner.id] = {"recipient": contact, "lang": contact.lang or partner.lang or self.env.lang}
        return found
