from odoo import api, fields, models
from odoo.tools import SQL

from ..service.crm_complaint_callback import SATISFIED_FROM


class CrmMoment(models.Model):
    """Moments of truth of the service: clocks of complaints and callbacks."""

    _inherit = "crm.moment"

    @api.model
    def _measures(self):
        clock, call = "_clock_values", "_callback_values"
        return super()._measures() | {
            "reply_on_time": {"label": self.env._("First answers in time (%)"), "unit": "percent", "source": clock},
            "resolution_on_time": {"label": self.env._("Solutions in time (%)"), "unit": "percent", "source": clock},
            "reply_hours": {
                "label": self.env._("Hours to the first answer"),
                "unit": "hours",
                "low": True,
                "source": clock,
            },
            "resolution_hours": {"label": self.env._("Hours to the solution"), "unit": "hours", "low": True, "source": clock},
            "callback_on_time": {"label": self.env._("Callbacks in time (%)"), "unit": "percent", "source": call},
            "callback_satisfied": {"label": self.env._("Satisfied when called back (%)"), "unit": "percent", "source": call},
        }

    def _clock_values(self, code):
        """Return SQL: when a deadline of a case was met or missed; when it was met after how many working hours."""
        kind, _underscore, what = code.partition("_")
        hours = what == "hours"
        now = fields.Datetime.now()
        return SQL(
            """
            SELECT %(time)s AS time, %(value)s AS value
              FROM crm_complaint_clock k JOIN crm_complaint c ON c.id = k.complaint_id
             WHERE k.kind = %(kind)s AND %(cases)s AND %(counts)s
            """,
            time=SQL("k.met_on") if hours else SQL("LEAST(k.met_on, k.deadline)"),
            value=SQL("k.used_hours") if hours else SQL("CASE WHEN k.met_on <= k.deadline THEN 100 ELSE 0 END"),
            kind=kind,
            cases=self._case_condition(),
            counts=SQL("k.met_on IS NOT NULL")
            if hours
            else SQL(
                "k.deadline IS NOT NULL AND (k.met_on IS NOT NULL OR k.deadline < COALESCE(k.stopped_on, %s::timestamp))", now
            ),
        )

    def _callback_values(self, code):
        """Return SQL: callbacks that were made or are overdue, on the day they were due; answers of customers."""
        if code == "callback_satisfied":
            return SQL(
                """
                SELECT b.answered_on AS time,
                       CASE WHEN b.received = 'yes' AND b.score >= %(satisfied)s THEN 100 ELSE 0 END AS value
                  FROM crm_complaint_callback b JOIN crm_complaint c ON c.id = b.complaint_id
                 WHERE b.kind = 'satisfaction' AND b.state = 'reached' AND %(cases)s
                """,
                satisfied=SATISFIED_FROM,
                cases=self._case_condition(),
            )
        # sudo: the figures of a company are for all who may read its moments of truth
        calls = self.env["crm.employee.service"].sudo()
        return SQL(
            """
            SELECT (e.date::timestamp AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC' AS time, 100 * e.calls_on_time AS value
              FROM (%(calls)s) e JOIN crm_complaint c ON c.id = e.complaint_id
             WHERE %(cases)s
            """,
            zone=self.company_id.business_tz or "UTC",
            calls=calls._calls_query(),
            cases=self._case_condition(),
        )
