from odoo import api, models
from odoo.tools import SQL


class CrmCustomerTimeline(models.AbstractModel):
    """Visits to a customer."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _timeline_statuses(self):
        return super()._timeline_statuses() | {"crm.visit": ("crm.visit", "state")}

    @api.model
    def _timeline_sources(self, scope):
        return super()._timeline_sources(scope) | {"visit": self._timeline_visits(scope)}

    @api.model
    def _timeline_visits(self, scope):
        """Those that took place."""
        return self._timeline_select(
            {
                "time": SQL("visit.checked_in_at"),
                "key": SQL("visit.id"),
                "kind": SQL("CASE visit.kind WHEN 'call' THEN 'call' ELSE 'visit' END"),
                "model": SQL("'crm.visit'"),
                "res_id": SQL("visit.id"),
                "title": SQL("NULL"),
                "status": SQL("visit.state"),
                "user_id": SQL("visit.user_id"),
                "direction": SQL("'out'"),
            },
            SQL(
                "FROM crm_visit visit WHERE %s AND visit.company_id = %s AND visit.checked_in_at IS NOT NULL",
                scope.theirs(SQL("visit.partner_id")),
                scope.company.id,
            ),
        )
