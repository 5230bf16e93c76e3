from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .crm_complaint_callback import WAITING

SOON = 3


class CrmCustomerView(models.AbstractModel):
    """Callbacks that are owed to a customer are something to do."""

    _inherit = "crm.customer.view"

    @api.model
    def _next_best_kinds(self):
        return super()._next_best_kinds() | {
            "callback": {"label": self.env._("Callback due: ask whether all is well"), "icon": "fa-phone"}
        }

    @api.model
    def _next_best_sources(self, scope):
        return super()._next_best_sources(scope) | {"callback": self._next_best_callback(scope)}

    @api.model
    def _next_best_callback(self, scope):
        return self._next_best_select(
            {
                "due": SQL("coalesce(callback.next_date, callback.due_date)"),
                "title": SQL("concat_ws(' · ', complaint.name, complaint.subject)"),
                "model": SQL("'crm.complaint.callback'"),
                "res_id": SQL("callback.id"),
            },
            SQL(
                """
                FROM crm_complaint_callback callback JOIN crm_complaint complaint ON complaint.id = callback.complaint_id
               WHERE complaint.partner_id = %s AND %s AND callback.state = ANY(%s)
                 AND callback.written_on IS NULL
                 AND coalesce(callback.next_date, callback.due_date) <= %s
                """,
                scope.customer.id,
                scope.chosen(SQL("complaint.company_id")),
                list(WAITING),
                scope.today + timedelta(days=SOON),
            ),
        )
