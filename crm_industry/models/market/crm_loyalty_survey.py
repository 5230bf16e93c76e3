from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger

from .managers import check_managers

RUNGS = [
    ("presence", "Presence: knows us"),
    ("relevance", "Relevance: we come into question"),
    ("performance", "Performance: we do well"),
    ("advantage", "Advantage: we do better than others"),
    ("bonding", "Bonding: prefers us"),
]
PLACES = {rung: place for place, (rung, _label) in enumerate(RUNGS, 1)}


class CrmLoyaltySurvey(models.Model):
    """A dated survey of how far customers are bound to the company: the loyalty ladder.

    Whoever stands on a rung has climbed those below it: the share at a rung counts all who reached it or more. The answers are
    asked or imported one by one, or a study gives their sums. A finished survey stays as it is.
    """

    _name = "crm.loyalty.survey"
    _description = "Loyalty Survey"
    _inherit = ["crm.finished.mixin", "crm.owner.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    date = CheckedDate(required=True, default=lambda self: self.env.company._business_today(), tracking=True)
    method = fields.Selection(
        [("answers", "Customers Asked or Imported"), ("sums", "Sums of a Study")],
        required=True,
        default="answers",
        help="Sums: somebody else asked, and only the number of those who reached each rung is known.",
    )
    population = fields.Text(string="Who Was Asked", help="And how they were chosen: the shares are true of these.")
    question = fields.Text(string="How They Were Asked")
    user_id = fields.Many2one(
        "res.users",
        string="Led by",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    given_size = CheckedInteger(string="Number Asked", aggregator=None, help="Sample size of the study.")
    sample_size = fields.Integer(compute="_compute_sample_size", store=True, help="How many answered.")
    answer_ids = fields.One2many("crm.loyalty.answer", "survey_id", string="Answers", copy=False)
    rung_ids = fields.One2many("crm.loyalty.rung", "survey_id", string="Ladder", copy=False)

    _size_positive = models.Constraint("CHECK (given_size >= 0)", "The number asked is not below 0.")

    @api.depends("method", "given_size", "answer_ids")
    def _compute_sample_size(self):
        counts = dict(self.env["crm.loyalty.answer"]._read_group([("survey_id", "in", self.ids)], ["survey_id"], ["__count"]))
        for survey in self:
            survey.sample_size = survey.given_size if survey.method == "sums" else counts.get(survey._origin, 0)

    @api.constrains("given_size", "method", "rung_ids")
    def _check_ladder(self):
        for survey in self.filtered(lambda each: each.method == "sums"):
            survey.rung_ids._check_steps()

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _finished_fields(self):
        return super()._finished_fields() | {"name", "method", "given_size", "answer_ids", "rung_ids"}

    @api.model_create_multi
    def create(self, vals_list):
        """Begin surveys, each with its five rungs."""
        surveys = super().create(vals_list)
        # sudo: rungs come with the survey, nobody adds or deletes any
        self.env["crm.loyalty.rung"].sudo()._guarded_create(
            [{"survey_id": survey.id, "rung": rung} for survey in surveys for rung in PLACES]
        )
        return surveys

    def write(self, vals):
        """:raise UserError: a finished survey would change, or one with answers its way"""
        if (vals.keys() & {"method", "company_id"}) and self.answer_ids:
            raise UserError(self.env._("“%(survey)s” has answers already.", survey=self.filtered("answer_ids")[0].name))
        return super().write(vals)

    def _check_complete(self):
        if not self.sample_size:
            raise UserError(self.env._("“%(survey)s”: nobody has answered yet.", survey=self.name))

    def _check_manager(self):
        check_managers(self, self.env._("Only sales, service and channel managers run loyalty surveys."))
