import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger, CheckedSelection

from .crm_vehicle import MANAGER

OPEN = ("booked", "received", "in_work")
OVER = ("delivered", "cancelled")
BUSY = f"state IN {OPEN} AND planned_start IS NOT NULL"
SPAN = "tsrange(planned_start, planned_end, '[)')"
GUARDED = ("name", "sale_order_id", "received_on", "started_on", "done_on", "delivered_on", "followed_up_on", "follow_up_due")
FIXED = frozenset(("station_id", "vehicle_id"))


class CrmServiceJob(models.Model):
    """A visit of a vehicle to the workshop of a station: booked, received, in work, done, delivered.

    Labour and parts are on a sales order. Jobs are written by the people of their station alone; every station reads them,
    without the prices of others.
    """

    _name = "crm.service.job"
    _description = "Workshop Job"
    _inherit = ["crm.station.step.mixin", "crm.owner.mixin", "crm.score.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "vehicle_id.vin", "vehicle_id.plate_ids.plate", "partner_id.name"]

    _transition_log = "crm.service.job.event"
    _transition_begin = "booked"
    _transition_reasoned = frozenset(("cancel", "reopen"))
    _transition_window = ("crm.service.job.reason", "job_ids")

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    station_id = fields.Many2one(
        "crm.station", required=True, index=True, ondelete="restrict", default=lambda self: self.env["crm.station"]._of_user()[:1]
    )
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True, precompute=True)
    vehicle_id = fields.Many2one("crm.vehicle", required=True, index=True, ondelete="restrict", tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        help="Who orders the work, by default the owner.",
    )
    kind = CheckedSelection("_selection_kind", required=True, default="repair", index=True, tracking=True)
    state = fields.Selection(
        "_selection_state",
        required=True,
        readonly=True,
        copy=False,
        default="booked",
        index=True,
        group_expand=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Advisor", index=True, default=lambda self: self.env.user, domain="[('share', '=', False)]"
    )
    technician_id = fields.Many2one("res.users", index=True, domain="[('share', '=', False)]", tracking=True)
    bay_id = fields.Many2one("crm.station.bay", ondelete="restrict", domain="[('station_id', '=', station_id)]", tracking=True)
    planned_start = fields.Datetime(string="From", copy=False, tracking=True)
    planned_end = fields.Datetime(string="Until", copy=False, tracking=True)
    promised_on = fields.Datetime(string="Promised for", copy=False, tracking=True)
    words = fields.Text(string="Customer's Words", help="What the customer asks for or complains about.")
    km = CheckedInteger(string="Kilometres", copy=False, aggregator=None, help="At the reception; it becomes a reading.")
    check_ids = fields.One2many("crm.service.job.check", "job_id", string="Checklist", copy=False)
    photo_ids = fields.Many2many("ir.attachment", string="Photos", copy=False)
    fault_ids = fields.One2many("crm.service.job.fault", "job_id", string="Faults", copy=False)
    operation_ids = fields.Many2many("crm.labour.operation", string="Labour", copy=False)
    package_ids = fields.Many2many("crm.service.package", string="Packages", copy=False)
    comeback_of_id = fields.Many2one(
        "crm.service.job",
        string="Comes Back after",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('vehicle_id', '=', vehicle_id), ('id', '!=', id)]",
        help="The job whose work has to be done again.",
    )
    received_on = fields.Datetime(readonly=True, copy=False)
    started_on = fields.Datetime(readonly=True, copy=False)
    done_on = fields.Datetime(readonly=True, copy=False)
    delivered_on = fields.Datetime(string="Handed Back On", readonly=True, copy=False)
    repair_days = fields.Integer(compute="_compute_repair_days", help="Days of 24 hours begun, from the reception to the end.")
    courtesy_car = fields.Boolean(help="The customer has got a car for the time of the repair, or what it costs.")
    event_ids = fields.One2many("crm.service.job.event", "record_id", string="Steps", readonly=True, copy=False)

    _span_order = models.Constraint(
        "CHECK ((planned_start IS NULL) = (planned_end IS NULL) AND planned_start < planned_end)", "Work ends after it begins."
    )
    _span_sensible = models.Constraint(
        "CHECK (planned_start >= '1900-01-01' AND planned_end < '2200-01-01'"
        " AND (promised_on IS NULL OR promised_on BETWEEN '1900-01-01' AND '2199-12-31'))",
        "Jobs are planned and promised from 1900 to 2199.",
    )
    _bay_free = models.Constraint(
        f"EXCLUDE USING gist (int4range(bay_id, bay_id, '[]') WITH =, {SPAN} WITH &&) WHERE ({BUSY} AND bay_id IS NOT NULL)",
        "The bay is taken at that time: choose another bay or time.",
    )
    _technician_free = models.Constraint(
        f"EXCLUDE USING gist (int4range(technician_id, technician_id, '[]') WITH =, {SPAN} WITH &&)"
        f" WHERE ({BUSY} AND technician_id IS NOT NULL)",
        "The technician is busy at that time: choose somebody else or another time.",
    )
    _km_sensible = models.Constraint("CHECK (km IS NULL OR km BETWEEN 0 AND 5000000)", "An odometer shows 0 to 5,000,000 km.")
    _by_vehicle = models.Index("(vehicle_id, state, received_on)")

    @api.model
    def _selection_kind(self):
        """What vehicles come for. Extend by super."""
        labels = {
            "maintenance": self.env._("Maintenance"),
            "repair": self.env._("Repair"),
            "accident": self.env._("Accident"),
            "recall": self.env._("Recall"),
            "inspection": self.env._("Inspection"),
            "preparation": self.env._("Preparation for delivery"),
        }
        return list(labels.items())

    @api.model
    def _selection_state(self):
        labels = {
            "booked": self.env._("Booked In"),
            "received": self.env._("Received"),
            "in_work": self.env._("In work"),
            "done": self.env._("Done"),
            "delivered": self.env._("Handed Back"),
            "cancelled": self.env._("Cancelled"),
        }
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(GUARDED, False)

    @api.model
    def _owner_fields(self):
        return super()._owner_fields() | {"technician_id"}

    # -- computes ------------------------------------------------------------------------------------------------------

    @api.depends("vehicle_id")
    def _compute_partner_id(self):
        for job in self:
            job.partner_id = job.partner_id or job.vehicle_id.owner_id

    @api.depends("received_on", "done_on", "state")
    def _compute_repair_days(self):
        now = fields.Datetime.now()
        for job in self:
            span = ((job.done_on or now) - job.received_on).total_seconds() if job.received_on else 0
            job.repair_days = max(1, math.ceil(span / 86400)) if job.received_on and job.state != "cancelled" else 0

    @api.depends("name", "vehicle_id.display_name")
    def _compute_display_name(self):
        for job in self:
            job.display_name = " · ".join(filter(None, (job.name, job.vehicle_id.display_name)))

    # -- who may change it ---------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Book jobs, with the points of the checklist.

        :raise AccessError: the user does not belong to the station
        """
        # What another job of the same call frees is free; no customer is that of the vehicle.
        self.flush_model(["state", "planned_start", "planned_end", "bay_id", "technician_id"])
        named = [{name: value for name, value in vals.items() if name != "partner_id" or value} for vals in vals_list]
        jobs = super().create(named)
        jobs.station_id._check_own()
        # sudo: people of stations don't see sequences
        sequences = self.env["ir.sequence"].sudo()
        for job in jobs:
            number = sequences.with_company(job.company_id).next_by_code("crm.service.job") or f"{job.id:06}"
            job._guarded_write({"name": number})
        items = self.env["crm.service.check.item"].search([("active", "=", True)])
        checks = [{"job_id": job.id, "item_id": item.id} for job in jobs for item in items - job.check_ids.item_id]
        self.env["crm.service.job.check"].create(checks)
        return jobs

    def write(self, vals):
        """Change jobs of the own station.

        :raise AccessError: the user does not belong to it
        :raise UserError: it is over, or station or vehicle of a vehicle that has come would change
        """
        self.station_id._check_own()
        if self._content_fields() & vals.keys():
            self._check_may_change("work")
        if FIXED & vals.keys() and (come := self.filtered(lambda job: job.state != "booked")):
            raise UserError(self.env._("%(job)s: station and vehicle stay once it has come.", job=come[0].display_name))
        # What another job of the same call frees is free.
        self.flush_recordset()
        result = super().write(vals)
        if "station_id" in vals:
            self.station_id._check_own()
        return result

    @api.model
    def _content_fields(self):
        """Return the names of the fields that stay once a job is over. Extend by super."""
        return {
            "partner_id",
            "kind",
            "planned_start",
            "planned_end",
            "bay_id",
            "technician_id",
            "promised_on",
            "words",
            "km",
            "check_ids",
            "fault_ids",
            "operation_ids",
            "package_ids",
            "comeback_of_id",
        }

    def _check_may_change(self, what):
        """Refuse changes of jobs of other stations, and of what is over.

        :param str what: "reception" changes until work begins, "work" until the vehicle has left
        :raise AccessError: the user does not belong to the station
        :raise UserError: it is over
        """
        self.station_id._check_own()
        closed = ("in_work", "done", *OVER) if what == "reception" else OVER
        if over := self.filtered(lambda job: job.state in closed):
            state = dict(self._selection_state())[over[0].state]
            raise UserError(
                self.env._("%(job)s is in the state %(state)s: this stays as it is.", job=over[0].display_name, state=state)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("%(job)s is kept: cancel it.", job=self[:1].display_name))

    @api.constrains("bay_id", "technician_id", "station_id")
    def _check_place(self):
        for job in self.sudo():
            if job.bay_id and job.bay_id.station_id != job.station_id:
                raise ValidationError(self.env._("%(bay)s is a bay of another station.", bay=job.bay_id.display_name))
            if job.technician_id and job.technician_id not in job.station_id.user_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not belong to %(station)s.", user=job.technician_id.name, station=job.station_id.name
                    )
                )

    @api.constrains("comeback_of_id", "vehicle_id")
    def _check_comeback(self):
        for job in self.filtered("comeback_of_id"):
            earlier = job.comeback_of_id.sudo()
            if earlier.vehicle_id != job.vehicle_id or earlier == job:
                raise ValidationError(self.env._("A vehicle comes back after an earlier job of its own."))

    def _may_see_prices(self):
        """Return whether the user sees what this job costs: people of its station, and managers of the trade in its company."""
        self.ensure_one()
        user, station = self.env.user, self.station_id.sudo()
        inside = station.company_id in user.company_ids
        return self.env.su or (inside and (user in station.user_ids or user.has_group(MANAGER)))
