from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_text, check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger, CheckedSelection

from .crm_vehicle import STATION_MANAGER

MOST_KM = 5_000_000
FIXED = ("rollback", "too_fast", "voided", "void_reason", "user_id")


class CrmVehicleOdometer(models.Model):
    """A reading of the odometer: kilometres on a day, and where they were read. Append-only.

    A reading that is lower than an earlier one is flagged, and so is one that asks for more kilometres a day than the settings
    think possible. What was mistyped is voided by a station manager with a reason: it is kept and counts no more.
    """

    _name = "crm.vehicle.odometer"
    _description = "Odometer Reading"
    _inherit = ["crm.guarded.mixin"]
    _order = "date desc, id desc"
    _rec_name = "km"

    vehicle_id = fields.Many2one("crm.vehicle", required=True, ondelete="restrict")
    date = CheckedDate(required=True, default=lambda self: self.env.company._business_today())
    km = CheckedInteger(string="Kilometres", required=True, aggregator=None)
    source = CheckedSelection("_selection_source", required=True, default="station")
    company_id = fields.Many2one("res.company", readonly=True, required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one("res.users", string="By", readonly=True, ondelete="restrict")
    rollback = fields.Boolean(readonly=True, help="Lower than an earlier reading.")
    too_fast = fields.Boolean(string="Doubtful", readonly=True, help="More kilometres a day than the settings think possible.")
    voided = fields.Boolean(readonly=True, help="Counts no more.")
    void_reason = fields.Char(readonly=True)
    note = fields.Char()

    _km_range = models.Constraint(f"CHECK (km BETWEEN 0 AND {MOST_KM})", "An odometer shows 0 to 5,000,000 kilometres.")
    _by_vehicle = models.Index("(vehicle_id, date, id)")

    @api.model
    def _selection_source(self):
        """Where readings come from. Extend by super."""
        labels = {
            "station": self.env._("Station"),
            "job": self.env._("Workshop job"),
            "delivery": self.env._("Handover to the Customer"),
            "owner": self.env._("Vehicle Owner"),
            "telematics": self.env._("Telematics"),
            "import": self.env._("Import"),
        }
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(FIXED, False)

    @api.model_create_multi
    def create(self, vals_list):
        """Keep readings, and flag what can't be.

        :raise UserError: one lies in the future
        """
        vehicles = {vals.get("vehicle_id") for vals in vals_list}
        self._lock_readings(vehicles)
        readings = super().create(vals_list)
        # sudo: who keeps a reading writes nothing else of it
        readings.sudo()._guarded_write({"user_id": self.env.uid})
        for reading in readings:
            if reading.date > reading.company_id.sudo()._business_today():
                raise UserError(self.env._("The day of a reading lies in the future."))
        readings._recheck(readings.vehicle_id)
        self.env["crm.vehicle"]._refresh_maintenance(readings.vehicle_id)
        return readings

    def _check_direct_write(self, vals):
        """:raise AccessError: always, but for the flags that the server writes"""
        raise AccessError(self.env._("Readings stay as they were taken: void one that is wrong."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Readings stay as they were taken: void one that is wrong."))

    def action_void(self, reason=False):
        """Count a reading no more, that was mistyped or of another vehicle; for station managers.

        :param str reason: kept with the reading
        :raise AccessError: the user is none
        :raise UserError: no reason is given, or it is voided already
        """
        check_one(self)
        self.check_access("read")
        if not self.env.user.has_group(STATION_MANAGER):
            raise AccessError(self.env._("Only station managers void readings."))
        reason = as_text(self.env, reason).strip()
        if not reason:
            raise UserError(self.env._("Say why the reading is wrong."))
        if self.voided:
            raise UserError(self.env._("The reading is voided already."))
        self._lock_readings(self.vehicle_id.ids)
        # sudo: nobody writes readings but by this
        self.sudo()._guarded_write({"voided": True, "void_reason": reason})
        self._recheck(self.vehicle_id)
        self.env["crm.vehicle"]._refresh_maintenance(self.vehicle_id)
        return True

    # -- what follows --------------------------------------------------------------------------------------------------

    @api.model
    def _lock_readings(self, vehicle_ids):
        self.env["crm.capacity.lock"]._lock_capacity(f"vehicle.odometer:{vehicle_id}" for vehicle_id in vehicle_ids)

    @api.model
    def _recheck(self, vehicles):
        """Flag the readings of some vehicles, and note the latest one with each vehicle; the caller holds the locks.

        A reading is lower than an earlier one when any reading of an earlier day, or noted before on the same day, has more.
        """
        if not vehicles:
            return
        self.env.flush_all()
        ids, most = vehicles.ids, self.env.company.sudo().auto_km_a_day
        self.env.cr.execute(SQL("UPDATE crm_vehicle_odometer o SET %s", self._recheck_query(ids, most)))
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_vehicle v SET odometer_km = coalesce(o.km, 0), odometer_date = o.date
                  FROM unnest(%(ids)s) AS wanted (id)
                  LEFT JOIN LATERAL (
                    SELECT km, date FROM crm_vehicle_odometer
                     WHERE vehicle_id = wanted.id AND voided IS NOT TRUE ORDER BY date DESC, id DESC LIMIT 1
                  ) o ON TRUE
                 WHERE v.id = wanted.id
                """,
                ids=ids,
            )
        )
        self.invalidate_model(["rollback", "too_fast"])
        vehicles.invalidate_recordset(["odometer_km", "odometer_date"])

    @api.model
    def _recheck_query(self, ids, most):
        return SQL(
            """
            rollback = n.rollback, too_fast = n.too_fast FROM (
                SELECT id, coalesce(km < max(km) OVER earlier, FALSE) AS rollback,
                       %(most)s > 0 AND coalesce(
                           km - lag(km) OVER line > %(most)s * greatest(date - lag(date) OVER line, 1), FALSE
                       ) AS too_fast
                  FROM crm_vehicle_odometer WHERE vehicle_id = ANY(%(ids)s) AND voided IS NOT TRUE
                WINDOW line AS (PARTITION BY vehicle_id ORDER BY date, id),
                       earlier AS (PARTITION BY vehicle_id ORDER BY date, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            ) n
             WHERE n.id = o.id AND (o.rollback, o.too_fast) IS DISTINCT FROM (n.rollback, n.too_fast)
            """,
            ids=ids,
            most=most,
        )

    @api.model
    def _km_a_day_query(self, vehicle_ids=None):
        """Return SQL for the average kilometres a day: vehicle_id, km_a_day, km, date (the latest reading).

        From the first to the latest reading that is neither voided nor lower than an earlier one; NULL until two days are known.
        """
        self.flush_model()
        return SQL(
            """
            SELECT vehicle_id, (max(km) - min(km))::numeric / nullif(max(date) - min(date), 0) AS km_a_day,
                   max(km) AS km, max(date) AS date
              FROM crm_vehicle_odometer
             WHERE %s AND voided IS NOT TRUE AND rollback IS NOT TRUE GROUP BY vehicle_id
            """,
            SQL("TRUE") if vehicle_ids is None else SQL("vehicle_id = ANY(%s)", list(vehicle_ids)),
        )
