from odoo import api, models
from odoo.tools import SQL


class CrmCustomerTimeline(models.AbstractModel):
    """Calls back to a customer."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _timeline_statuses(self):
        callbacks = {"crm.complaint.callback": ("crm.complaint.callback.attempt", "result")}
        return super()._timeline_statuses() | callbacks

    @api.model
    def _timeline_sources(self, scope):
        return super()._timeline_sources(scope) | {"callback": self._timeline_callbacks(scope)}

    @api.model
    def _timeline_callbacks(self, scope):
        return self._timeline_select(
            {
                "time": SQL("attempt.time"),
                "key": SQL("attempt.id"),
                "kind": SQL("'call'"),
                "model": SQL("'crm.complaint.callback'"),
                "res_id": SQL("attempt.callback_id"),
                "title": SQL("concat_ws(' · ', complaint.name, complaint.subject)"),
                "status": SQL("attempt.result"),
                "user_id": SQL("attempt.user_id"),
                "contact_id": SQL("complaint.contact_id"),
                "direction": SQL("'out'"),
            },
            SQL(
                """
                FROM crm_complaint complaint JOIN crm_complaint_callback_attempt attempt ON attempt.complaint_id = complaint.id
               WHERE complaint.partner_id = %s AND %s
                """,
                scope.customer.id,
                scope.chosen(SQL("complaint.company_id")),
            ),
        )
