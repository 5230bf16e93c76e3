from odoo import fields, models


class CrmLead(models.Model):
    """Subscriptions that came of an opportunity."""

    _inherit = "crm.lead"

    telecom_subscription_count = fields.Integer(
        string="Subscriptions", compute="_compute_telecom_subscription_count", groups="base.group_user"
    )

    def _compute_telecom_subscription_count(self):
        subscriptions, counts = self.env["crm.telecom.subscription"], {}
        if subscriptions.has_access("read"):
            counts = dict(subscriptions._read_group([("opportunity_id", "in", self.ids)], ["opportunity_id"], ["__count"]))
        for lead in self:
            lead.telecom_subscription_count = counts.get(lead, 0)

    def action_open_telecom_subscriptions(self):
        """Open the subscriptions that came of the opportunity (button)."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_telecom_subscription_action")
        return action | {"domain": [("opportunity_id", "in", self.ids)], "context": {"create": False}}
