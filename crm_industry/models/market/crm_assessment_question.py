from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat


class CrmAssessmentQuestion(models.Model):
    """A question of one version, answered by what the company intends and what is really done."""

    _name = "crm.assessment.question"
    _description = "Question of a Self-Assessment"
    _inherit = ["crm.derived.mixin"]
    _order = "template_id, section_sequence, sequence, id"

    template_id = fields.Many2one(
        "crm.assessment.template", string="Version of Questions", required=True, index=True, ondelete="cascade"
    )
    section_id = fields.Many2one("crm.assessment.section", required=True, index=True, ondelete="restrict")
    section_sequence = fields.Integer(related="section_id.sequence", string="Place of the Section", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Question", required=True, translate=True)
    help_text = fields.Text(string="What to Look at", translate=True)
    weight = CheckedFloat(default=1.0, digits=(16, 2), aggregator=None, help="Among all questions.")

    _weight_positive = models.Constraint("CHECK (weight > 0 AND weight <= 1000)", "A weight is above 0 and at most 1,000.")

    @api.model_create_multi
    def create(self, vals_list):
        """Add questions to versions that are not published."""
        questions = super().create(vals_list)
        questions.template_id._check_unpublished()
        return questions

    def write(self, vals):
        """Change questions of versions that are not published; their order may change later."""
        if vals.keys() - {"sequence", "section_sequence"}:
            self.template_id._check_unpublished()
        result = super().write(vals)
        if "template_id" in vals:
            self.template_id._check_unpublished()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.template_id._check_unpublished()

    @api.constrains("section_id", "template_id")
    def _check_section(self):
        for question in self:
            if not question.section_id.active:
                raise ValidationError(self.env._("The section “%(section)s” is archived.", section=question.section_id.name))
