from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

ACTIVITY = "crm_industry.auto_activity_maintenance"
REMINDED_AT_ONCE = 1000


class CrmVehicle(models.Model):
    """When the next maintenance is due: after some months, or at some kilometres if the vehicle gets there before."""

    _inherit = "crm.vehicle"

    maintenance_due_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    maintenance_due_km = fields.Integer(string="Maintenance Due km", readonly=True, copy=False, aggregator=None)
    maintenance_by = fields.Selection(
        [("time", "Time"), ("km", "Kilometres")], string="Due by", readonly=True, copy=False, help="What comes first."
    )
    maintenance_reminded = fields.Date(readonly=True, copy=False, help="The due day that somebody was reminded of.")

    @api.model
    def _guarded_fields(self):
        names = ("maintenance_due_on", "maintenance_by", "maintenance_reminded")
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"maintenance_due_km": 0}

    @api.model
    def _refresh_maintenance(self, vehicles=None):
        """Work out when maintenance is due, for some vehicles or for all, by one statement."""
        if vehicles is not None and not vehicles:
            return
        due = self._maintenance_query(vehicles)
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_vehicle v SET maintenance_due_on = d.due_on, maintenance_due_km = d.due_km, maintenance_by = d.due_by
                  FROM (%s) d WHERE d.vehicle_id = v.id AND (v.maintenance_due_on, v.maintenance_due_km, v.maintenance_by)
                                                 IS DISTINCT FROM (d.due_on, d.due_km, d.due_by)
                """,
                due,
            )
        )
        self.invalidate_model(["maintenance_due_on", "maintenance_due_km", "maintenance_by"])

    @api.model
    def _maintenance_query(self, vehicles=None):
        """Return SQL: vehicle_id, due_on, due_km, due_by.

        The last maintenance that was done counts, else the delivery or the invoice with the numbers of the first service.
        due_on = the earlier of: last day + months, and the day on which the due kilometres are reached at the average of
        kilometres a day, counted from the latest reading.
        """
        for model in ("crm.vehicle", "crm.vehicle.model", "crm.service.job"):
            self.env[model].flush_model()
        return SQL(
            """
            SELECT b.vehicle_id, least(b.by_time, k.by_km) AS due_on, coalesce(b.due_km, 0) AS due_km,
                   CASE WHEN k.by_km < b.by_time OR b.by_time IS NULL AND k.by_km IS NOT NULL THEN 'km'
                        WHEN b.by_time IS NOT NULL THEN 'time' END AS due_by
              FROM (%(base)s) b
              LEFT JOIN (%(pace)s) o ON o.vehicle_id = b.vehicle_id
             CROSS JOIN LATERAL (SELECT CASE
                   WHEN b.due_km IS NULL OR o.km IS NULL THEN NULL
                   WHEN o.km >= b.due_km THEN o.date
                   WHEN o.km_a_day > 0
                   THEN o.date + least(ceil((b.due_km - o.km) / o.km_a_day), 36500)::integer END AS by_km) k
            """,
            base=self._maintenance_base_query(vehicles),
            pace=self.env["crm.vehicle.odometer"]._km_a_day_query(None if vehicles is None else vehicles.ids),
        )

    @api.model
    def _maintenance_base_query(self, vehicles):
        """Return SQL: vehicle_id, by_time (day), due_km, by the last maintenance or the beginning."""
        return SQL(
            """
            SELECT v.id AS vehicle_id, least(
                       (last.day + make_interval(months => nullif(m.service_months, 0)))::date,
                       CASE WHEN last.day IS NULL THEN (begun.day + make_interval(
                           months => coalesce(nullif(m.first_service_months, 0), nullif(m.service_months, 0))))::date END
                   ) AS by_time,
                   CASE WHEN last.day IS NOT NULL THEN coalesce(last.km, 0) + nullif(m.service_km, 0)
                        ELSE coalesce(nullif(m.first_service_km, 0), nullif(m.service_km, 0)) END AS due_km
              FROM crm_vehicle v
              JOIN crm_vehicle_model m ON m.id = v.model_id
             CROSS JOIN LATERAL (SELECT coalesce(v.delivery_date, v.first_sale_date) AS day) begun
              LEFT JOIN LATERAL (
                SELECT j.received_day AS day, j.km FROM crm_service_job j
                 WHERE j.vehicle_id = v.id AND j.kind = 'maintenance' AND j.state IN ('done', 'delivered')
                 ORDER BY j.received_day DESC, j.id DESC LIMIT 1
              ) last ON TRUE
             WHERE v.active AND %s
            """,
            SQL("TRUE") if vehicles is None else SQL("v.id = ANY(%s)", vehicles.ids),
        )

    @api.model
    def _cron_maintenance(self):
        """Work out when maintenance is due, and remind the advisors of the last jobs, once for each due day."""
        self._refresh_maintenance()
        jobs = self.env["crm.service.job"].sudo()
        for company in self.env["res.company"].search([("auto_maintenance_days", ">", 0)]):
            until = company._business_today() + timedelta(days=company.auto_maintenance_days)
            last = jobs._latest_of_company(company, until, REMINDED_AT_ONCE)
            for job in last:
                job._remind_maintenance()
