from odoo import api, models
from odoo.tools import SQL

SHOWN = ("received", "solved", "delivered", "closed", "reopened", "withdrawn")


class CrmCustomerTimeline(models.AbstractModel):
    """Complaints of a customer: when they came in, were solved, closed and opened again."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _timeline_kinds(self):
        return super()._timeline_kinds() | {"complaint": {"label": self.env._("Complaints"), "icon": "fa-life-ring"}}

    @api.model
    def _timeline_statuses(self):
        return super()._timeline_statuses() | {"crm.complaint": ("crm.complaint.event", "kind")}

    @api.model
    def _timeline_sources(self, scope):
        return super()._timeline_sources(scope) | {"complaint": self._timeline_complaints(scope)}

    @api.model
    def _timeline_documents(self, scope):
        return super()._timeline_documents(scope) | {
            "crm.complaint": SQL(
                "SELECT id, concat_ws(' · ', name, subject) AS name FROM crm_complaint WHERE partner_id = %s AND %s",
                scope.customer.id,
                scope.chosen(SQL("company_id")),
            )
        }

    @api.model
    def _timeline_complaints(self, scope):
        return self._timeline_select(
            {
                "time": SQL("event.time"),
                "key": SQL("event.id"),
                "kind": SQL("'complaint'"),
                "model": SQL("'crm.complaint'"),
                "res_id": SQL("complaint.id"),
                "title": SQL("concat_ws(' · ', complaint.name, complaint.subject)"),
                "status": SQL("event.kind"),
                "user_id": SQL("complaint.user_id"),
                "contact_id": SQL("complaint.contact_id"),
                "direction": SQL("CASE event.kind WHEN 'received' THEN 'in' WHEN 'reopened' THEN 'in' ELSE 'out' END"),
            },
            SQL(
                """
                FROM crm_complaint complaint JOIN crm_complaint_event event ON event.complaint_id = complaint.id
               WHERE complaint.partner_id = %s AND %s AND event.kind = ANY(%s)
                """,
                scope.customer.id,
                scope.chosen(SQL("complaint.company_id")),
                list(SHOWN),
            ),
        )
