from odoo import api, fields, models

from ..tools.checked_fields import CheckedFloat, CheckedInteger


class CrmGradingWhatIfGrade(models.TransientModel):
    _name = "crm.grading.what.if.grade"
    _description = "Grade of a Scenario"

    what_if_id = fields.Many2one("crm.grading.what.if", required=True, readonly=True, index=True, ondelete="cascade")
    part_id = fields.Integer(readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    ratio = CheckedInteger(help="Part of the customers as a whole number.")
    share = fields.Float(string="Share (%)", compute="_compute_share", digits=(16, 1), help="Part of the rated customers.")
    min_score = CheckedFloat(
        string="Minimum Score", digits=(16, 4), help="Total from which the grade is given when a group is graded by scores."
    )

    @api.depends("ratio", "what_if_id.grade_ids.ratio")
    def _compute_share(self):
        for grade in self:
            total = sum(grade.what_if_id.grade_ids.mapped("ratio")) or grade.ratio
            grade.share = total and 100 * grade.ratio / total

    def _prepare_from(self, part):
        return {"part_id": part["id"]} | {key: part[key] for key in ("code", "name", "ratio", "min_score")}

    def _prepare_config(self):
        return {"ratio": self.ratio, "min_score": self.min_score}
