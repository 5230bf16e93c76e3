from odoo import api, models
from odoo.tools import SQL


class CrmCustomerTimeline(models.AbstractModel):
    """Repairs of a customer: when devices came in, were ready and went back."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _timeline_kinds(self):
        return super()._timeline_kinds() | {"repair": {"label": self.env._("Repairs"), "icon": "fa-wrench"}}

    @api.model
    def _timeline_statuses(self):
        return super()._timeline_statuses() | {"crm.complaint.repair": ("crm.complaint.repair", "state")}

    @api.model
    def _timeline_sources(self, scope):
        return super()._timeline_sources(scope) | {"repair": self._timeline_repairs(scope)}

    @api.model
    def _timeline_documents(self, scope):
        return super()._timeline_documents(scope) | {
            "crm.complaint.repair": SQL(
                """
                SELECT repair.id, concat_ws(' · ', complaint.name, repair.serial) AS name
                  FROM crm_complaint_repair repair JOIN crm_complaint complaint ON complaint.id = repair.complaint_id
                 WHERE repair.partner_id = %s AND %s
                """,
                scope.customer.id,
                scope.chosen(SQL("repair.company_id")),
            )
        }

    @api.model
    def _timeline_repairs(self, scope):
        self.env["crm.complaint.repair"].flush_model(
            ["partner_id", "company_id", "complaint_id", "serial", "user_id", "received_on", "repaired_on", "returned_on"]
        )
        return self._timeline_select(
            {
                "time": SQL("step.time"),
                "key": SQL("repair.id::bigint * 4 + step.number"),
                "kind": SQL("'repair'"),
                "model": SQL("'crm.complaint.repair'"),
                "res_id": SQL("repair.id"),
                "title": SQL("concat_ws(' · ', complaint.name, repair.serial)"),
                "status": SQL("step.state"),
                "user_id": SQL("repair.user_id"),
                "contact_id": SQL("complaint.contact_id"),
                "direction": SQL("CASE step.state WHEN 'received' THEN 'in' ELSE 'out' END"),
            },
            SQL(
                """
                FROM crm_complaint_repair repair
                JOIN crm_complaint complaint ON complaint.id = repair.complaint_id
               CROSS JOIN LATERAL (VALUES (1, 'received', repair.received_on), (2, 'repaired', repair.repaired_on),
                                          (3, 'returned', repair.returned_on)) step (number, state, time)
               WHERE repair.partner_id = %s AND %s AND step.time IS NOT NULL
                """,
                scope.customer.id,
                scope.chosen(SQL("repair.company_id")),
            ),
        )
