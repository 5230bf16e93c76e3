from odoo import fields, models

from ...tools.checked_fields import CheckedFloat, CheckedInteger


class CrmGradingQuestion(models.Model):
    """A question of a questionnaire: the assessor gives 0 to ``points`` points."""

    _name = "crm.grading.question"
    _description = "Question of a Questionnaire"
    _order = "measure_id, sequence, id"

    measure_id = fields.Many2one(
        "crm.grading.measure", required=True, index=True, ondelete="cascade", domain="[('kind', '=', 'manual')]"
    )
    sequence = CheckedInteger(default=10)
    name = fields.Char(string="Question", required=True, translate=True)
    code = fields.Char(help="Name of the column in import files; empty: the question itself.")
    points = CheckedFloat(string="Most Points", required=True, default=20.0, digits=(16, 4))
    active = fields.Boolean(default=True)

    # NaN is larger than any number.
    _points_positive = models.Constraint(
        "CHECK (points > 0 AND points < 1000000000000)", "The most points of a question must be more than zero."
    )
