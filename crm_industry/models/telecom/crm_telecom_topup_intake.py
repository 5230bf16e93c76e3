from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from .crm_telecom_intake_mixin import LONGEST, WORK

LARGEST = 10**12


class CrmTelecomTopup(models.Model):
    """How top-ups and charges come in: by files, by the API, and from the counter."""

    _inherit = "crm.telecom.topup"

    _intake_piece_rows = 1_000

    @api.model
    def record_topups(self, entries, source):
        """Record up to 5,000 top-ups and charges of prepaid accounts of the current company; the same one twice is recorded once.

        Made for Odoo's JSON-2 API with an API key. An entry is a dict: ``external_id``, ``account`` (its number or external ID)
        and ``amount`` (in the currency of the account; below zero for what was used) are needed; ``date`` (today by default),
        ``channel`` (see `_selection_channel`) and ``reference`` are not. A top-up on record stays. What was suspended as nothing
        was left is resumed by a top-up at once. Answer and errors as of `crm.telecom.usage.record_usage`.
        """
        return self._intake_entries(entries, source)

    @api.model
    def _intake_columns(self):
        day = self.env._("Empty: the day on which it is imported.")
        amount = self.env._("In the currency of the account; below zero: used.")
        return [
            ImportColumn("external_id", self.env._("External ID"), required=True),
            ImportColumn("account", self.env._("Account"), required=True, help=self.env._("Its number, or its external ID.")),
            ImportColumn("amount", self.env._("Amount"), type="number", required=True, help=amount),
            ImportColumn("date", self.env._("Date"), type="date", help=day),
            self._intake_choice("channel", self.env._("Channel")),
            ImportColumn("reference", self.env._("Reference")),
        ]

    @api.model
    def _intake_work(self, stage, piece, order):
        """What a row leaves out is, for a top-up on record, what is on record."""
        self.env["crm.telecom.account"].flush_model()
        return SQL(
            """
            SELECT q.*, %(error)s AS error FROM (
                SELECT s.row_number, 1 AS rows, s.external_id, s.account, s.amount, s.channel, s.reference,
                       coalesce(s.date, %(today)s) AS date, k.account_id, a.payment_mode, a.state, a.currency_id,
                       jsonb_build_array(k.account_id, s.amount, coalesce(s.date, t.date), coalesce(s.channel, t.channel),
                                         coalesce(s.reference, t.reference)) AS hash,
                       jsonb_build_array(t.account_id, t.amount, t.date, t.channel, t.reference) AS old_hash, t.id AS record_id
                  FROM %(stage)s s
                  LEFT JOIN LATERAL (SELECT %(account)s AS account_id OFFSET 0) k ON TRUE
                  LEFT JOIN crm_telecom_account a ON a.id = k.account_id
                  LEFT JOIN crm_telecom_topup t
                         ON t.company_id = %(company)s AND t.source = %(source)s AND t.external_id = s.external_id
                 WHERE %(piece)s
            ) q LEFT JOIN res_currency c ON c.id = q.currency_id
            """,
            error=self._intake_topup_errors(order["company"]),
            today=order["company"].sudo()._business_today(),
            account=self._intake_account(order["company"], SQL("s.account")),
            stage=stage.table,
            company=order["company"].id,
            source=order["source"],
            piece=piece,
        )

    @api.model
    def _intake_topup_errors(self, company):
        account = {"account": SQL("q.account")}
        return self._intake_errors(
            (
                SQL("length(q.external_id) > %s", LONGEST),
                self.env._("External IDs and numbers have %(count)s letters at most.", count=LONGEST),
                {},
            ),
            (SQL("q.account_id IS NULL"), self.env._("There is no account “%(account)s”.", account="{account}"), account),
            (
                SQL("q.record_id IS NOT NULL AND q.old_hash <> q.hash"),
                self.env._("The top-up %(id)s is on record with other content, which stays.", id="{id}"),
                {"id": SQL("q.external_id")},
            ),
            (
                SQL("q.record_id IS NULL AND (q.payment_mode <> 'prepaid' OR q.state = 'closed')"),
                self.env._("The account %(account)s is closed or not prepaid.", account="{account}"),
                account,
            ),
            self._intake_odd_days(company, SQL("q.date")),
            (SQL("q.amount = 0"), self.env._("It is about no money."), {}),
            (SQL("abs(q.amount) >= %s", LARGEST), self.env._("An amount is beyond all measure."), {}),
            (
                SQL("scale(trim_scale(q.amount)) > c.decimal_places"),
                self.env._("An amount has more decimals than the currency %(currency)s.", currency="{currency}"),
                {"currency": SQL("c.name")},
            ),
        )

    @api.model
    def _intake_write(self, order):
        rows = self.env.execute_query(SQL("SELECT DISTINCT account_id FROM %s WHERE status = 'new'", WORK))
        accounts = self.env["crm.telecom.account"].browse([account_id for (account_id,) in rows])
        accounts._lock_arrears()
        now, user = SQL("now() AT TIME ZONE 'UTC'"), SQL("%s", order["user"].id)
        names = ("external_id", "account_id", "date", "amount", "channel", "reference")
        self._intake_insert(
            {name: SQL.identifier("w", name) for name in names}
            | {
                "company_id": SQL("%s", order["company"].id),
                "source": SQL("%s", order["source"]),
                "create_uid": user,
                "create_date": now,
                "write_uid": user,
                "write_date": now,
            }
        )
        accounts.invalidate_recordset(["topup_ids"])
        accounts._sum_topups()
