from odoo import api, models
from odoo.tools import SQL


class CrmCustomerView(models.AbstractModel):
    """A subscription that may be left soon is something to speak about, where the trade is switched on."""

    _inherit = "crm.customer.view"

    @api.model
    def _next_best_kinds(self):
        return super()._next_best_kinds() | {
            "telecom_churn": {"label": self.env._("High churn risk: speak with the customer"), "icon": "fa-sign-out"}
        }

    @api.model
    def _next_best_sources(self, scope):
        sources = super()._next_best_sources(scope)
        return sources | ({"telecom_churn": self._next_best_telecom_churn(scope)} if self._view_tells_telecom() else {})

    @api.model
    def _next_best_telecom_churn(self, scope):
        """Subscriptions with a high risk, since the day on which it became so."""
        return self._next_best_select(
            {
                "due": SQL("score.since"),
                "title": SQL("subscription.name"),
                "amount": SQL("score.value"),
                "currency_id": SQL("company.currency_id"),
                "model": SQL("'crm.telecom.churn.score'"),
                "res_id": SQL("score.id"),
            },
            SQL(
                """
                FROM crm_telecom_churn_score score JOIN crm_telecom_subscription subscription
                  ON subscription.id = score.subscription_id
                JOIN res_company company ON company.id = score.company_id
               WHERE score.partner_id = %s AND %s AND score.band = 'high'
                """,
                scope.customer.id,
                scope.chosen(SQL("score.company_id")),
            ),
        )
