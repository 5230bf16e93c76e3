from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedFloat, CheckedInteger, CheckedSelection

CRON = "crm_industry.ir_cron_warranty_clock"
PIECE = 2000
# What decides about cases.
DECISIVE = frozenset(("country_id", "date_from", "date_to", "active", "usage", "validity_months", "validity_km", "rule_ids"))
ONE_AT_A_TIME = (
    "EXCLUDE USING gist (int4range(country_id, country_id, '[]') WITH =, daterange(date_from, date_to, '[]') WITH &&)"
    " WHERE (active)"
)


class CrmWarrantyLaw(models.Model):
    """The law on repair, replacement and refund of household cars of a country (三包), as of a day: a policy record.

    That of the day on which the periods of a vehicle begin holds for it. Makers may promise more, on their models.
    """

    _name = "crm.warranty.law"
    _description = "Law on Repair, Replacement and Refund"
    _inherit = ["crm.guarded.mixin"]
    _order = "country_id, date_from desc, id"

    name = fields.Char(required=True, translate=True)
    country_id = fields.Many2one("res.country", required=True, ondelete="restrict")
    date_from = CheckedDate(string="In Force from", required=True)
    date_to = CheckedDate(string="In Force until", help="Last day. Empty: until further notice.")
    active = fields.Boolean(default=True)
    usage = CheckedSelection(
        "_selection_usage", string="Vehicle Use", required=True, default="private", help="Of the vehicles that it holds for."
    )
    repair_months = CheckedInteger(string="Repair Warranty (Months)", required=True, aggregator=None)
    repair_km = CheckedInteger(string="Repair Warranty (km)", required=True, aggregator=None, help="Whichever is first.")
    validity_months = CheckedInteger(string="Replacement and Refund (Months)", required=True, aggregator=None)
    validity_km = CheckedInteger(string="Replacement and Refund (km)", required=True, aggregator=None)
    courtesy_days = CheckedInteger(
        string="Courtesy Car after Days", aggregator=None, help="A repair that takes longer: a car, or what it costs. 0: never."
    )
    fee_percent = CheckedFloat(
        string="Use Fee (%)", digits=(16, 3), help="n of the fee for the use: price × km ÷ 1000 × n. The maker may ask for less."
    )
    rule_ids = fields.One2many("crm.warranty.law.rule", "law_id", string="Replacement or Refund", copy=True)
    note = fields.Text(translate=True)
    recount_from = fields.Integer(
        readonly=True, copy=False, help="The vehicle that clocks are worked out from again, after a change. 0: all is done."
    )

    _one_at_a_time = models.Constraint(ONE_AT_A_TIME, "The country has another law at that time: end it the day before.")
    _dates_order = models.Constraint("CHECK (date_from <= date_to)", "A law ends after it begins.")
    _numbers_positive = models.Constraint(
        "CHECK (repair_months BETWEEN 0 AND 600 AND validity_months BETWEEN 0 AND 600 AND repair_km >= 0 AND validity_km >= 0"
        " AND courtesy_days >= 0 AND fee_percent BETWEEN 0 AND 100)",
        "Months, kilometres, days and percents are not negative, and periods have 600 months at most.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        laws = super().create(vals_list)
        laws._recount()
        return laws

    def write(self, vals):
        result = super().write(vals)
        if DECISIVE & vals.keys():
            self._recount()
        return result

    def _recount(self):
        """Have the clocks of all vehicles worked out again, soon."""
        if self:
            self._guarded_write({"recount_from": 1})
            # sudo: whoever may change the law
            self.env.ref(CRON).sudo()._trigger()

    def _recount_piece(self):
        """Work the clocks of some vehicles out again, and note how far it is."""
        self.ensure_one()
        self.env["crm.service.job.fault"].flush_model(["vehicle_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT vehicle_id FROM crm_service_job_fault WHERE vehicle_id >= %s ORDER BY vehicle_id LIMIT %s",
                self.recount_from,
                PIECE,
            )
        )
        vehicles = self.env["crm.vehicle"].browse([vehicle_id for (vehicle_id,) in rows])
        self.env["crm.warranty.clock"]._refresh(vehicles)
        self._guarded_write({"recount_from": max(vehicles.ids) + 1 if len(vehicles) == PIECE else 0})

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"recount_from": 0}

    @api.model
    def _selection_usage(self):
        return self.env["crm.vehicle"]._selection_usage()

    @api.model
    def _periods_query(self, vehicles=None):
        """Return SQL of the periods of vehicles that a law holds for.

        vehicle_id, law_id, start_on, repair_until, repair_km, validity_until, validity_km. They begin with the later of invoice
        and delivery; the last day is the same day of the month. What the maker promises holds where it is more.

        :param vehicles: crm.vehicle; all by default
        """
        self.flush_model()
        self.env["crm.vehicle"].flush_model()
        self.env["crm.vehicle.model"].flush_model()
        return SQL(
            """
            SELECT v.id AS vehicle_id, l.id AS law_id, begun.start_on,
                   (begun.start_on + make_interval(months => greatest(l.repair_months, m.repair_months)))::date AS repair_until,
                   greatest(l.repair_km, m.repair_km) AS repair_km,
                   (begun.start_on + make_interval(months => greatest(l.validity_months, m.validity_months)))::date
                       AS validity_until,
                   greatest(l.validity_km, m.validity_km) AS validity_km
              FROM crm_vehicle v
              LEFT JOIN crm_vehicle_model m ON m.id = v.model_id
             CROSS JOIN LATERAL (SELECT greatest(v.first_sale_date, v.delivery_date) AS start_on) begun
              JOIN crm_warranty_law l ON l.active AND l.country_id = v.country_id AND l.usage = v.usage
                   AND daterange(l.date_from, l.date_to, '[]') @> begun.start_on
             WHERE begun.start_on IS NOT NULL AND coalesce(m.household, TRUE) AND %s
            """,
            SQL("TRUE") if vehicles is None else SQL("v.id = ANY(%s)", vehicles.ids),
        )
