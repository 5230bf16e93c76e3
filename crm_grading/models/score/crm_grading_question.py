from odoo import fields, models


class CrmGradingQuestion(models.Model):
    """A question of a questionnaire: the assessor gives 0 to ``points`` points."""

    _name = "crm.grading.question"
    _description = "Question of a Questionnaire"
    _order = "measure_id, sequence, id"

    measure_id = fields.Many2one(
        "crm.grading.measure", required=True, index=True, ondelete="cascade", domain="[('kind', '=', 'manual')]"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Question", required=True, translate=True)
    code = fields.Char(help="Name of the column in import files; empty: the question itself.")
    points = fields.Float(string="Most Points", required=True, default=20.0, digits=(16, 4))
    active = fields.Boolean(default=True)

    _points_positive = models.Constraint("CHECK (points > 0)", "The most points of a question must be more than zero.")
