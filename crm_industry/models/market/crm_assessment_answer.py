from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_assessment_template import INTENTION, REALITY


class CrmAssessmentAnswer(models.Model):
    """The answer to one question of an assessment: made with it, never added or deleted by hand."""

    _name = "crm.assessment.answer"
    _description = "Answer of a Self-Assessment"
    _inherit = ["crm.guarded.mixin"]
    _order = "assessment_id desc, section_sequence, sequence, id"
    _rec_name = "question_id"

    assessment_id = fields.Many2one("crm.assessment", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True, precompute=True)
    state = fields.Selection(related="assessment_id.state")
    question_id = fields.Many2one("crm.assessment.question", required=True, readonly=True, index=True, ondelete="restrict")
    help_text = fields.Text(related="question_id.help_text")
    section_id = fields.Many2one(related="question_id.section_id", store=True, index=True, precompute=True)
    section_sequence = fields.Integer(
        related="question_id.section_sequence", string="Place of the Section", store=True, precompute=True, aggregator=None
    )
    sequence = fields.Integer(related="question_id.sequence", store=True, precompute=True, aggregator=None)
    weight = fields.Float(related="question_id.weight", store=True, precompute=True, aggregator=None)
    intention = fields.Selection(INTENTION, help="What the company means to do.")
    reality = fields.Selection(REALITY, help="What is really done.")
    not_applicable = fields.Boolean(help="The question makes no sense for this company: it is left out of the score.")
    reason = fields.Text(string="Why Not Applicable")
    evidence = fields.Text(help="Where it can be seen: a document, a report, whom to ask.")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)
    note = fields.Text()
    answered = fields.Boolean(compute="_compute_score", store=True)
    scored = fields.Boolean(compute="_compute_score", store=True, help="Answered and applicable: it counts in the score.")
    score = fields.Float(
        string="Score (%)",
        compute="_compute_score",
        store=True,
        digits=(16, 4),
        aggregator=None,
        help="0 where it doesn't count.",
    )
    gap = fields.Boolean(compute="_compute_score", store=True, help="So little is done that it needs an action.")
    action_ids = fields.One2many("crm.assessment.action", "answer_id", string="Actions")

    _once = models.UniqueIndex("(assessment_id, question_id)", "A question is asked once in an assessment.")

    @api.depends("intention", "reality", "not_applicable")
    def _compute_score(self):
        for answer in self:
            template = answer.assessment_id.template_id
            complete = bool(answer.intention and answer.reality)
            answer.scored = complete and not answer.not_applicable
            answer.answered = complete or answer.not_applicable
            answer.gap = answer.scored and answer.reality <= template.gap_level
            share = template.intention_weight / 100
            answer.score = (
                round(25 * (share * int(answer.intention) + (1 - share) * int(answer.reality)), 4) if answer.scored else 0.0
            )

    @api.constrains("not_applicable", "reason")
    def _check_reason(self):
        for answer in self:
            if answer.not_applicable and not (answer.reason or "").strip():
                raise ValidationError(self.env._("“%(question)s” does not apply: say why.", question=answer.question_id.name))

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"assessment_id": False, "question_id": False}

    def write(self, vals):
        """Answer questions of assessments that are not finished.

        :raise UserError: the assessment is finished
        """
        if vals.keys() - {"action_ids"}:
            self.assessment_id._check_unfinished()
        return super().write(vals)

    def _mean(self, value):
        """Return the mean of a function of these answers by their weights, 0 where there are none."""
        weight = sum(self.mapped("weight"))
        return round(sum(answer.weight * value(answer) for answer in self) / weight, 4) if weight else 0.0

    def _lacks_evidence(self):
        """Return those of these answers that say that much is done and don't show it."""
        return self.filtered(
            lambda answer: (
                answer.scored
                and answer.assessment_id.template_id.evidence_level
                and answer.reality >= answer.assessment_id.template_id.evidence_level
                and not (answer.evidence or "").strip()
                and not answer.attachment_ids
            )
        )
