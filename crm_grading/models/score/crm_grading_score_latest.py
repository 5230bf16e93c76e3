from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL


class CrmGradingScoreLatest(models.Model):
    _inherit = "crm.grading.score"

    @api.model
    def _latest_query(self, measure_id, company, date_to):
        """Return the query of the scores that hold at a day: partner_id (commercial partner) and value, one row a customer.

        The newest confirmed score of the company and its branches until ``date_to``; none when that one has expired by then
        (``validity_months`` of the measure). Flushes what it reads.

        :param measure_id: id of a measure of the kind manual
        :param company: res.company, one record
        :param date_to: date
        :rtype: SQL
        """
        self.flush_model()
        months = self.env["crm.grading.measure"].browse(measure_id).sudo().validity_months
        oldest = date_to - relativedelta(months=months) if months else None
        # sudo: which branches a company has is no secret of the query's reader
        companies = self.env["res.company"].sudo().search([("id", "child_of", company.id)])
        return SQL(
            """
            SELECT partner_id, score AS value FROM (
                SELECT DISTINCT ON (partner_id) partner_id, score, date
                FROM crm_grading_score
                WHERE measure_id = %(measure)s AND company_id = ANY(%(companies)s)
                  AND state = 'confirmed' AND date <= %(date_to)s
                ORDER BY partner_id, date DESC, id DESC
            ) newest WHERE %(oldest)s::date IS NULL OR date > %(oldest)s
            """,
            measure=measure_id,
            companies=companies.ids,
            date_to=date_to,
            oldest=oldest,
        )
