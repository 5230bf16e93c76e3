from odoo import api, models
from odoo.tools import SQL


class CrmCustomerTimeline(models.AbstractModel):
    """Visits of the customer's vehicles to the workshop, vehicles that came, went and were taken in, and their insurances,
    where the trade is switched on."""

    _inherit = "crm.customer.timeline"

    @api.model
    def _auto_shown(self):
        return self.env["res.groups"]._is_feature_enabled("crm_industry.group_trade_auto")

    @api.model
    def _timeline_kinds(self):
        kinds = super()._timeline_kinds()
        if not self._auto_shown():
            return kinds
        return kinds | {
            "auto_job": {"label": self.env._("Workshop"), "icon": "fa-wrench"},
            "auto_owner": {"label": self.env._("Vehicles"), "icon": "fa-car"},
            "auto_policy": {"label": self.env._("Insurance and Inspection"), "icon": "fa-shield"},
            "auto_trade_in": {"label": self.env._("Trade-ins"), "icon": "fa-exchange"},
        }

    @api.model
    def _timeline_statuses(self):
        return super()._timeline_statuses() | {
            "crm.service.job": ("crm.service.job", "state"),
            "crm.vehicle": ("crm.vehicle.party", "role"),
            "crm.vehicle.policy": ("crm.vehicle.policy", "kind"),
            "crm.trade.in": ("crm.trade.in", "state"),
        }

    @api.model
    def _timeline_sources(self, scope):
        sources = super()._timeline_sources(scope)
        if not self._auto_shown():
            return sources
        return sources | {
            "auto_job": self._timeline_jobs(scope),
            "auto_owner": self._timeline_owners(scope),
            "auto_policy": self._timeline_policies(scope),
            "auto_trade_in": self._timeline_trade_ins(scope),
        }

    @api.model
    def _timeline_jobs(self, scope):
        """Jobs that the customer ordered, in the chosen companies: received and delivered."""
        self.env["crm.service.job"].flush_model()
        self.env["crm.vehicle"].flush_model(["vin"])
        return self._timeline_select(
            {
                "time": SQL("step.time"),
                "key": SQL("job.id::bigint * 2 + step.number"),
                "kind": SQL("'auto_job'"),
                "model": SQL("'crm.service.job'"),
                "res_id": SQL("job.id"),
                "title": SQL("concat_ws(' · ', job.name, vehicle.vin)"),
                "status": SQL("step.state"),
                "user_id": SQL("job.user_id"),
                "direction": SQL("CASE step.number WHEN 0 THEN 'in' ELSE 'out' END"),
            },
            SQL(
                """
                FROM crm_service_job job
                JOIN res_partner partner ON partner.id = job.partner_id
                JOIN crm_vehicle vehicle ON vehicle.id = job.vehicle_id
               CROSS JOIN LATERAL (VALUES (0, 'received', job.received_on), (1, 'delivered', job.delivered_on))
                          step (number, state, time)
               WHERE partner.commercial_partner_id = %s AND %s AND step.time IS NOT NULL
                """,
                scope.customer.id,
                scope.chosen(SQL("job.company_id")),
            ),
        )

    @api.model
    def _timeline_owners(self, scope):
        """Vehicles that the customer has to do with, since when; vehicles belong to no company."""
        self.env["crm.vehicle.party"].flush_model()
        self.env["crm.vehicle"].flush_model(["vin"])
        return self._timeline_select(
            {
                "time": scope.midnight(SQL("party.date_from")),
                "whole_day": SQL("TRUE"),
                "key": SQL("party.id::bigint"),
                "kind": SQL("'auto_owner'"),
                "model": SQL("'crm.vehicle'"),
                "res_id": SQL("party.vehicle_id"),
                "title": SQL("vehicle.vin"),
                "status": SQL("party.role"),
                "user_id": SQL("party.create_uid"),
            },
            SQL(
                """
                FROM crm_vehicle_party party JOIN crm_vehicle vehicle ON vehicle.id = party.vehicle_id
               WHERE party.customer_id = %s
                """,
                scope.customer.id,
            ),
        )

    @api.model
    def _timeline_policies(self, scope):
        """Insurances, registrations and inspections of the customer that count, since when, in the chosen companies."""
        self.env["crm.vehicle.policy"].flush_model()
        self.env["crm.vehicle"].flush_model(["vin"])
        return self._timeline_select(
            {
                "time": scope.midnight(SQL("policy.valid_from")),
                "whole_day": SQL("TRUE"),
                "key": SQL("policy.id::bigint"),
                "kind": SQL("'auto_policy'"),
                "model": SQL("'crm.vehicle.policy'"),
                "res_id": SQL("policy.id"),
                "title": SQL("concat_ws(' · ', policy.number, vehicle.vin)"),
                "status": SQL("policy.kind"),
                "user_id": SQL("policy.user_id"),
            },
            SQL(
                """
                FROM crm_vehicle_policy policy
                JOIN res_partner partner ON partner.id = policy.partner_id
                JOIN crm_vehicle vehicle ON vehicle.id = policy.vehicle_id
               WHERE partner.commercial_partner_id = %s AND %s AND policy.state = 'issued'
                """,
                scope.customer.id,
                scope.chosen(SQL("policy.company_id")),
            ),
        )

    @api.model
    def _timeline_trade_ins(self, scope):
        """Steps of the trade-ins of the customer, in the chosen companies."""
        self.env["crm.trade.in"].flush_model()
        self.env["crm.trade.in.event"].flush_model()
        self.env["crm.vehicle"].flush_model(["vin"])
        return self._timeline_select(
            {
                "time": SQL("step.create_date"),
                "key": SQL("step.id::bigint"),
                "kind": SQL("'auto_trade_in'"),
                "model": SQL("'crm.trade.in'"),
                "res_id": SQL("trade_in.id"),
                "title": SQL("concat_ws(' · ', trade_in.name, vehicle.vin)"),
                "status": SQL("step.state_to"),
                "user_id": SQL("step.user_id"),
            },
            SQL(
                """
                FROM crm_trade_in_event step
                JOIN crm_trade_in trade_in ON trade_in.id = step.record_id
                JOIN res_partner partner ON partner.id = trade_in.partner_id
                JOIN crm_vehicle vehicle ON vehicle.id = trade_in.vehicle_id
               WHERE partner.commercial_partner_id = %s AND %s AND step.verb <> 'approve'
                """,
                scope.customer.id,
                scope.chosen(SQL("trade_in.company_id")),
            ),
        )
