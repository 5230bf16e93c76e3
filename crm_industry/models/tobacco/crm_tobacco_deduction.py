from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class CrmTobaccoDeduction(models.Model):
    """An offence of retailers and what it costs. Shared by all companies; the shipped ones are proposals."""

    _name = "crm.tobacco.deduction"
    _description = "Deduction for an Offence"
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]

    code = fields.Char(required=True)
    name = fields.Char(string="Offence", required=True, translate=True)
    sequence = CheckedInteger(default=10)
    points = CheckedInteger(required=True, aggregator=None, help="Taken off the 100 points that a retailer begins with.")
    is_penalty = fields.Boolean(
        string="Counts as a Penalty", default=True, help="Several penalties lead to a worse class, whatever the points."
    )
    class_id = fields.Many2one(
        "crm.tobacco.compliance.class", string="Class at Most", ondelete="restrict", help="No better class for twelve months."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "There is a deduction with this code.")
    _points_range = models.Constraint("CHECK (points BETWEEN 0 AND 100)", "An offence costs 0 to 100 points.")
