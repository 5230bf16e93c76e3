from odoo import api, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class CrmGradingGrade(models.Model):
    """How often customers of a grade are visited and called."""

    _inherit = "crm.grading.grade"

    visit_count = CheckedInteger(string="Visits", help="In so many months; 0: none.")
    visit_calls = CheckedInteger(string="Calls", help="In so many months, instead of visits; 0: none.")
    visit_months = CheckedInteger(string="In Months", default=1, help="1: each month, 3: each quarter.")

    _visit_terms_in_range = models.Constraint(
        "CHECK (coalesce(visit_count, 0) BETWEEN 0 AND 31 AND coalesce(visit_calls, 0) BETWEEN 0 AND 31"
        " AND coalesce(visit_months, 1) BETWEEN 1 AND 12)",
        "Up to 31 visits and calls in 1 to 12 months.",
    )

    @api.model
    def _service_policy_fields(self):
        return [*super()._service_policy_fields(), "visit_count", "visit_calls", "visit_months"]
