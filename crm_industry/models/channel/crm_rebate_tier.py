from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat


class CrmRebateTier(models.Model):
    """From a threshold on, a rate. The threshold is an amount, a quantity, or growth in percent; see the rule."""

    _name = "crm.rebate.tier"
    _description = "Tier of a Rebate"
    _order = "rule_id, threshold, id"
    _rec_name = "threshold"

    rule_id = fields.Many2one("crm.rebate.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id")
    threshold = CheckedFloat(string="From", digits=(16, 4), required=True)
    rate = CheckedFloat(digits=(16, 6), required=True, help="Percent of amounts, or money for each unit of quantities.")

    _threshold_uniq = models.UniqueIndex("(rule_id, threshold)", "Two tiers of a rebate begin at the same threshold.")
    _in_range = models.Constraint(
        "CHECK (threshold >= 0 AND rate >= 0 AND rate <= 1000000)", "Thresholds and rates of rebates can't be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers.rule_id._refuse_used()
        return tiers

    def write(self, vals):
        self.rule_id._refuse_used()
        result = super().write(vals)
        self.rule_id._refuse_used()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.rule_id._refuse_used()
