import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.import_cells import CellError
from odoo.addons.crm_grading.tools.import_columns import ImportColumn

from ...tools.moments import read_moment
from .crm_telecom_intake_mixin import LONGEST

# More minutes, megabytes, pieces or money than one record can be about.
MOST = 10**9
CONTENT = ("number", "start_time", "kind", "minutes", "megabytes", "quantity", "amount")


def _moment_text(text):
    """The cell as a text that PostgreSQL reads."""
    try:
        return read_moment(text).isoformat(sep=" ")
    except ValueError:
        raise CellError(text) from None


class CrmTelecomUsage(models.Model):
    """How usage comes in."""

    _inherit = "crm.telecom.usage"

    @api.model
    def _intake_columns(self):
        return [
            ImportColumn("external_id", self.env._("External ID"), required=True),
            ImportColumn(
                "number",
                self.env._("Number"),
                required=True,
                help=self.env._("The number that was used, or number or external ID of the subscription."),
            ),
            ImportColumn(
                "start",
                self.env._("Start"),
                required=True,
                convert=_moment_text,
                help=self.env._("Like 2026-03-31 14:05, in the time zone of the company unless a distance from UTC follows."),
            ),
            self._intake_choice("kind", self.env._("Kind"), required=True),
            ImportColumn("minutes", self.env._("Minutes"), type="number"),
            ImportColumn("megabytes", self.env._("MB"), type="number"),
            ImportColumn("quantity", self.env._("Count"), type="integer"),
            ImportColumn(
                "amount", self.env._("Amount"), type="number", help=self.env._("What it costs, in the currency of the account.")
            ),
            self._intake_choice("state", self.env._("State")),
        ]

    # -- which subscription it is --------------------------------------------------------------------------------------

    @api.model
    def _usage_subscription_query(self, company):
        """SQL query of what usage may name the subscriptions of a company by, and when: columns key (text), subscription_id,
        valid_from and valid_to (timestamps in UTC, empty without a limit, the end excluded) and priority (the least one decides
        where several fit). Extend by super: numbers are assigned for a time.
        """
        return self._usage_name_query(company)

    @api.model
    def _usage_name_query(self, company):
        """SQL query of the names of the subscriptions of a company, in the columns of `_usage_subscription_query`."""
        self.env["crm.telecom.subscription"].flush_model(["name", "external_id", "company_id"])
        return SQL(
            """
            SELECT name AS key, id AS subscription_id, NULL::timestamp AS valid_from, NULL::timestamp AS valid_to, 20 AS priority
              FROM crm_telecom_subscription WHERE company_id = %(company)s AND name <> '/'
             UNION ALL
            SELECT external_id, id, NULL, NULL, 30
              FROM crm_telecom_subscription WHERE company_id = %(company)s AND external_id <> ''
            """,
            company=company.id,
        )

    # -- pieces --------------------------------------------------------------------------------------------------------

    @api.model
    def _intake_work(self, stage, piece, order):
        content = SQL(", ").join(SQL.identifier("g", name) for name in (*CONTENT, "state"))
        return SQL(
            """
            SELECT g.*, t.id AS record_id, t.payload_hash AS old_hash, t.state AS old_state, t.amount AS old_amount,
                   %(error)s AS error
              FROM (
                -- OFFSET 0: worked out once, not wherever it is used
                SELECT g.*, encode(sha256(convert_to(ROW(%(content)s)::text, 'UTF8')), 'hex') AS hash
                  FROM (%(given)s) g OFFSET 0
              ) g
              LEFT JOIN LATERAL (
                -- OFFSET 0: each by the index. The planner doesn't know yet what the pieces before have written.
                SELECT * FROM crm_telecom_usage
                 WHERE company_id = %(company)s AND source = %(source)s AND external_id = g.external_id OFFSET 0
              ) t ON TRUE
            """,
            error=self._intake_usage_errors(),
            content=content,
            given=self._intake_given(stage, piece, order),
            company=order["company"].id,
            source=order["source"],
        )

    @api.model
    def _intake_given(self, stage, piece, order):
        """SQL: the rows of a piece in the units of the table, with the subscription that each is about, if there is one."""
        return SQL(
            """
            SELECT DISTINCT ON (s.row_number) s.row_number, 1 AS rows, s.external_id, s.number, s.start_time,
                   extract(hour FROM s.start_time AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::integer AS hour, s.kind,
                   round(coalesce(s.minutes, 0), 2) AS minutes, round(coalesce(s.megabytes, 0), 3) AS megabytes,
                   coalesce(s.quantity, 0) AS quantity, round(s.amount, 4) AS amount, s.state, k.subscription_id
              FROM (SELECT s.*, %(start)s AS start_time FROM %(stage)s s WHERE %(piece)s OFFSET 0) s
              LEFT JOIN (%(names)s) k
                     ON k.key = s.number AND (k.valid_from IS NULL OR k.valid_from <= s.start_time)
                    AND (k.valid_to IS NULL OR k.valid_to > s.start_time)
             ORDER BY s.row_number, k.priority
            """,
            zone=self._intake_zone(order["company"]),
            start=self._intake_start(order["company"]),
            stage=stage.table,
            piece=piece,
            names=self._usage_subscription_query(order["company"]),
        )

    @api.model
    def _intake_zone(self, company):
        return str(pytz.timezone(company.sudo().business_tz or "UTC"))

    @api.model
    def _intake_start(self, company):
        """SQL: the moment of a row in UTC."""
        return SQL(
            "CASE WHEN s.start ~ '[+-][0-9]{2}:[0-9]{2}$' THEN s.start::timestamptz AT TIME ZONE 'UTC'"
            " ELSE s.start::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC' END",
            self._intake_zone(company),
        )

    @api.model
    def _intake_usage_errors(self):
        amounts = SQL(
            "least(g.minutes, g.megabytes, g.quantity) < 0 OR greatest(g.minutes, g.megabytes, g.quantity, abs(g.amount)) > %s",
            MOST,
        )
        return self._intake_errors(
            (
                SQL("length(g.external_id) > %(most)s OR length(g.number) > %(most)s", most=LONGEST),
                self.env._("External IDs and numbers have %(count)s letters at most.", count=LONGEST),
                {},
            ),
            (
                # A sender's clock may be a little fast.
                SQL("g.start_time > %s", fields.Datetime.add(fields.Datetime.now(), hours=1)),
                self.env._("%(time)s lies in the future.", time="{time}"),
                {"time": SQL("g.start_time::text")},
            ),
            (amounts, self.env._("Minutes, MB and count are numbers from zero on, none is beyond all measure."), {}),
            (
                SQL("g.subscription_id IS NULL"),
                self.env._("No subscription was known by “%(number)s” at that time.", number="{number}"),
                {"number": SQL("g.number")},
            ),
            (
                SQL("t.state = 'billed' AND t.payload_hash <> g.hash"),
                self.env._("%(id)s is billed: its content stays.", id="{id}"),
                {"id": SQL("g.external_id")},
            ),
        )

    # -- writing -------------------------------------------------------------------------------------------------------

    @api.model
    def _intake_write(self, order):
        company = order["company"]
        written = {name: SQL.identifier("w", name) for name in (*CONTENT, "hour", "subscription_id")}
        written |= {
            "amount": SQL("coalesce(w.amount, 0)"),
            "peak": self._intake_peak(company),
            "payload_hash": SQL("w.hash"),
            "recorded_on": SQL("now() AT TIME ZONE 'UTC'"),
        }
        begin = SQL("coalesce(w.state, CASE WHEN w.amount IS NULL THEN 'guided' ELSE 'rated' END)")
        again = SQL(
            "coalesce(w.state, CASE WHEN w.amount IS NULL THEN 'guided'"
            " WHEN w.amount <> w.old_amount AND w.old_state IN ('rated', 'rerated') THEN 'rerated' ELSE 'rated' END)"
        )
        self._intake_revise(written | {"state": again}, (*CONTENT, "state", "subscription_id"), order)
        named = {
            "company_id": SQL("%s", company.id),
            "source": SQL("%s", order["source"]),
            "external_id": SQL("w.external_id"),
            "revision": SQL("1"),
        }
        self._intake_insert(written | {"state": begin} | named)

    @api.model
    def _intake_peak(self, company):
        """SQL: whether a row began in the peak hours of the company, which may go over midnight."""
        settings = company.sudo()
        first, end = settings.telecom_peak_from, settings.telecom_peak_to
        return SQL(
            "(w.hour >= %(first)s AND w.hour < %(end)s)" if first <= end else "(w.hour >= %(first)s OR w.hour < %(end)s)",
            first=first,
            end=end,
        )
