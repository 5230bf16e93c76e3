from odoo import api, fields, models
from odoo.tools import SQL

SUMS = (
    "open_part", "closed_part", "reopened_part", "unreachable_part", "late_part", "replied_part", "replied_hours", "solved_part",
    "solved_hours", "deadlines", "kept", "scores", "score_sum", "calls", "calls_on_time",
)  # fmt: skip


class CrmComplaintAnalysis(models.Model):
    """The query: what each complaint comes to, split over its products."""

    _inherit = "crm.complaint.analysis"

    _depends = {
        "crm.complaint": [
            "category_id", "cause_id", "channel", "closed_as", "company_id", "grade_id", "partner_id", "received_on", "round",
            "state", "type_id", "user_id",
        ],
        "crm.complaint.line": ["complaint_id", "product_id"],
        "crm.complaint.clock": [
            "complaint_id", "deadline", "kind", "met_on", "round", "stopped_on", "used_hours",
        ],
        "crm.complaint.callback": [
            "answered_on", "cancelled_on", "complaint_id", "due_date", "first_called_on", "kind", "score", "state",
        ],
        "crm.complaint.resolution": ["amount", "approval_state", "complaint_id", "dropped_cost", "type_id"],
        "crm.complaint.resolution.line": ["resolution_id"],
        "crm.complaint.resolution.type": ["kind"],
        "crm.complaint.cause": ["area"],
        "stock.move": [
            "complaint_line_id", "is_in", "is_out", "origin_returned_move_id", "picking_id", "product_id", "scrap_id", "state",
            "value",
        ],
        "account.move": ["amount_untaxed_signed", "complaint_resolution_id", "state"],
        "res.company": ["business_tz"],
    }  # fmt: skip

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT complaint.id::bigint * 4096 + COALESCE(goods.position, 0) AS id, complaint.id AS complaint_id,
                   (complaint.received_on AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(company.business_tz, 'UTC'))::date AS date,
                   complaint.company_id, %(currency)s AS currency_id, complaint.partner_id, goods.product_id, complaint.type_id,
                   complaint.category_id, complaint.cause_id, cause.area AS cause_area, complaint.user_id, complaint.grade_id,
                   complaint.channel, complaint.state, complaint.closed_as, COALESCE(goods.part, 1) AS part, %(sums)s,
                   fact.cost * COALESCE(goods.part, 1) * account_currency_table.rate AS cost
              FROM crm_complaint complaint
              JOIN res_company company ON company.id = complaint.company_id
              JOIN %(currencies)s ON account_currency_table.company_id = complaint.company_id
              JOIN (%(facts)s) fact ON fact.id = complaint.id
              LEFT JOIN crm_complaint_cause cause ON cause.id = complaint.cause_id
              LEFT JOIN (%(goods)s) goods ON goods.complaint_id = complaint.id
            """,
            currency=self.env.company.currency_id.id,
            sums=SQL(", ").join(
                SQL("fact.%(name)s * COALESCE(goods.part, 1) AS %(name)s", name=SQL.identifier(name)) for name in SUMS
            ),
            currencies=self.env["res.currency"]._get_simple_currency_table(self.env.companies),
            facts=self._facts_query(),
            goods=self._goods_query(),
        )

    @api.model
    def _goods_query(self):
        """The products of each complaint with their equal parts."""
        return SQL(
            """
            SELECT complaint_id, product_id, 1.0 / COUNT(*) OVER (PARTITION BY complaint_id) AS part,
                   ROW_NUMBER() OVER (PARTITION BY complaint_id ORDER BY product_id) AS position
              FROM (SELECT DISTINCT complaint_id, product_id FROM crm_complaint_line) line
            """
        )

    @api.model
    def _facts_query(self):
        """What each complaint comes to as a whole."""
        return SQL(
            """
            SELECT complaint.id,
                   (complaint.state NOT IN ('closed', 'withdrawn'))::integer AS open_part,
                   (complaint.state = 'closed')::integer AS closed_part,
                   (complaint.round > 1)::integer AS reopened_part,
                   (complaint.closed_as IS NOT DISTINCT FROM 'unreachable')::integer AS unreachable_part,
                   COALESCE(clock.late, 0) AS late_part, COALESCE(clock.replied_part, 0) AS replied_part,
                   COALESCE(clock.replied_hours, 0) AS replied_hours, COALESCE(clock.solved_part, 0) AS solved_part,
                   CASE WHEN clock.solved_part = 1 THEN clock.solved_hours ELSE 0 END AS solved_hours,
                   COALESCE(clock.deadlines, 0) AS deadlines, COALESCE(clock.kept, 0) AS kept,
                   COALESCE(callback.scores, 0) AS scores, COALESCE(callback.score_sum, 0) AS score_sum,
                   COALESCE(callback.calls, 0) AS calls, COALESCE(callback.calls_on_time, 0) AS calls_on_time,
                   COALESCE(resolution.cost, 0) AS cost
              FROM crm_complaint complaint
              LEFT JOIN (%(clocks)s) clock ON clock.complaint_id = complaint.id
              LEFT JOIN (%(callbacks)s) callback ON callback.complaint_id = complaint.id
              LEFT JOIN (%(costs)s) resolution ON resolution.complaint_id = complaint.id
            """,
            clocks=self._clock_query(),
            callbacks=self._callback_query(),
            costs=self._cost_query(),
        )

    @api.model
    def _clock_query(self):
        """Hours and deadlines; a deadline is missed from the moment on when it is over."""
        return SQL(
            """
            SELECT complaint_id, MAX(missed) AS late,
                   MAX((kind = 'reply' AND met_on IS NOT NULL)::integer) AS replied_part,
                   SUM(CASE WHEN kind = 'reply' AND met_on IS NOT NULL THEN used_hours ELSE 0 END) AS replied_hours,
                   MIN(CASE WHEN kind = 'resolution' THEN (met_on IS NOT NULL)::integer END) AS solved_part,
                   SUM(CASE WHEN kind = 'resolution' THEN used_hours ELSE 0 END) AS solved_hours,
                   SUM(GREATEST(missed, (deadline IS NOT NULL AND met_on IS NOT NULL)::integer)) AS deadlines,
                   SUM((deadline IS NOT NULL AND met_on IS NOT NULL)::integer * (1 - missed)) AS kept
              FROM (
                  SELECT *, (deadline IS NOT NULL AND deadline < COALESCE(met_on, stopped_on, %s))::integer AS missed
                    FROM crm_complaint_clock
              ) clock
             GROUP BY complaint_id
            """,
            fields.Datetime.now(),
        )

    @api.model
    def _callback_query(self):
        """Scores, and callbacks that were tried in time, as for the employees who made them."""
        calls = self.env["crm.employee.service"]
        return SQL(
            """
            SELECT callback.complaint_id, COUNT(*) FILTER (WHERE callback.score > 0) AS scores, SUM(callback.score) AS score_sum,
                   COUNT(*) FILTER (WHERE %(due)s) AS calls, COUNT(*) FILTER (WHERE %(on_time)s) AS calls_on_time
              FROM crm_complaint_callback callback
              JOIN res_company company ON company.id = callback.company_id
             GROUP BY callback.complaint_id
            """,
            due=calls._call_due(),
            on_time=calls._called_on_time(),
        )
