from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.ratios import ratio


class CrmAssessmentScore(models.Model):
    """Scores of self-assessments by section: a score is right in a row as in any group of rows."""

    _name = "crm.assessment.score"
    _inherit = ["crm.ratio.mixin"]
    _description = "Scores of Self-Assessments"
    _auto = False
    _order = "date desc, section_sequence, id"
    _rec_name = "section_id"
    _depends = {
        "crm.assessment": ["company_id", "date", "state", "template_id"],
        "crm.assessment.answer": [
            "assessment_id", "section_id", "section_sequence", "weight", "intention", "reality", "not_applicable", "answered",
            "scored", "score", "gap",
        ],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    assessment_id = fields.Many2one("crm.assessment", readonly=True)
    template_id = fields.Many2one("crm.assessment.template", string="Version of Questions", readonly=True)
    section_id = fields.Many2one("crm.assessment.section", readonly=True)
    section_sequence = fields.Integer(string="Place of the Section", readonly=True, aggregator=None)
    date = fields.Date(readonly=True)
    state = fields.Selection(selection="_selection_state", readonly=True)
    questions = fields.Integer(readonly=True)
    answered = fields.Integer(readonly=True)
    not_applicable = fields.Integer(readonly=True)
    gaps = fields.Integer(readonly=True)
    weight = fields.Float(readonly=True, help="Of the questions that count.")
    points = fields.Float(readonly=True, help="Weight × score.")
    intention_points = fields.Float(readonly=True)
    reality_points = fields.Float(readonly=True)
    score = fields.Float(string="Score (%)", compute="_compute_ratios", digits=(16, 2))
    intention_score = fields.Float(string="Intention (%)", compute="_compute_ratios", digits=(16, 2))
    reality_score = fields.Float(string="Reality (%)", compute="_compute_ratios", digits=(16, 2))

    @api.model
    def _selection_state(self):
        return self.env["crm.assessment"]._fields["state"]._description_selection(self.env)

    @api.model
    def _ratios(self):
        return super()._ratios() | {
            "score": ratio("points", "weight"),
            "intention_score": ratio("intention_points", "weight"),
            "reality_score": ratio("reality_points", "weight"),
        }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT min(a.id) AS id, e.company_id, e.id AS assessment_id, e.template_id, a.section_id, a.section_sequence, e.date,
                   e.state, count(*) AS questions, count(*) FILTER (WHERE a.answered) AS answered,
                   count(*) FILTER (WHERE a.not_applicable) AS not_applicable, count(*) FILTER (WHERE a.gap) AS gaps,
                   coalesce(sum(a.weight) FILTER (WHERE a.scored), 0) AS weight,
                   coalesce(sum(a.weight * a.score / 100) FILTER (WHERE a.scored), 0) AS points,
                   coalesce(sum(a.weight * a.intention::integer / 4.0) FILTER (WHERE a.scored), 0) AS intention_points,
                   coalesce(sum(a.weight * a.reality::integer / 4.0) FILTER (WHERE a.scored), 0) AS reality_points
              FROM crm_assessment_answer a JOIN crm_assessment e ON e.id = a.assessment_id
             GROUP BY e.id, a.section_id, a.section_sequence
            """
        )
