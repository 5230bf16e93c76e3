from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL


class CrmMoment(models.Model):
    """What was recorded, as figures of months in the company's time zone."""

    _inherit = "crm.moment"

    def _measure_months(self, count):
        """Bring the figures of the present month and those before it up to date.

        :param int count: number of months
        """
        self.ensure_one()
        self.env.flush_all()
        this_month = self.company_id._business_today().replace(day=1)
        first = this_month - relativedelta(months=count - 1)
        found = {month: (number, total) for month, number, total in self.env.execute_query(self._month_query(first))}
        # sudo: figures are written by code alone
        rows = {row.month: row for row in self.sudo().month_ids.filtered(lambda row: row.month >= first)}
        for month in [first + relativedelta(months=place) for place in range(count)]:
            number, total = found.get(month, (0, 0.0))
            values = {"number": number, "total": total}
            if month in rows:
                # The standard that held then stays, but for the month that is under way.
                rows[month]._guarded_write(values | ({"target": self.target} if month == this_month else {}))
            elif number:
                rows[month] = rows.get(month, self.sudo().month_ids.browse())._guarded_create(
                    [values | {"moment_id": self.id, "month": month, "target": self.target}]
                )

    def _month_query(self, first):
        """Return SQL: month, number, sum of the values since the first day of a month."""
        zone = self.company_id.business_tz or "UTC"
        return SQL(
            """
            SELECT date_trunc('month', v.time AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, count(*), sum(v.value)::float
              FROM (%(values)s) v
             WHERE v.time >= (%(first)s::timestamp AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC' AND v.value IS NOT NULL
             GROUP BY 1
            """,
            values=getattr(self, self._measures()[self.measure]["source"])(self.measure),
            zone=zone,
            first=first,
        )

    def _touchpoint_values(self, code):
        """Return SQL: time and value of the touchpoints that count: neither corrected nor withdrawn."""
        value = {
            "touch_positive": SQL("CASE WHEN t.result = 'positive' THEN 100 WHEN t.result IN ('neutral', 'negative') THEN 0 END"),
            "touch_reached": SQL("CASE WHEN t.result = 'unreached' THEN 0 WHEN t.result IS NOT NULL THEN 100 END"),
            "touch_minutes": SQL("NULLIF(t.duration, 0)"),
        }[code]
        return SQL(
            """
            SELECT t.time, %(value)s AS value
              FROM crm_touchpoint t
             WHERE t.company_id = %(company)s AND %(counts)s
               AND (%(channel)s IS NULL OR t.channel = %(channel)s) AND (%(direction)s IS NULL OR t.direction = %(direction)s)
            """,
            value=value,
            company=self.company_id.id,
            counts=self.env["crm.touchpoint"]._counting("t"),
            channel=self.touch_channel or None,
            direction=self.touch_direction or None,
        )

    def _rating_values(self, code):
        """Return SQL: time and value of the ratings that customers gave of cases."""
        value = SQL("r.rating") if code == "rating_score" else SQL("CASE WHEN r.rating >= 4 THEN 100 ELSE 0 END")
        return SQL(
            """
            SELECT r.write_date AS time, %(value)s AS value
              FROM rating_rating r JOIN crm_complaint c ON c.id = r.res_id
             WHERE r.res_model = 'crm.complaint' AND r.consumed AND r.rating > 0 AND %(cases)s
            """,
            value=value,
            cases=self._case_condition(),
        )

    def _case_condition(self):
        """Return SQL: the condition on the alias ``c`` of crm_complaint for the cases of this moment."""
        below = self.category_id and self.category_id.sudo().search([("id", "child_of", self.category_id.id)]).ids
        return SQL(
            "c.company_id = %s AND (%s::integer IS NULL OR c.type_id = %s) AND (%s OR c.category_id = ANY(%s))",
            self.company_id.id,
            self.type_id.id or None,
            self.type_id.id or None,
            not below,
            below or [0],
        )
