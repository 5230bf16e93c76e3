from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

from .managers import check_managers


class CrmAssessment(models.Model):
    """How good a company is at managing its customers, in its own judgement on one day.

    Each question has an intention and a reality of 0 to 4. A question scores 100 × (share of intention × intention + share of
    reality × reality) ÷ 4; sections and the whole are means of their questions by weight, without those that don't apply.
    A finished assessment stays as it is; the actions that came of it go on.
    """

    _name = "crm.assessment"
    _description = "Self-Assessment"
    _inherit = ["crm.finished.mixin", "mail.activity.mixin", "crm.owner.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, default=lambda self: self._default_name(), tracking=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    template_id = fields.Many2one(
        "crm.assessment.template",
        string="Questions",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('published_on', '!=', False)]",
        default=lambda self: self._default_template_id(),
    )
    date = CheckedDate(
        required=True, default=lambda self: self.env.company._business_today(), help="The judgement is of this day."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Led by",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    participants = fields.Text(help="Who took part, and how the answers were found.")
    state = fields.Selection([("draft", "Being Answered"), ("done", "Finished")])
    done_by = fields.Many2one("res.users", string="Finished by", readonly=True, copy=False, ondelete="restrict")
    answer_ids = fields.One2many("crm.assessment.answer", "assessment_id", string="Answers", copy=False)
    action_ids = fields.One2many("crm.assessment.action", "assessment_id", string="Actions", copy=False)
    answer_count = fields.Integer(string="Questions Asked", compute="_compute_counts", store=True)
    answered_count = fields.Integer(string="Answered", compute="_compute_counts", store=True)
    gap_count = fields.Integer(string="Gaps", compute="_compute_counts", store=True)
    score = fields.Float(
        string="Score (%)", compute="_compute_score", store=True, digits=(16, 2), aggregator=None, help="0 to 100."
    )
    intention_score = fields.Float(string="Intention (%)", compute="_compute_score", store=True, digits=(16, 2), aggregator=None)
    reality_score = fields.Float(string="Reality (%)", compute="_compute_score", store=True, digits=(16, 2), aggregator=None)
    previous_id = fields.Many2one("crm.assessment", string="Assessment before", compute="_compute_previous_id")
    change = fields.Float(
        string="Change (Points)", compute="_compute_previous_id", digits=(16, 2), help="Against the one before."
    )
    action_count = fields.Integer(compute="_compute_action_count")

    # -- defaults and computes -----------------------------------------------------------------------------------------

    @api.model
    def _default_name(self):
        return self.env._("Self-assessment %(year)s", year=self.env.company._business_today().year)

    @api.model
    def _default_template_id(self):
        return self.env["crm.assessment.template"].search(
            [("published_on", "!=", False)], order="published_on desc, id desc", limit=1
        )

    @api.depends("answer_ids.answered", "answer_ids.gap")
    def _compute_counts(self):
        for assessment in self:
            answers = assessment.answer_ids
            assessment.answer_count = len(answers)
            assessment.answered_count = len(answers.filtered("answered"))
            assessment.gap_count = len(answers.filtered("gap"))

    @api.depends("answer_ids.scored", "answer_ids.score", "answer_ids.weight", "answer_ids.intention", "answer_ids.reality")
    def _compute_score(self):
        for assessment in self:
            scored = assessment.answer_ids.filtered("scored")
            assessment.score = scored._mean(lambda answer: answer.score)
            assessment.intention_score = scored._mean(lambda answer: 25 * int(answer.intention))
            assessment.reality_score = scored._mean(lambda answer: 25 * int(answer.reality))

    @api.depends("company_id", "date", "score")
    def _compute_previous_id(self):
        done = self.search([("company_id", "in", self.company_id.ids), ("state", "=", "done")], order="date desc, id desc")
        for assessment in self:
            before = done.filtered(
                lambda each, one=assessment: (
                    each.company_id == one.company_id
                    and one.date
                    and (each.date, each.id) < (one.date, one._origin.id or each.id + 1)
                )
            )[:1]
            assessment.previous_id = before
            assessment.change = assessment.score - before.score if before else 0.0

    @api.depends("action_ids")
    def _compute_action_count(self):
        for assessment in self:
            assessment.action_count = len(assessment.action_ids)

    # -- who writes what -----------------------------------------------------------------------------------------------

    @api.model
    def _finished_fields(self):
        return super()._finished_fields() | {"template_id", "answer_ids", "name", "user_id", "participants"}

    @api.model
    def _unfinished_values(self):
        return super()._unfinished_values() | {"done_by": False}

    def _finished_values(self):
        return super()._finished_values() | {"done_by": self.env.uid}

    @api.model_create_multi
    def create(self, vals_list):
        """Begin assessments, with an empty answer for each question.

        :raise UserError: the questions are not published
        """
        assessments = super().create(vals_list)
        for assessment in assessments:
            if not assessment.template_id.published_on:
                raise UserError(self.env._("%(template)s is not published yet.", template=assessment.template_id.display_name))
        # sudo: answers come with the assessment, nobody adds or deletes any
        self.env["crm.assessment.answer"].sudo()._guarded_create(
            [
                {"assessment_id": assessment.id, "question_id": question.id}
                for assessment in assessments
                for question in assessment.template_id.question_ids
            ]
        )
        return assessments

    def write(self, vals):
        """Change assessments; finished ones hardly.

        :raise UserError: the questions would change, or a finished assessment
        """
        if "template_id" in vals and self.filtered(lambda each: each.template_id.id != vals["template_id"]):
            raise UserError(self.env._("An assessment keeps its questions: begin another one."))
        if "company_id" in vals and self.filtered(lambda each: each.company_id.id != vals["company_id"]):
            raise UserError(self.env._("An assessment stays with its company."))
        return super().write(vals)

    def _check_manager(self):
        check_managers(self, self.env._("Only sales, service and channel managers run self-assessments."))
