from odoo import api, models
from odoo.tools import SQL


class CrmCustomerView(models.AbstractModel):
    """An access that comparable customers have is something to offer, where the trade is switched on."""

    _inherit = "crm.customer.view"

    @api.model
    def _next_best_kinds(self):
        return super()._next_best_kinds() | {
            "telecom_cross_sell": {"label": self.env._("Comparable customers have it: offer it"), "icon": "fa-signal"}
        }

    @api.model
    def _next_best_sources(self, scope):
        sources = super()._next_best_sources(scope)
        return sources | ({"telecom_cross_sell": self._next_best_telecom_cross_sell(scope)} if self._view_tells_telecom() else {})

    @api.model
    def _next_best_telecom_cross_sell(self, scope):
        """What the customer as a whole misses."""
        return self._next_best_select(
            {
                "title": SQL("coalesce(%s, gap.item)", self._offering_name()),
                "amount": SQL("offering.monthly_fee"),
                "currency_id": SQL("offering.currency_id"),
                "model": SQL("'crm.telecom.cross.sell'"),
                "res_id": SQL("gap.id"),
            },
            SQL(
                """
                FROM crm_telecom_cross_sell gap LEFT JOIN crm_telecom_offering offering ON offering.id = gap.offering_id
               WHERE gap.partner_id = %s AND %s AND gap.level = 'customer'
                """,
                scope.customer.id,
                scope.chosen(SQL("gap.company_id")),
            ),
        )

    @api.model
    def _offering_name(self):
        return SQL("coalesce(offering.name ->> %s, offering.name ->> 'en_US')", self.env.lang or "en_US")
