from odoo import api, models
from odoo.tools import SQL


class CrmCustomerView(models.AbstractModel):
    """Agreements of a dealer that end and are not renewed are something to do."""

    _inherit = "crm.customer.view"

    @api.model
    def _next_best_kinds(self):
        return super()._next_best_kinds() | {
            "agreement": {"label": self.env._("Agreement ends: speak about the next one"), "icon": "fa-handshake-o"}
        }

    @api.model
    def _next_best_sources(self, scope):
        return super()._next_best_sources(scope) | {"agreement": self._next_best_agreement(scope)}

    @api.model
    def _next_best_agreement(self, scope):
        return self._next_best_select(
            {
                "due": SQL("agreement.date_to"),
                "title": SQL("agreement.name"),
                "model": SQL("'crm.dealer.agreement'"),
                "res_id": SQL("agreement.id"),
            },
            SQL(
                """
                FROM crm_dealer_agreement agreement
               WHERE agreement.dealer_id = %s AND agreement.company_id = %s AND agreement.state IN ('active', 'suspended')
                 AND agreement.date_to - coalesce(agreement.notice_days, 0) <= %s
                 AND NOT EXISTS (SELECT FROM crm_dealer_agreement following WHERE following.renewal_of_id = agreement.id
                                    AND following.approval_state NOT IN ('refused', 'cancelled'))
                """,
                scope.customer.id,
                scope.company.id,
                scope.today,
            ),
        )
