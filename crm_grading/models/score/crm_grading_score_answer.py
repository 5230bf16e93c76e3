from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.checked_fields import CheckedFloat


class CrmGradingScoreAnswer(models.Model):
    """The points that a customer was given for one question; fixed as soon as the score is confirmed."""

    _name = "crm.grading.score.answer"
    _description = "Answer of a Questionnaire"
    _order = "score_id, sequence, id"
    _rec_name = "question_id"

    score_id = fields.Many2one("crm.grading.score", required=True, index=True, ondelete="cascade")
    question_id = fields.Many2one("crm.grading.question", required=True, ondelete="restrict")
    sequence = fields.Integer(related="question_id.sequence", store=True)
    points = CheckedFloat(digits=(16, 4))
    maximum = CheckedFloat(string="Most Points", digits=(16, 4), readonly=True, help="As it was when the score was given.")
    previous = fields.Float(string="Last Time", compute="_compute_previous", digits=(16, 4))
    note = fields.Char()

    _question_uniq = models.UniqueIndex("(score_id, question_id)", "Each question is answered once.")
    _points_range = models.Constraint(
        "CHECK (points >= 0 AND points <= maximum AND maximum < 1000000000000)",
        "The points of an answer lie between zero and the most points of the question.",
    )

    @api.depends("score_id.partner_id", "score_id.company_id", "score_id.date", "question_id")
    def _compute_previous(self):
        """The points of the newest confirmed score before this one; zero without."""
        for score, answers in self.grouped("score_id").items():
            given = score._previous_points()
            for answer in answers:
                answer.previous = given.get(answer.question_id._origin.id, 0.0)

    @api.model_create_multi
    def create(self, vals_list):
        """Create answers; the most points always come from the question."""
        questions = self.env["crm.grading.question"]
        answers = super().create([vals | {"maximum": questions.browse(vals.get("question_id")).points} for vals in vals_list])
        answers.score_id._check_draft()
        return answers

    def write(self, vals):
        self.score_id._check_draft()
        vals = {name: value for name, value in vals.items() if name != "maximum"}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self.score_id._check_draft()

    @api.constrains("question_id", "score_id")
    def _check_question(self):
        for answer in self:
            if answer.question_id.measure_id != answer.score_id.measure_id:
                raise ValidationError(
                    self.env._(
                        "The question %(question)s does not belong to %(measure)s.",
                        question=answer.question_id.name,
                        measure=answer.score_id.measure_id.name,
                    )
                )

    @api.constrains("points")
    def _check_points(self):
        for answer in self:
            if not 0 <= answer.points <= answer.maximum:
                raise ValidationError(
                    self.env._(
                        "%(question)s: give 0 to %(most)s points, not %(points)s.",
                        question=answer.question_id.name,
                        most=f"{answer.maximum:g}",
                        points=f"{answer.points:g}",
                    )
                )
