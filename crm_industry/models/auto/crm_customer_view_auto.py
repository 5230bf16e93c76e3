from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


class CrmCustomerView(models.AbstractModel):
    """Maintenance that is due and recalls of the customer's vehicles are something to do, where the trade is switched on."""

    _inherit = "crm.customer.view"

    @api.model
    def _next_best_kinds(self):
        return super()._next_best_kinds() | {
            "auto_recall": {"label": self.env._("Recall: have the vehicle come"), "icon": "fa-exclamation-triangle"},
            "auto_maintenance": {"label": self.env._("Maintenance due: offer an appointment"), "icon": "fa-wrench"},
        }

    @api.model
    def _next_best_sources(self, scope):
        sources = super()._next_best_sources(scope)
        if not self.env["crm.customer.timeline"]._auto_shown():
            return sources
        for model in ("crm.vehicle", "crm.recall", "crm.recall.vehicle"):
            self.env[model].flush_model()
        own = SQL("(%s) own", self.env["crm.vehicle.party"]._owners_query(scope.today))
        return sources | {
            "auto_recall": self._next_best_recall(scope, own),
            "auto_maintenance": self._next_best_maintenance(scope, own),
        }

    @api.model
    def _next_best_recall(self, scope, own):
        """What is open for the vehicles that the customer owns today.

        :param own: SQL of the owners of today, as ``own``
        """
        return self._next_best_select(
            {
                "due": SQL("recall.date"),
                "title": SQL("concat_ws(' · ', vehicle.vin, recall.number)"),
                "model": SQL("'crm.vehicle'"),
                "res_id": SQL("vehicle.id"),
            },
            SQL(
                """
                FROM crm_recall_vehicle line
                JOIN crm_recall recall ON recall.id = line.recall_id
                JOIN crm_vehicle vehicle ON vehicle.id = line.vehicle_id
                JOIN %s ON own.vehicle_id = vehicle.id
               WHERE line.state = 'open' AND own.customer_id = %s
                """,
                own,
                scope.customer.id,
            ),
        )

    @api.model
    def _next_best_maintenance(self, scope, own):
        """Vehicles whose maintenance is due within the days of the settings.

        :param own: SQL of the owners of today, as ``own``
        """
        # sudo: a setting
        days = scope.company.sudo().auto_maintenance_days
        return self._next_best_select(
            {
                "due": SQL("vehicle.maintenance_due_on"),
                "title": SQL("vehicle.vin"),
                "model": SQL("'crm.vehicle'"),
                "res_id": SQL("vehicle.id"),
            },
            SQL(
                "FROM crm_vehicle vehicle JOIN %s ON own.vehicle_id = vehicle.id"
                " WHERE own.customer_id = %s AND vehicle.active AND vehicle.maintenance_due_on <= %s",
                own,
                scope.customer.id,
                scope.today + timedelta(days=days),
            ),
        )
