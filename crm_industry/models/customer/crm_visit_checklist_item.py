from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger


class CrmVisitChecklistItem(models.Model):
    """One thing to look at on a visit."""

    _name = "crm.visit.checklist.item"
    _inherit = ["crm.derived.mixin"]
    _description = "Item of a Visit Checklist"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one("crm.visit.checklist", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="checklist_id.company_id", store=True, precompute=True)
    sequence = CheckedInteger(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("yes_no", "Yes or no"), ("score", "0 to 20"), ("number", "Number"), ("text", "Text")], required=True, default="yes_no"
    )
    required = fields.Boolean(default=True)
    photo_needed = fields.Boolean()
    weight = CheckedFloat(default=1.0, aggregator=None, help="How much it counts in the score of the visit.")
    least = CheckedInteger(string="At Least", aggregator=None, help="Fewer of the 20 points are a deviation; 0: never.")
    reported = fields.Boolean(
        string="Report Deviations", help="A no, or too few points, is passed on to those who look after it."
    )
    measure_id = fields.Many2one(
        "crm.grading.measure",
        string="Questionnaire",
        ondelete="restrict",
        domain="[('kind', '=', 'manual')]",
        help="What is answered becomes a score of the customer in this questionnaire.",
    )
    question_id = fields.Many2one(
        "crm.grading.question",
        ondelete="restrict",
        domain="[('measure_id', '=', measure_id)]",
        help="Of a questionnaire with several questions, the one that is answered here.",
    )

    _bounds = models.Constraint(
        "CHECK (weight > 0 AND coalesce(least, 0) BETWEEN 0 AND 20)", "Weights are above 0, points 0 to 20."
    )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_draft()
        return items

    def write(self, vals):
        """Change drafts.

        :raise UserError: the checklist is or was in use
        """
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_draft()

    def _check_draft(self):
        for checklist in self.checklist_id.filtered(lambda checklist: checklist.state != "draft"):
            raise UserError(
                self.env._("%(checklist)s is in use and stays as it is: make a new version.", checklist=checklist.display_name)
            )
