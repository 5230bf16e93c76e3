from odoo import fields, models

from .light_many2one import LightMany2one


class CrmGradingResultDimension(models.Model):
    """Score 0..100 and grade of one dimension in a customer's result. Written by runs only."""

    _name = "crm.grading.result.dimension"
    _description = "Dimension of a Grading Result"
    _log_access = False
    _order = "result_id, id"
    _rec_name = "code"

    result_id = fields.Many2one("crm.grading.result", required=True, readonly=True, ondelete="cascade")
    dimension_id = LightMany2one("crm.grading.dimension", required=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    score = fields.Float(
        digits=(16, 4), readonly=True, aggregator="avg", help="0 to 100, weighted mean of the dimension's indicators."
    )
    grade_id = LightMany2one("crm.grading.grade", readonly=True, help="By the rank of the score in the peer group.")
    coverage = fields.Float(
        digits=(5, 2), readonly=True, aggregator="avg", help="Share of the dimension's weight with data, in percent."
    )

    _result_dimension_uniq = models.UniqueIndex(
        "(result_id, dimension_id)", "A result has one row for each dimension."
    )
