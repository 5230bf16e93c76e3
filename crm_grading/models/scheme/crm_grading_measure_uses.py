from odoo import fields, models

from ...tools.arguments import check_one


class CrmGradingMeasure(models.Model):
    """What a change of a measure touches, and what it gives now."""

    _inherit = "crm.grading.measure"

    dependent_ids = fields.Many2many("crm.grading.measure", string="Part of", compute="_compute_uses")
    use_count = fields.Integer(string="Indicators", compute="_compute_uses")
    impact = fields.Char(string="A Change Touches", compute="_compute_uses")

    def _compute_uses(self):
        for measure in self:
            measure.dependent_ids = measure._get_dependents() if measure.ids else False
            indicators = (measure | measure.dependent_ids).indicator_ids
            measure.use_count = len(indicators)
            measure.impact = indicators.scheme_id._get_impact()

    def action_view_indicators(self):
        """Open the indicators that are measured by this one, or by what is made of it."""
        check_one(self)
        return {
            "name": self.env._("Used by"),
            "type": "ir.actions.act_window",
            "res_model": "crm.grading.indicator",
            "views": [(False, "list"), (False, "form")],
            "domain": [("measure_id", "in", (self | self.dependent_ids).ids)],
        }

    def action_preview(self):
        """Open what this measure gives for some customers."""
        check_one(self)
        return self._get_preview_action({"default_measure_id": self.id})

    def _get_preview_action(self, context):
        return {
            "name": self.env._("Preview"),
            "type": "ir.actions.act_window",
            "res_model": "crm.grading.preview",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }
