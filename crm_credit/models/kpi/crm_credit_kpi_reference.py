from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedSelection

from .kpi_ratios import RATIOS


class CrmCreditKpiReference(models.Model):
    """A line to compare a ratio with, and where it comes from. It says what somebody named once, not what is good."""

    _name = "crm.credit.kpi.reference"
    _description = "Reference Line of a Credit Ratio"
    _order = "ratio, value, id"

    name = fields.Char(string="Label", required=True, translate=True)
    ratio = CheckedSelection(selection="_ratios", required=True)
    value = fields.Float(digits=(16, 2), aggregator=None, required=True)
    value_to = fields.Float(string="Up To", digits=(16, 2), aggregator=None, help="Of a range; 0 is none.")
    origin = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", index=True, ondelete="cascade", help="Empty: for all companies.")
    active = fields.Boolean(default=True)

    @api.model
    def _ratios(self):
        labels = self.env["crm.credit.kpi"]._ratio_labels()
        return [(name, labels[name]) for name in RATIOS]

    @api.constrains("value", "value_to")
    def _check_range(self):
        for line in self:
            if line.value_to and line.value_to < line.value:
                raise ValidationError(self.env._("%(line)s ends before it begins.", line=line.name))
