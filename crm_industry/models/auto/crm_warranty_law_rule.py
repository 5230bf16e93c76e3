from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger, CheckedSelection


class CrmWarrantyLawRule(models.Model):
    """When the law lets a customer ask for another vehicle or the money: when there is more of something than is put up with."""

    _name = "crm.warranty.law.rule"
    _description = "Case for Replacement or Refund"
    _order = "law_id, sequence, id"

    law_id = fields.Many2one("crm.warranty.law", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    counting = CheckedSelection("_selection_counting", string="What Is Counted", required=True)
    at_most = CheckedInteger(
        string="Put up with",
        required=True,
        aggregator=None,
        help="So many at most: one more is a case. At so many there is a warning.",
    )
    within_days = CheckedInteger(aggregator=None, help="From the beginning of the periods on. 0: in the period for replacement.")
    within_km = CheckedInteger(string="Within km", aggregator=None, help="0: in the period for replacement, or by days alone.")

    _numbers_positive = models.Constraint(
        "CHECK (at_most >= 0 AND within_days >= 0 AND within_km >= 0)", "Limits are not negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.law_id._recount()
        return rules

    def write(self, vals):
        laws = self.law_id
        result = super().write(vals)
        (laws | self.law_id)._recount()
        return result

    def unlink(self):
        laws = self.law_id
        result = super().unlink()
        laws._recount()
        return result

    @api.model
    def _selection_counting(self):
        """What rules count. Those of one fault are counted for each fault. Extend by super, with `_counting_conditions`."""
        labels = {
            "early_replacement": self.env._("Assemblies and main parts replaced"),
            "early_case": self.env._("Early failures"),
            "safety_repairs": self.env._("Repairs of safety faults"),
            "assembly_replaced": self.env._("Replacements of one assembly"),
            "main_part_replaced": self.env._("Replacements of one main part"),
            "same_fault": self.env._("Repairs of one fault"),
            "repair_days": self.env._("Days in repair"),
        }
        return list(labels.items())
