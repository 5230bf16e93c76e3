from odoo import api, models
from odoo.tools import SQL

from .crm_complaint import OVER


class CrmCustomerView(models.AbstractModel):
    """Complaints of a customer on its page: how many, how often, and which are open."""

    _inherit = "crm.customer.view"

    @api.model
    def _view_buttons(self, scope):
        buttons = super()._view_buttons(scope)
        if self.env["crm.complaint"].has_access("create"):
            buttons.append(
                {
                    "key": "complaint",
                    "label": self.env._("Take down a complaint"),
                    "icon": "fa-life-ring",
                    "model": "crm.complaint",
                    "context": {"default_partner_id": scope.customer.id},
                }
            )
        return buttons

    @api.model
    def _view_sources(self, scope):
        self.env["crm.complaint"].flush_model(["partner_id", "company_id", "state"])
        query = SQL(
            """
            SELECT count(*) AS number, count(*) FILTER (WHERE NOT state = ANY(%s)) AS open
              FROM crm_complaint WHERE partner_id = %s AND %s AND state <> 'withdrawn'
            """,
            list(OVER),
            scope.customer.id,
            scope.of_branches(SQL("company_id")),
        )
        return super()._view_sources(scope) | {"complaints": query}

    @api.model
    def _view_figures(self, scope, facts):
        [complaints] = facts["complaints"]
        figure = self._view_figure(
            "complaints",
            self.env._("Open complaints"),
            complaints["open"],
            "count",
            hint=self.env._("%(number)s in all", number=complaints["number"]),
            alert=bool(complaints["open"]),
            model="crm.complaint",
            domain=[["partner_id", "=", scope.customer.id]],
        )
        return [*super()._view_figures(scope, facts), figure]

    @api.model
    def _chart_series(self, scope):
        query = SQL(
            "SELECT %s, 1 FROM crm_complaint WHERE partner_id = %s AND %s AND state <> 'withdrawn'",
            scope.day(SQL("received_on")),
            scope.customer.id,
            scope.of_branches(SQL("company_id")),
        )
        complaints = {"label": self.env._("Complaints"), "unit": "count", "query": query}
        return super()._chart_series(scope) | {"complaints": complaints}

    @api.model
    def _next_best_kinds(self):
        return super()._next_best_kinds() | {
            "complaint": {"label": self.env._("Open complaint: see how it stands"), "icon": "fa-life-ring"}
        }

    @api.model
    def _next_best_sources(self, scope):
        return super()._next_best_sources(scope) | {"complaint": self._next_best_complaint(scope)}

    @api.model
    def _next_best_complaint(self, scope):
        return self._next_best_select(
            {
                "due": scope.day(SQL("complaint.received_on")),
                "title": SQL("concat_ws(' · ', complaint.name, complaint.subject)"),
                "model": SQL("'crm.complaint'"),
                "res_id": SQL("complaint.id"),
            },
            SQL(
                "FROM crm_complaint complaint WHERE complaint.partner_id = %s AND %s AND NOT complaint.state = ANY(%s)",
                scope.customer.id,
                scope.chosen(SQL("complaint.company_id")),
                list(OVER),
            ),
        )
