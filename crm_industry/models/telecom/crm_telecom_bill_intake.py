from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from .crm_telecom_intake_mixin import LONGEST

MOST = 10**12
# What all rows of a bill say alike, or leave empty.
HEADER = ("account", "name", "date", "date_due", "period_from", "period_to", "paid", "state")
DAYS = ("date", "date_due", "period_from", "period_to")
LINE_COLUMNS = ("line", "amount", "tax", "kind", "description", "subscription")
MOST_LINES = 1000
# What a bill comes to, with the charges that it has taken over.
GIVEN = SQL("(b.untaxed + b.taxed + coalesce(t.charged_untaxed + t.charged_tax, 0))")


class CrmTelecomBill(models.Model):
    """How bills come in: a row for each line, the bill itself in all of them or in the first."""

    _inherit = "crm.telecom.bill"

    _intake_unique = ("external_id", "line_key")

    @api.model
    def _intake_columns(self):
        number, day = {"type": "number"}, {"type": "date"}
        return [
            ImportColumn("external_id", self.env._("External ID"), required=True),
            ImportColumn("account", self.env._("Account"), help=self.env._("Its number, or its external ID.")),
            ImportColumn("name", self.env._("Bill Number"), help=self.env._("Empty: the external ID.")),
            ImportColumn("date", self.env._("Date"), **day),
            ImportColumn("date_due", self.env._("Due"), help=self.env._("Empty: the date of the bill."), **day),
            ImportColumn("period_from", self.env._("Period from"), **day),
            ImportColumn("period_to", self.env._("Period to"), **day),
            self._intake_choice("state", self.env._("State")),
            ImportColumn("paid", self.env._("Paid"), help=self.env._("What has been paid of the whole bill by now."), **number),
            ImportColumn(
                "line", self.env._("Line"), help=self.env._("Needed where a bill has several rows: each has another one.")
            ),
            ImportColumn("amount", self.env._("Amount"), help=self.env._("Before tax, of the line."), required=True, **number),
            ImportColumn("tax", self.env._("Tax"), help=self.env._("The amount of tax of the line."), **number),
            self._intake_choice("kind", self.env._("Kind of Charge"), "crm.telecom.bill.line"),
            ImportColumn("description", self.env._("Description")),
            ImportColumn("subscription", self.env._("Subscription"), help=self.env._("Its number, or its external ID.")),
        ]

    @api.model
    def _intake_types(self):
        return {"line_key": "text GENERATED ALWAYS AS (coalesce(line, '1')) STORED"}

    @api.model
    def _intake_rows(self, entry):
        """A row for each line of an entry."""
        [entry] = super()._intake_rows(entry)
        lines = entry.get("lines")
        if not lines:
            return [entry]
        if not isinstance(lines, list) or len(lines) > MOST_LINES or not all(isinstance(line, dict) for line in lines):
            raise UserError(self.env._("The lines of a bill are a list of %(count)s objects at most.", count=MOST_LINES))
        header = {name: entry.get(name) for name in ("external_id", *HEADER)}
        return [
            header | {"line": str(number)} | {name: line[name] for name in LINE_COLUMNS if name in line}
            for number, line in enumerate(lines, 1)
        ]

    # -- pieces --------------------------------------------------------------------------------------------------------

    @api.model
    def _intake_check(self, stage, company):
        result = super()._intake_check(stage, company)
        self.env.cr.execute(SQL("CREATE INDEX ON %s (external_id)", stage.table))
        # A bill without one of its lines would be another bill.
        sentence = self.env._("Row %(row)s of this bill is bad: none of it is taken.", row="{row}")
        stage.set(
            "error",
            SQL("replace(%s, '{row}', f.row_number::text)", sentence),
            SQL("(SELECT external_id, min(row_number) AS row_number FROM %s WHERE error IS NOT NULL GROUP BY 1) f", stage.table),
            SQL("s.external_id = f.external_id"),
        )
        return result

    @api.model
    def _intake_piece(self, stage, after):
        """All rows of a bill belong to one piece, wherever they stand in the file."""
        [(last,)] = self.env.execute_query(
            SQL(
                "SELECT max(external_id) FROM (SELECT external_id FROM %s WHERE external_id > %s ORDER BY 1 LIMIT %s) p",
                stage.table,
                after or "",
                self._intake_piece_rows,
            )
        )
        if last is None:
            return None
        return SQL("s.error IS NULL AND s.external_id > %s AND s.external_id <= %s", after or "", last), last

    @api.model
    def _intake_of_row(self):
        return SQL("s.external_id = w.external_id")

    @api.model
    def _intake_work(self, stage, piece, order):
        self.env["crm.telecom.account"].flush_model()
        return SQL(
            """
            SELECT b.*, a.id AS account_id, a.partner_id, a.payer_id, a.currency_id, a.state AS account_state,
                   t.id AS record_id, t.payload_hash AS old_hash, t.state AS old_state,
                   t.held_state AS old_held, coalesce(t.paid_registered, 0) AS registered, t.paid_reported AS old_reported,
                   t.sent_on AS old_sent, coalesce(t.charged_untaxed, 0) AS charged_untaxed,
                   coalesce(t.charged_tax, 0) AS charged_tax, %(error)s AS error
              FROM (
                -- OFFSET 0: worked out once, not wherever it is used
                SELECT b.*, encode(sha256(convert_to(ROW(%(header)s, lines_given)::text, 'UTF8')), 'hex') AS hash
                  FROM (%(bills)s) b OFFSET 0
              ) b
              LEFT JOIN LATERAL (
                SELECT %(account)s AS account_id OFFSET 0
              ) k ON TRUE
              LEFT JOIN crm_telecom_account a ON a.id = k.account_id
              LEFT JOIN res_currency c ON c.id = a.currency_id
              LEFT JOIN LATERAL (
                -- OFFSET 0: each by the index. The planner doesn't know yet what the pieces before have written.
                SELECT * FROM crm_telecom_bill
                 WHERE company_id = %(company)s AND source = %(source)s AND external_id = b.external_id OFFSET 0
              ) t ON TRUE
            """,
            error=self._intake_bill_errors(order["company"]),
            header=SQL(", ").join(SQL.identifier("b", name) for name in HEADER),
            bills=self._intake_bills(stage, piece, order),
            account=self._intake_account(order["company"], SQL("b.account")),
            company=order["company"].id,
            source=order["source"],
        )

    @api.model
    def _intake_bills(self, stage, piece, order):
        """SQL: one row for each bill of a piece, with its lines."""
        least = SQL(", ").join(SQL("min(%s) AS %s", SQL.identifier("s", name), SQL.identifier(name)) for name in HEADER)
        differ = SQL(" OR ").join(SQL("min(%(c)s) <> max(%(c)s)", c=SQL.identifier("s", name)) for name in HEADER)
        return SQL(
            """
            SELECT s.external_id, min(s.row_number) AS row_number, count(*) AS rows, %(least)s, (%(differ)s) AS differ,
                   sum(s.amount) AS untaxed, sum(coalesce(s.tax, 0)) AS taxed,
                   max(greatest(abs(s.amount), abs(s.tax))) AS largest,
                   max(greatest(scale(trim_scale(s.amount)), scale(trim_scale(s.tax)), scale(trim_scale(s.paid)))) AS places,
                   min(s.subscription) FILTER (WHERE s.subscription_id IS NULL) AS unknown,
                   jsonb_agg(jsonb_build_array(s.line, s.amount, s.tax, s.kind, s.description, s.subscription)
                             ORDER BY s.line_key) AS lines_given,
                   jsonb_agg(jsonb_build_array(s.line_key, s.amount, coalesce(s.tax, 0), coalesce(s.kind, 'other'),
                                               s.description, s.subscription_id)
                             ORDER BY s.row_number) AS lines
              FROM (
                SELECT DISTINCT ON (s.row_number) s.*, k.subscription_id FROM %(stage)s s
                  LEFT JOIN (%(names)s) k ON k.key = s.subscription
                 WHERE %(piece)s ORDER BY s.row_number, k.priority
              ) s
             GROUP BY s.external_id
            """,
            least=least,
            differ=differ,
            stage=stage.table,
            names=self.env["crm.telecom.usage"]._usage_name_query(order["company"]),
            piece=piece,
        )

    @api.model
    def _intake_bill_errors(self, company):
        return self._intake_errors(
            (
                SQL("length(b.external_id) > %(most)s OR length(b.name) > %(most)s", most=LONGEST),
                self.env._("External IDs and numbers have %(count)s letters at most.", count=LONGEST),
                {},
            ),
            (SQL("b.differ"), self.env._("The rows of this bill name different accounts, days, states or payments."), {}),
            (SQL("b.account IS NULL"), self.env._("The account is missing."), {}),
            (SQL("a.id IS NULL"), self.env._("No account is known by “%(name)s”.", name="{name}"), {"name": SQL("b.account")}),
            (SQL("b.date IS NULL"), self.env._("The date is missing."), {}),
            self._intake_odd_days(company, *(SQL.identifier("b", name) for name in DAYS)),
            (SQL("b.date_due < b.date"), self.env._("It is due before its date."), {}),
            (SQL("b.period_to < b.period_from"), self.env._("Its period ends before it begins."), {}),
            (
                SQL("b.unknown IS NOT NULL"),
                self.env._("No subscription is known by “%(name)s”.", name="{name}"),
                {"name": SQL("b.unknown")},
            ),
            (SQL("greatest(b.largest, abs(b.paid)) >= %s", MOST), self.env._("An amount is beyond all measure."), {}),
            (
                SQL("b.places > c.decimal_places"),
                self.env._("An amount has more decimals than the currency %(currency)s.", currency="{currency}"),
                {"currency": SQL("c.name")},
            ),
            (
                SQL("b.paid < 0 AND %(total)s >= 0 OR abs(b.paid) > abs(%(total)s)", total=GIVEN),
                self.env._("More has been paid than the bill comes to."),
                {},
            ),
            *self._intake_bill_refusals(),
        )

    @api.model
    def _intake_bill_refusals(self):
        """What stands against a revision: cases of `_intake_errors`. Extend by super."""
        changed = SQL("t.payload_hash <> b.hash")
        return [
            (
                SQL("t.state = 'settled' AND %s", changed),
                self.env._("The bill %(bill)s is settled: its content stays.", bill="{bill}"),
                {"bill": SQL("t.name")},
            ),
            (
                SQL("%s AND coalesce(t.paid_registered, 0) <> 0 AND t.account_id <> a.id", changed),
                self.env._("The bill %(bill)s has payments: its account stays.", bill="{bill}"),
                {"bill": SQL("t.name")},
            ),
            (
                SQL("%s AND abs(coalesce(t.paid_registered, 0) + coalesce(b.paid, t.paid_reported)) > abs(%s)", changed, GIVEN),
                self.env._("More has been paid of the bill %(bill)s than it would come to.", bill="{bill}"),
                {"bill": SQL("t.name")},
            ),
        ]
