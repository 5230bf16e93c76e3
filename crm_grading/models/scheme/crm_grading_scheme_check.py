from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .customer_domain import check_customer_domain


class CrmGradingScheme(models.Model):
    """What a scheme must not be, and what it still lacks before customers can be graded by it."""

    _inherit = "crm.grading.scheme"

    problems = fields.Text(string="Missing", compute="_compute_problems")
    is_ready = fields.Boolean(string="Ready", compute="_compute_problems")

    @api.depends(
        "dimension_ids.indicator_ids.measure_id.active",
        "grade_ids.ratio",
        "grade_ids.min_score",
        "initial_grade_id",
        "split",
        "small_group",
    )
    def _compute_problems(self):
        for scheme in self:
            problems = scheme._get_problems()
            scheme.problems = "\n".join(problems)
            scheme.is_ready = not problems

    @api.constrains("domain")
    def _check_domain(self):
        for scheme in self:
            check_customer_domain(scheme, scheme.domain)

    @api.constrains("initial_grade_id")
    def _check_initial_grade(self):
        for scheme in self:
            if scheme.initial_grade_id and scheme.initial_grade_id.scheme_id != scheme:
                raise ValidationError(
                    self.env._("“%(scheme)s”: the grade of new customers must be one of its own.", scheme=scheme.name)
                )

    def write(self, vals):
        if "company_id" in vals:
            for scheme in self.filtered(lambda scheme: scheme.company_id.id != vals["company_id"])._with_runs():
                raise ValidationError(
                    self.env._(
                        "“%(scheme)s” has graded customers of %(company)s and stays there. Duplicate it for another company.",
                        scheme=scheme.name,
                        company=scheme.company_id.name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for scheme in self._with_runs():
            raise UserError(self.env._("“%(scheme)s” has runs and can't be deleted. Archive it instead.", scheme=scheme.name))

    def _with_runs(self):
        """Return those of the schemes that have a run, whoever may see it."""
        return self & self.env["crm.grading.run"].sudo().search([("scheme_id", "in", self.ids)]).scheme_id

    def _check_some_ratio(self):
        for scheme in self:
            if scheme.grade_ids and not any(scheme.grade_ids.mapped("ratio")):
                raise ValidationError(
                    self.env._("“%(scheme)s”: at least one grade needs a ratio above zero.", scheme=scheme.name)
                )

    def _check_ready(self):
        """Refuse to grade by a scheme that lacks something.

        :raise odoo.exceptions.UserError: listing all that is missing
        """
        for scheme in self:
            problems = scheme._get_problems()
            if problems:
                raise UserError(
                    self.env._(
                        "“%(scheme)s” is not ready:\n%(problems)s", scheme=scheme.name, problems="\n".join(problems)
                    )
                )

    def _get_problems(self):
        """Return what is missing as sentences; extend by super."""
        self.ensure_one()
        return [*self._get_dimension_problems(), *self._get_grade_problems()]

    def _get_dimension_problems(self):
        if not self.dimension_ids:
            yield self.env._("There is no dimension.")
        for dimension in self.dimension_ids:
            if not dimension.indicator_ids:
                yield self.env._("The dimension “%(dimension)s” has no indicator.", dimension=dimension.name)
        for indicator in self.dimension_ids.indicator_ids:
            if not indicator.measure_id.active:
                yield self.env._(
                    "The measure “%(measure)s” of the indicator “%(indicator)s” is archived.",
                    measure=indicator.measure_id.name,
                    indicator=indicator.name,
                )

    def _get_grade_problems(self):
        grades = self.grade_ids._in_order()
        if not any(grades.mapped("ratio")):
            yield self.env._("There is no grade with a ratio.")
        if not self.initial_grade_id and self.split != "bands":
            yield self.env._("New customers get no grade: choose theirs.")
        scores = grades.mapped("min_score")
        by_scores = "bands" in (self.split, self.small_group)
        if by_scores and any(better <= worse for better, worse in zip(scores, scores[1:], strict=False)):
            yield self.env._("Customers are graded by minimum scores, and these don't fall from the best grade to the worst.")
