from odoo import fields, models


class CrmGradingMeasure(models.Model):
    _inherit = "crm.grading.measure"

    question_ids = fields.One2many(
        "crm.grading.question",
        "measure_id",
        string="Questions",
        copy=True,
        help="The score is the sum of the points as a percentage of the most points. Without questions the assessor"
        " gives a score of 0 to 100.",
    )
