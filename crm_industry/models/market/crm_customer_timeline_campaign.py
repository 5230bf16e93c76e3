from odoo import api, models
from odoo.tools import SQL


class CrmCustomerTimeline(models.AbstractModel):
    """When campaigns turned to a customer, and what it answered. Of the control group there is nothing to tell."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _timeline_kinds(self):
        return super()._timeline_kinds() | {"campaign": {"label": self.env._("Campaigns"), "icon": "fa-bullhorn"}}

    @api.model
    def _timeline_statuses(self):
        return super()._timeline_statuses() | {"crm.campaign.member": ("crm.campaign.member", "response")}

    @api.model
    def _timeline_sources(self, scope):
        return super()._timeline_sources(scope) | {"campaign": self._timeline_campaigns(scope)}

    @api.model
    def _timeline_campaigns(self, scope):
        # sudo: the title of a campaign is nobody's secret
        campaigns = self.env["utm.campaign"].sudo()
        return self._timeline_select(
            {
                "time": SQL("member.contacted_on"),
                "key": SQL("member.id"),
                "kind": SQL("'campaign'"),
                "model": SQL("'crm.campaign.member'"),
                "res_id": SQL("member.id"),
                "title": campaigns._field_to_sql("campaign", "title"),
                "status": SQL("member.response"),
                "user_id": SQL("member.contacted_by"),
                "direction": SQL("'out'"),
            },
            SQL(
                """
                FROM crm_campaign_member member JOIN utm_campaign campaign ON campaign.id = member.campaign_id
               WHERE member.partner_id = %s AND %s AND member.contact_state = 'contacted'
                """,
                scope.customer.id,
                scope.chosen(SQL("member.company_id")),
            ),
        )
