from odoo import api, models
from odoo.tools import SQL

SOON = 7


class CrmCustomerView(models.AbstractModel):
    """A visit that is due is something to do."""

    _inherit = "crm.customer.view"

    @api.model
    def _next_best_kinds(self):
        return super()._next_best_kinds() | {"visit": {"label": self.env._("Visit due"), "icon": "fa-map-marker"}}

    @api.model
    def _next_best_sources(self, scope):
        return super()._next_best_sources(scope) | {"visit": self._next_best_visit(scope)}

    @api.model
    def _next_best_visit(self, scope):
        """The next planned one, within a week."""
        return self._next_best_select(
            {
                "due": SQL("visit.planned_date"),
                "model": SQL("'crm.visit'"),
                "res_id": SQL("visit.id"),
            },
            SQL(
                """
                FROM (SELECT id, planned_date FROM crm_visit
                       WHERE partner_id = %s AND company_id = %s AND state = 'planned' AND planned_date <= %s::date + %s
                       ORDER BY planned_date LIMIT 1) visit
                """,
                scope.customer.id,
                scope.company.id,
                scope.today,
                SOON,
            ),
        )
