from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerView(models.AbstractModel):
    """Commitments that end soon are something to do, where the trade is switched on."""

    _inherit = "crm.customer.view"

    @api.model
    def _next_best_kinds(self):
        return super()._next_best_kinds() | {
            "renewal": {"label": self.env._("Commitment ends: offer a renewal"), "icon": "fa-refresh"}
        }

    @api.model
    def _next_best_sources(self, scope):
        sources = super()._next_best_sources(scope)
        return sources | ({"renewal": self._next_best_renewal(scope)} if self._view_tells_telecom() else {})

    @api.model
    def _next_best_renewal(self, scope):
        """Subscriptions as `crm.telecom.subscription.commitment_ending` says."""
        # sudo: a setting
        days = scope.company.sudo().telecom_renewal_days
        return self._next_best_select(
            {
                "due": SQL("subscription.commitment_to"),
                "title": SQL("subscription.name"),
                "amount": SQL("subscription.monthly_fee"),
                "currency_id": SQL("account.currency_id"),
                "model": SQL("'crm.telecom.subscription'"),
                "res_id": SQL("subscription.id"),
            },
            SQL(
                """
                FROM crm_telecom_subscription subscription
                JOIN crm_telecom_account account ON account.id = subscription.account_id
               WHERE subscription.partner_id = %s AND %s AND subscription.state IN ('active', 'suspended')
                 AND subscription.commitment_to BETWEEN %s AND %s
                 AND NOT EXISTS (SELECT FROM crm_telecom_move move WHERE move.subscription_id = subscription.id
                                    AND move.kind = 'renewal' AND move.state = 'planned')
                """,
                scope.customer.id,
                scope.chosen(SQL("subscription.company_id")),
                scope.today,
                scope.today + timedelta(days=days),
            ),
        )
