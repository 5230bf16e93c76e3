from odoo import api, fields, models
from odoo.tools import SQL

from .light_many2one import LightMany2one


class CrmGradingStanding(models.Model):
    """The grade a customer has now: one narrow row for each customer, company and scheme.

    Publishing a run writes them for all customers in one transaction; overrides and vetoes change single rows at once.
    An empty grade means: not rated.
    """

    _name = "crm.grading.standing"
    _description = "Current Grade of a Customer"
    _log_access = False
    _order = "id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    company_id = LightMany2one("res.company", required=True, readonly=True)
    scheme_id = fields.Many2one("crm.grading.scheme", required=True, readonly=True, ondelete="cascade")
    result_id = LightMany2one("crm.grading.result", readonly=True)
    grade_id = LightMany2one("crm.grading.grade", readonly=True, group_expand="_read_group_grades")
    score = fields.Float(digits=(16, 4), readonly=True, aggregator="avg", help="Points of the total, 0 to 100.")
    source = fields.Selection(
        [("run", "Run"), ("initial", "New Customer"), ("override", "Override"), ("veto", "Veto")],
        required=True,
        readonly=True,
    )
    date = fields.Date(readonly=True, help="The day the grade was published or set, in the company's time zone.")

    _partner_company_scheme_uniq = models.UniqueIndex(
        "(partner_id, company_id, scheme_id)", "A customer has one grade for each company and scheme."
    )
    _grade_idx = models.Index("(scheme_id, grade_id)")

    def _read_group_grades(self, grades, domain):
        """Show the empty grades of the schemes that are shown."""
        return grades.search([("scheme_id", "in", grades.scheme_id.ids)])

    @api.model
    def _source_sql(self, result):
        """Return the SQL of the source of a standing, by the row of its result with the alias ``result``."""
        return SQL(
            "CASE WHEN %(reason)s IN ('override', 'veto') THEN %(reason)s WHEN %(status)s = 'new' THEN 'initial' ELSE 'run' END",
            reason=SQL.identifier(result, "final_reason"),
            status=SQL.identifier(result, "status"),
        )
