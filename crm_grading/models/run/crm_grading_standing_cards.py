from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arguments import check_one

SHOWN_RUNS = 8


class CrmGradingStanding(models.Model):
    """What the cards and lists of present grades show beside the grade."""

    _inherit = "crm.grading.standing"

    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    movement = fields.Integer(
        related="result_id.movement", help="Grades up in the last run of this customer; down is negative."
    )
    rank = fields.Integer(
        related="result_id.rank", aggregator=None, help="1 is the best of the peer group; none: not ranked, there are no points."
    )
    trend = fields.Json(
        compute="_compute_trend", help="The last published runs, oldest first: [last day of the period, points, grade code]."
    )
    is_company_scheme = fields.Boolean(
        string="Of the Company's Scheme",
        compute="_compute_is_company_scheme",
        search="_search_is_company_scheme",
        help="The grade is the one of the company's own scheme, the one that decides about its terms.",
    )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Customers without points come last, in whatever direction the others are sorted."""
        last = SQL("NULLS LAST") if field_name == "score" else nulls
        return super()._order_field_to_sql(alias, field_name, direction, last, query)

    @api.depends("partner_id", "scheme_id", "result_id")
    def _compute_trend(self):
        lines = {}
        if self.ids:
            for partner_id, scheme_id, *point in self.env.execute_query(self._trend_query()):
                lines.setdefault((partner_id, scheme_id), []).append(point)
        for standing in self:
            standing.trend = lines.get((standing.partner_id.id, standing.scheme_id.id), [])[-SHOWN_RUNS:]

    def _trend_query(self):
        """SQL of the published results of these customers in these schemes; who may see a standing may see how it came."""
        self.env["crm.grading.result"].flush_model(["run_id", "partner_id", "total", "final_grade_id"])
        self.env["crm.grading.run"].flush_model(["scheme_id", "date_to", "state"])
        return SQL(
            """
            SELECT result.partner_id, run.scheme_id, run.date_to::text, result.total::float8, grade.code
              FROM crm_grading_result result
              JOIN crm_grading_run run ON run.id = result.run_id
              LEFT JOIN crm_grading_grade grade ON grade.id = result.final_grade_id
             WHERE result.partner_id = ANY(%s) AND run.scheme_id = ANY(%s) AND run.state = 'published'
               AND result.status = 'rated'
             ORDER BY run.date_to
            """,
            self.partner_id.ids,
            self.scheme_id.ids,
        )

    @api.depends("scheme_id")
    @api.depends_context("company")
    def _compute_is_company_scheme(self):
        scheme = self.env.company._grading_scheme()
        for standing in self:
            standing.is_company_scheme = standing.scheme_id == scheme

    def _search_is_company_scheme(self, operator, value):
        if operator != "in":
            return NotImplemented
        own = Domain("scheme_id", "=", self.env.company._grading_scheme().id)
        return Domain.OR(own if choice else ~own for choice in value)

    def action_open_customer(self):
        """Open the form of the customer, where the grade is explained."""
        check_one(self)
        return self.partner_id._get_records_action()
