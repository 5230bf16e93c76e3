from odoo import api, models
from odoo.tools import SQL


class CrmCustomerTimeline(models.AbstractModel):
    """What a retailer has reported of demand and stock, where the trade is switched on."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _tobacco_shown(self):
        return self.env["res.groups"]._is_feature_enabled("crm_industry.group_trade_tobacco")

    @api.model
    def _timeline_kinds(self):
        kinds = super()._timeline_kinds()
        if not self._tobacco_shown():
            return kinds
        return kinds | {"tobacco_demand": {"label": self.env._("Demand Reports"), "icon": "fa-list-ol"}}

    @api.model
    def _timeline_sources(self, scope):
        sources = super()._timeline_sources(scope)
        if not self._tobacco_shown():
            return sources
        return sources | {"tobacco_demand": self._timeline_demand(scope)}

    @api.model
    def _timeline_demand(self, scope):
        """Reports of demand and stock, when they came first: week, how many goods, and how many of them have run out."""
        return self._timeline_select(
            {
                "time": SQL("demand.reported_on"),
                "key": SQL("demand.id"),
                "kind": SQL("'tobacco_demand'"),
                "model": SQL("'crm.tobacco.demand'"),
                "res_id": SQL("demand.id"),
                "title": SQL(
                    """concat(to_char(demand.week, 'IYYY-"W"IW'), ' · ', %s, ' ', counted.goods, ' · ', %s, ' ', counted.out)""",
                    self.env._("Goods"),
                    self.env._("Out of Stock"),
                ),
                "user_id": SQL("demand.reported_by"),
                "direction": SQL("'in'"),
            },
            SQL(
                """
                FROM crm_tobacco_demand demand
                JOIN crm_tobacco_retailer retailer ON retailer.id = demand.retailer_id
               CROSS JOIN LATERAL (SELECT count(*) AS goods, count(*) FILTER (WHERE line.is_out) AS out
                                     FROM crm_tobacco_demand_line line WHERE line.demand_id = demand.id) counted
               WHERE retailer.partner_id = %s AND demand.company_id = %s
                """,
                scope.customer.id,
                scope.company.id,
            ),
        )
