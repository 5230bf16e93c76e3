from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...tools.order_cycle import week_start


class CrmGradingMeasure(models.Model):
    """F4: how many of the reports of demand that were due came in time."""

    _inherit = "crm.grading.measure"

    @api.model
    def _tobacco_reporting_query(self, company, date_from, date_to):
        """Reports in time ÷ reports due, 0 to 1, of retailers that had to report in the period.

        A report is due in each week whose last day for reports lies in the period and has passed, from the week of the company's
        *Reports Since* and the week after the retailer's file was made on. Nothing is known while the company asks for none.
        """
        root = company.root_id
        weeks = self._reporting_weeks(root, date_from, date_to)
        if not weeks:
            return super()._tobacco_reporting_query(company, date_from, date_to)
        first, last = weeks
        company.env["crm.tobacco.demand"].sudo().flush_model()
        company.env["crm.tobacco.retailer"].sudo().flush_model()
        query = SQL(
            """
            SELECT retailer.partner_id, COALESCE(reported.number, 0)::numeric / ((%(last)s - retailer.since) / 7 + 1) AS value
              FROM (
                SELECT id, partner_id, GREATEST(%(first)s, date_trunc('week', create_date)::date + 7) AS since
                  FROM crm_tobacco_retailer WHERE company_id = %(company)s AND active
                   ) retailer
              LEFT JOIN (
                SELECT retailer_id, COUNT(*) AS number
                  FROM crm_tobacco_demand
                 WHERE company_id = %(company)s AND on_time AND week BETWEEN %(first)s AND %(last)s
                 GROUP BY retailer_id
                   ) reported ON reported.retailer_id = retailer.id
             WHERE retailer.since <= %(last)s
            """,
            company=root.id,
            first=first,
            last=last,
        )
        return query, None

    @api.model
    def _reporting_weeks(self, company, date_from, date_to):
        """Return the Mondays of the first and the last week whose reports were due in a period; None if there are none."""
        since, offset = company.tobacco_report_since, timedelta(days=int(company.tobacco_report_weekday))
        if not since:
            return None
        # The last day itself passes with its time: it counts from the day after.
        end = min(date_to, company._business_today() - timedelta(days=1))
        begin = max(date_from or since, since)
        first, last = week_start(begin), week_start(end)
        first += timedelta(days=7) if first + offset < begin else timedelta()
        last -= timedelta(days=7) if last + offset > end else timedelta()
        return (first, last) if first <= last else None
