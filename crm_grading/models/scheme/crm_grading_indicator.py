from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.arguments import check_one
from ...tools.checked_fields import CheckedFloat, CheckedInteger

NORMALISATIONS = [
    ("percentile", "Percentile among peers"),
    ("min_max", "Between lowest and highest"),
    ("log_min_max", "Between lowest and highest, logarithmic"),
    ("z", "Distance from the mean"),
    ("robust_z", "Distance from the median"),
    ("bands", "Table of bands"),
    ("target", "Against a target"),
    ("identity", "Value is the score"),
]


class CrmGradingIndicator(models.Model):
    """A measure as it counts in a scheme: over which time, which way is good, and how it becomes a score of 0 to 100."""

    _name = "crm.grading.indicator"
    _description = "Grading Indicator"
    _inherit = "crm.grading.scheme.part"
    _order = "scheme_id, dimension_id, sequence, id"
    _check_company_auto = True

    dimension_id = fields.Many2one("crm.grading.dimension", required=True, ondelete="cascade", index=True)
    scheme_id = fields.Many2one(related="dimension_id.scheme_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    sequence = CheckedInteger(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    weight = CheckedFloat(digits=(16, 4), default=1.0, required=True, help="Its share inside the dimension is what counts.")
    share = fields.Float(string="Share (%)", compute="_compute_share", digits=(16, 2), help="Part of the dimension's score.")
    total_share = fields.Float(
        string="Of Total (%)", compute="_compute_share", digits=(16, 2), help="Most points it can add to the total of 100."
    )
    measure_id = fields.Many2one("crm.grading.measure", required=True, ondelete="restrict", check_company=True, index=True)
    measure_kind = fields.Selection(related="measure_id.kind")
    window = fields.Selection(
        [("period", "The period"), ("months", "Months to its end"), ("lifetime", "All time to its end")],
        required=True,
        default="period",
    )
    window_months = CheckedInteger(string="Months", default=12)
    direction = fields.Selection(
        [("up", "More is better"), ("down", "Less is better")], required=True, default="up"
    )
    normalisation = fields.Selection(NORMALISATIONS, string="Becomes a Score by", required=True, default="percentile")
    target = CheckedFloat(digits=(16, 4), help="The value that gives 100 points.")
    band_ids = fields.One2many("crm.grading.band", "indicator_id", string="Bands", copy=True)
    capped = fields.Boolean(string="Limit Values", help="Values beyond the limits count like the limits.")
    cap_low = CheckedFloat(string="Lowest", digits=(16, 4))
    cap_high = CheckedFloat(string="Highest", digits=(16, 4))
    nulls = fields.Selection(
        [
            ("zero", "0 points"),
            ("neutral", "50 points"),
            ("worst", "As the worst"),
            ("reweight", "Leave the indicator out"),
        ],
        string="Without a Value",
        required=True,
        default="reweight",
        help="A customer without a value: zero is a value, nothing known is not.",
    )

    _code_uniq = models.UniqueIndex("(scheme_id, code)", "The scheme has an indicator with this code already.")
    # NaN is larger than any number.
    _weight_positive = models.Constraint(
        "CHECK (weight > 0 AND weight < 1000000000000)", "The weight of an indicator must be more than zero."
    )

    _months_positive = models.Constraint(
        "CHECK (window_months BETWEEN 1 AND 1200)", "An indicator looks back at least one month, and at most 100 years."
    )

    @api.depends("weight", "dimension_id.indicator_ids.weight", "dimension_id.share")
    def _compute_share(self):
        for indicator in self:
            total = sum(indicator.dimension_id.indicator_ids.mapped("weight")) or indicator.weight
            indicator.share = total and 100 * indicator.weight / total
            indicator.total_share = indicator.share * indicator.dimension_id.share / 100

    @api.onchange("measure_id")
    def _onchange_measure_id(self):
        if self.measure_id and not self.name:
            self.name = self.measure_id.name

    @api.constrains("normalisation", "target")
    def _check_target(self):
        for indicator in self:
            if indicator.normalisation == "target" and indicator.target <= 0:
                raise ValidationError(
                    self.env._("Indicator “%(indicator)s”: the target must be more than zero.", indicator=indicator.name)
                )

    @api.constrains("normalisation", "band_ids")
    def _check_bands(self):
        for indicator in self:
            if indicator.normalisation == "bands" and len(indicator.band_ids.filtered("is_lowest")) != 1:
                raise ValidationError(
                    self.env._(
                        "Indicator “%(indicator)s”: its bands leave values without points. Mark the lowest one as “everything "
                        "below”.",
                        indicator=indicator.name,
                    )
                )

    @api.constrains("capped", "cap_low", "cap_high")
    def _check_limits(self):
        for indicator in self:
            if indicator.capped and indicator.cap_low >= indicator.cap_high:
                raise ValidationError(
                    self.env._(
                        "Indicator “%(indicator)s”: the lowest value must be below the highest.", indicator=indicator.name
                    )
                )

    def _frozen_config(self):
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "weight": self.weight,
            "measure": self.measure_id._frozen_config(),
            "window": self.window,
            "window_months": self.window_months if self.window == "months" else None,
            "direction": self.direction,
            "normalisation": self.normalisation,
            "target": self.target if self.normalisation == "target" else None,
            "bands": self.band_ids._frozen_bands() if self.normalisation == "bands" else [],
            "cap_low": self.cap_low if self.capped else None,
            "cap_high": self.cap_high if self.capped else None,
            "nulls": self.nulls,
        }

    def action_preview(self):
        """Open the raw values of this indicator for some customers."""
        check_one(self)
        return self.measure_id._get_preview_action(
            {
                "default_measure_id": self.measure_id.id,
                "default_indicator_id": self.id,
                "default_company_id": self.company_id.id,
                "default_period": self.scheme_id.period,
            }
        )
