from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .crm_vehicle_maintenance import ACTIVITY


class CrmServiceJob(models.Model):
    """What a job means for the law's clocks and for the next maintenance."""

    _inherit = "crm.service.job"

    received_day = fields.Date(readonly=True, copy=False, help="Day of the reception where the station is.")
    under_warranty = fields.Boolean(compute="_compute_under_warranty", help="The maker repairs the vehicle at its own expense.")
    courtesy_due = fields.Boolean(
        compute="_compute_courtesy_due", help="The repair takes longer than the law lets wait without a car."
    )
    clock_ids = fields.One2many(related="vehicle_id.clock_ids")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"received_day": False}

    @api.depends("vehicle_id", "received_day", "km")
    def _compute_under_warranty(self):
        for job in self:
            day = job.received_day or job.company_id.sudo()._business_today() if job.company_id else False
            job.under_warranty = bool(day) and job.vehicle_id._repair_warranty_on(day, job.km)

    @api.depends("repair_days", "fault_ids.warranty", "under_warranty")
    def _compute_courtesy_due(self):
        for job in self:
            days = job.vehicle_id.sudo().law_id.courtesy_days
            covered = job.under_warranty and any(job.fault_ids.mapped("warranty"))
            job.courtesy_due = bool(days) and covered and job.repair_days > days

    # -- what follows --------------------------------------------------------------------------------------------------

    def _transition_values(self, verb):
        values = super()._transition_values(verb)
        return values | ({"received_day": self._transition_today()} if verb == "receive" else {})

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        self._facts_changed()
        return result

    def write(self, vals):
        result = super().write(vals)
        if {"km", "kind"} & vals.keys():
            self._facts_changed()
        return result

    def _facts_changed(self):
        """What is known of these vehicles has changed: clocks and next maintenance follow."""
        come = self.filtered("received_day").vehicle_id
        self.env["crm.warranty.clock"]._refresh(come)
        self.env["crm.vehicle"]._refresh_maintenance(come)

    # -- reminders -----------------------------------------------------------------------------------------------------

    @api.model
    def _latest_of_company(self, company, until, limit):
        """Return the latest jobs, in a company, of vehicles whose maintenance is due until a day and not reminded of yet."""
        self.flush_model()
        self.env["crm.vehicle"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT latest.id FROM crm_vehicle v
                 CROSS JOIN LATERAL (
                    SELECT j.id, j.company_id, j.state FROM crm_service_job j
                     WHERE j.vehicle_id = v.id AND j.state <> 'cancelled' ORDER BY j.id DESC LIMIT 1
                 ) latest
                 WHERE v.active AND v.maintenance_due_on <= %(until)s
                   AND v.maintenance_reminded IS DISTINCT FROM v.maintenance_due_on
                   AND latest.company_id = %(company)s AND latest.state IN ('done', 'delivered')
                 ORDER BY v.maintenance_due_on, latest.id LIMIT %(limit)s
                """,
                until=until,
                company=company.id,
                limit=limit,
            )
        )
        return self.browse([job_id for (job_id,) in rows])

    def _remind_maintenance(self):
        """Remind the advisor of the vehicle's next maintenance, once for its due day."""
        self.ensure_one()
        vehicle = self.vehicle_id
        caller = self.company_id._employed(self.user_id) or self.station_id.user_ids[:1]
        if caller:
            self.activity_schedule(
                ACTIVITY,
                user_id=caller.id,
                date_deadline=vehicle.maintenance_due_on,
                summary=self.env._(
                    "Maintenance of %(vehicle)s is due on %(day)s, or at %(km)s km",
                    vehicle=vehicle.display_name,
                    day=format_date(self.env, vehicle.maintenance_due_on),
                    km=vehicle.maintenance_due_km,
                ),
            )
        vehicle._guarded_write({"maintenance_reminded": vehicle.maintenance_due_on})
