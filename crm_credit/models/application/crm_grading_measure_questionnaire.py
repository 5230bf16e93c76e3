from odoo import fields, models
from odoo.fields import Domain


class CrmGradingMeasure(models.Model):
    """Which questionnaires credit is scored by: those of the schemes for credit. Record rules of scores look at it."""

    _inherit = "crm.grading.measure"

    credit_use = fields.Boolean(string="Credit Questionnaire", compute="_compute_credit_use", search="_search_credit_use")

    def _compute_credit_use(self):
        used = self._credit_questionnaires()
        for measure in self:
            measure.credit_use = measure._origin in used

    def _search_credit_use(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in" if True in value else "not in", self._credit_questionnaires().ids)

    def _credit_questionnaires(self):
        # sudo: what a scheme is made of need not be readable to know what it asks
        indicators = self.env["crm.grading.indicator"].sudo().search(
            [("scheme_id.purpose", "=", "credit"), ("measure_id.kind", "=", "manual")]
        )
        return indicators.measure_id.sudo(self.env.su)
