from odoo import api, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger, CheckedSelection


class ResCompany(models.Model):
    _inherit = "res.company"

    auto_deposit_policy = CheckedSelection(
        "_selection_auto_deposit_policy",
        string="Vehicle without a Deposit",
        groups="base.group_user",
        default="warn",
        help="What happens when a vehicle is kept for an order whose deposit has not come.",
    )
    auto_deposit_percent = CheckedFloat(
        groups="base.group_user", string="Deposit for Vehicles (%)", default=10, help="Of the total of the order."
    )
    auto_aged_days = CheckedInteger(
        groups="base.group_user", string="Aged after Days", default=90, help="Days of a vehicle in stock. 0: never."
    )

    _auto_deposit_sensible = models.Constraint(
        "CHECK (auto_deposit_percent IS NULL OR auto_deposit_percent BETWEEN 0 AND 100)", "A deposit is from 0 to 100 %."
    )
    _auto_aged_sensible = models.Constraint(
        "CHECK (auto_aged_days IS NULL OR auto_aged_days BETWEEN 0 AND 10000)", "Vehicles age within 10,000 days."
    )

    @api.model
    def _selection_auto_deposit_policy(self):
        labels = {"off": self.env._("Don't ask"), "warn": self.env._("Warn"), "block": self.env._("Refuse")}
        return list(labels.items())
