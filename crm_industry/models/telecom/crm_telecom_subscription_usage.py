from odoo import models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTelecomSubscription(models.Model):
    """Usage of a subscription."""

    _inherit = "crm.telecom.subscription"

    def action_open_usage(self):
        """Open the consumption pattern of the subscription: hours and mix (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_usage_action_pattern")
        return action | {"domain": [("subscription_id", "=", self.id)], "context": {}}
