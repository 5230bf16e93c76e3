from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger
from odoo.addons.crm_grading.tools.ratios import ratio

from ...tools.proportion import wilson
from .crm_loyalty_survey import PLACES, RUNGS


class CrmLoyaltyRung(models.Model):
    """How many of those asked in a survey reached a rung of the ladder, or a higher one, and how sure that share is."""

    _name = "crm.loyalty.rung"
    _description = "Rung of the Loyalty Ladder"
    _inherit = ["crm.ratio.mixin", "crm.guarded.mixin"]
    _order = "date desc, survey_id desc, place"
    _rec_name = "rung"

    survey_id = fields.Many2one("crm.loyalty.survey", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="survey_id.company_id", store=True, index=True, precompute=True)
    date = fields.Date(related="survey_id.date", store=True, precompute=True)
    state = fields.Selection(related="survey_id.state", store=True, precompute=True)
    method = fields.Selection(related="survey_id.method")
    rung = fields.Selection(RUNGS, required=True, readonly=True)
    place = fields.Integer(compute="_compute_place", store=True, precompute=True, aggregator=None)
    given = CheckedInteger(string="Reached (Study)", aggregator=None, help="How many reached this rung or a higher one.")
    reached = fields.Integer(string="On this Rung or Higher", compute="_compute_reached", store=True)
    sample_size = fields.Integer(related="survey_id.sample_size", store=True, precompute=True, string="Sample")
    share = fields.Float(string="Share (%)", compute="_compute_ratios", digits=(16, 2))
    lower = fields.Float(
        string="At Least (%)",
        compute="_compute_bounds",
        digits=(16, 2),
        help="With 95 % confidence, were the sample drawn by lot.",
    )
    upper = fields.Float(string="At Most (%)", compute="_compute_bounds", digits=(16, 2), help="With 95 % confidence.")

    _once = models.UniqueIndex("(survey_id, rung)", "A survey has each rung once.")

    @api.model
    def _ratios(self):
        return super()._ratios() | {"share": ratio("reached", "sample_size")}

    @api.depends("rung")
    def _compute_place(self):
        for rung in self:
            rung.place = PLACES.get(rung.rung, 0)

    @api.depends("given", "place", "survey_id.method", "survey_id.answer_ids.place")
    def _compute_reached(self):
        counts = {}
        answers = self.env["crm.loyalty.answer"]._read_group(
            [("survey_id", "in", self.survey_id.ids)], ["survey_id", "place"], ["__count"]
        )
        for survey, place, count in answers:
            counts.setdefault(survey, {})[place] = count
        for rung in self:
            places = counts.get(rung.survey_id._origin, {})
            asked = sum(count for place, count in places.items() if place >= rung.place)
            rung.reached = rung.given if rung.survey_id.method == "sums" else asked

    @api.depends("reached", "sample_size")
    def _compute_bounds(self):
        for rung in self:
            rung.lower, rung.upper = wilson(rung.reached, rung.sample_size)

    @api.constrains("given")
    def _check_steps(self):
        """Whoever stands on a rung has climbed those below it."""
        for survey in self.survey_id.filtered(lambda each: each.method == "sums"):
            steps = [survey.given_size, *survey.rung_ids.sorted("place").mapped("given")]
            if any(above > below for below, above in zip(steps, steps[1:], strict=False)) or min(steps) < 0:
                raise ValidationError(
                    self.env._(
                        "“%(survey)s”: no more can reach a rung than the one below it, and than were asked (%(size)s).",
                        survey=survey.name,
                        size=survey.given_size,
                    )
                )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"survey_id": False, "rung": False}

    def write(self, vals):
        """:raise UserError: the survey is finished"""
        if "given" in vals:
            self.survey_id._check_unfinished()
        return super().write(vals)
