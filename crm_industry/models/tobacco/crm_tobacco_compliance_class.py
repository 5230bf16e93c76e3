from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger


class CrmTobaccoComplianceClass(models.Model):
    """How well retailers keep to the law, by their points, and what that means for their grade. Shared by all companies.

    The bounds 91, 81 and 71 are published ones; what follows for the grade is a proposal.
    """

    _name = "crm.tobacco.compliance.class"
    _description = "Compliance Class"
    _order = "sequence, id"
    _rec_name = "code"

    code = fields.Char(string="Compliance Class", required=True)
    sequence = CheckedInteger(required=True, default=10, help="The best class first; of several that hold the last one counts.")
    min_score = CheckedFloat(string="From Points", required=True, aggregator=None)
    penalties = CheckedInteger(
        string="From Penalties",
        aggregator=None,
        help="So many penalties in twelve months lead here, whatever the points; 0: their number plays no part.",
    )
    effect = fields.Selection(
        [("none", "None"), ("at_most", "At most"), ("not_rated", "Not rated")],
        string="Effect on the Grade",
        required=True,
        default="none",
    )
    grade_code = fields.Char(string="Best Grade", help="The code of a grade of the scheme Tobacco 4V.")

    _code_uniq = models.UniqueIndex("(code)", "There is a class with this code.")
    _sequence_uniq = models.UniqueIndex("(sequence)", "Two classes can't stand at the same place.")
    _bounds = models.Constraint(
        "CHECK (min_score BETWEEN 0 AND 100 AND coalesce(penalties, 0) >= 0)", "Points are 0 to 100, penalties 0 or more."
    )
    _grade_given = models.Constraint(
        "CHECK (effect <> 'at_most' OR grade_code IS NOT NULL)", "Say which grade retailers of the class get at most."
    )
