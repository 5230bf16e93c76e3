from odoo import models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTelecomSubscription(models.Model):
    """Figures of a subscription."""

    _inherit = "crm.telecom.subscription"

    def action_open_months(self):
        """Open what the subscription brought, used and was month by month (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_month_action")
        return action | {"domain": [("subscription_id", "=", self.id)], "context": {}}
