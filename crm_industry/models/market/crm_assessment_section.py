from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmAssessmentSection(models.Model):
    """A side of customer management that questions are about. Shared by all companies and by all versions of questions, so
    that years can be compared."""

    _name = "crm.assessment.section"
    _description = "Section of a Self-Assessment"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True, help="What the questions of this section look at.")
    question_ids = fields.One2many("crm.assessment.question", "section_id", string="Questions", readonly=True)
    active = fields.Boolean(default=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered("question_ids"):
            raise UserError(self.env._("“%(section)s” has questions: archive it instead.", section=used[0].name))
