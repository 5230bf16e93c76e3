from odoo import api, fields, models
from odoo.tools import SQL


class CrmCustomerView(models.AbstractModel):
    """Customers on the call list of a campaign are to be called before its window ends."""

    _inherit = "crm.customer.view"

    @api.model
    def _next_best_kinds(self):
        return super()._next_best_kinds() | {
            "campaign": {"label": self.env._("Call list of a campaign: call and note the answer"), "icon": "fa-bullhorn"}
        }

    @api.model
    def _next_best_sources(self, scope):
        return super()._next_best_sources(scope) | {"campaign": self._next_best_campaign(scope)}

    @api.model
    def _next_best_campaign(self, scope):
        # sudo: the title of a campaign is nobody's secret
        campaigns = self.env["utm.campaign"].sudo()
        now = fields.Datetime.now()
        return self._next_best_select(
            {
                "due": SQL("campaign.market_start + campaign.market_window_days - 1"),
                "title": campaigns._field_to_sql("campaign", "title"),
                "model": SQL("'crm.campaign.member'"),
                "res_id": SQL("member.id"),
            },
            SQL(
                """
                FROM crm_campaign_member member JOIN utm_campaign campaign ON campaign.id = member.campaign_id
               WHERE member.partner_id = %s AND %s AND member.arm = 'treated' AND member.contact_state = 'planned'
                 AND campaign.market_state = 'begun' AND campaign.market_way = 'list'
                 AND campaign.market_from <= %s AND campaign.market_until > %s
                """,
                scope.customer.id,
                scope.chosen(SQL("member.company_id")),
                now,
                now,
            ),
        )
