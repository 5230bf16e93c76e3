from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_grading.tools.arguments import as_text, check_ids
from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedInteger

OPEN = ("planned", "out")
SPAN = "tsrange(planned_start, planned_end, '[)')"
GUARDED = ("started_on", "returned_on", "licence_checked_by", "licence_checked_on")
FIXED = frozenset(("station_id", "vehicle_id", "partner_id", "lead_id"))
OVER = ("done", "missed", "cancelled")
# What was found stays, once it is over; what the customer says may come later.
FOUND = frozenset(("planned_start", "planned_end", "licence_number", "licence_until", "km_start", "km_end"))


class CrmTestDrive(models.Model):
    """A customer drives a vehicle of a station: planned, out, done; no vehicle and no driver is booked twice at a time.

    Written by the people of the station alone, read by all stations.
    """

    _name = "crm.test.drive"
    _description = "Test Drive"
    _inherit = ["crm.station.step.mixin", "crm.owner.mixin", "crm.score.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "planned_start desc, id desc"
    _rec_name = "vehicle_id"

    _transition_log = "crm.test.drive.event"
    _transition_begin = "planned"

    station_id = fields.Many2one(
        "crm.station", required=True, index=True, ondelete="restrict", default=lambda self: self.env["crm.station"]._of_user()[:1]
    )
    company_id = fields.Many2one(related="station_id.company_id", store=True, index=True, precompute=True)
    vehicle_id = fields.Many2one("crm.vehicle", required=True, index=True, ondelete="restrict", tracking=True)
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one("res.partner", string="Driver", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", string="Salesperson", index=True, default=lambda self: self.env.user, domain="[('share', '=', False)]"
    )
    state = fields.Selection(
        "_selection_state", required=True, readonly=True, copy=False, default="planned", index=True, tracking=True
    )
    planned_start = fields.Datetime(string="From", required=True, copy=False, tracking=True)
    planned_end = fields.Datetime(string="Until", required=True, copy=False, tracking=True)
    licence_number = fields.Char(string="Driving Licence", copy=False)
    licence_until = CheckedDate(string="Licence Valid until", copy=False)
    licence_checked_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    licence_checked_on = fields.Datetime(readonly=True, copy=False)
    km_start = CheckedInteger(string="Kilometres at the Start", copy=False, aggregator=None)
    km_end = CheckedInteger(string="Kilometres at the End", copy=False, aggregator=None)
    started_on = fields.Datetime(readonly=True, copy=False)
    returned_on = fields.Datetime(readonly=True, copy=False)
    score = CheckedInteger(copy=False, aggregator=None, help="1 does not like it to 5 wants it. 0: not said.")
    feedback = fields.Text(copy=False)
    event_ids = fields.One2many("crm.test.drive.event", "record_id", string="Steps", readonly=True, copy=False)

    _span_order = models.Constraint("CHECK (planned_start < planned_end)", "A test drive ends after it begins.")
    _span_sensible = models.Constraint(
        "CHECK (planned_start >= '1900-01-01' AND planned_end < '2200-01-01')", "Test drives are from 1900 to 2199."
    )
    _vehicle_free = models.Constraint(
        f"EXCLUDE USING gist (int4range(vehicle_id, vehicle_id, '[]') WITH =, {SPAN} WITH &&) WHERE (state IN {OPEN})",
        "The vehicle is booked for another test drive at that time.",
    )
    _driver_free = models.Constraint(
        f"EXCLUDE USING gist (int4range(partner_id, partner_id, '[]') WITH =, {SPAN} WITH &&) WHERE (state IN {OPEN})",
        "The driver has another test drive at that time.",
    )
    _score_range = models.Constraint("CHECK (score IS NULL OR score BETWEEN 0 AND 5)", "A score is from 1 to 5.")

    @api.model
    def _selection_state(self):
        labels = {
            "planned": self.env._("Planned"),
            "out": self.env._("On the road"),
            "done": self.env._("Done"),
            "missed": self.env._("Missed"),
            "cancelled": self.env._("Cancelled"),
        }
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(GUARDED, False)

    @api.model
    def _score_fields(self):
        return (*super()._score_fields(), "score")

    # -- of leads and vehicles -----------------------------------------------------------------------------------------

    @api.model
    def _count_of(self, name, records):
        """Return {record: count of its test drives}, without those that have none.

        :param str name: of the field that leads to the records
        """
        return dict(self._read_group([(name, "in", records.ids)], [name], ["__count"]))

    @api.model
    def _window_of(self, name, record, **defaults):
        """Return the action that opens the test drives of a record; new ones are its own.

        :param str name: of the field that leads to the record
        :param defaults: of further fields
        """
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "list,form,calendar",
            "domain": [(name, "=", record.id)],
            "context": {f"default_{field}": value for field, value in ({name: record.id} | defaults).items()},
            "name": self.env._("Test Drives"),
        }

    # -- who may change it ---------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Plan test drives.

        :raise AccessError: the user does not belong to the station
        """
        self.flush_model(["state", "planned_start", "planned_end", "vehicle_id", "partner_id"])
        drives = super().create(vals_list)
        drives.station_id._check_own()
        return drives

    def write(self, vals):
        """Change test drives of the own station.

        :raise AccessError: the user does not belong to it
        :raise UserError: the vehicle is on the road, and what was agreed would change
        """
        self.station_id._check_own()
        if FIXED & vals.keys() and (gone := self.filtered(lambda drive: drive.state != "planned")):
            raise UserError(self.env._("%(drive)s is no longer planned: this stays as it is.", drive=gone[0].display_name))
        if FOUND & vals.keys() and (over := self.filtered(lambda drive: drive.state in OVER)):
            raise UserError(self.env._("%(drive)s is over: this stays as it is.", drive=over[0].display_name))
        if {"licence_number", "licence_until", "partner_id"} & vals.keys() and (
            checked := self.filtered(lambda drive: drive.licence_checked_on and drive.state == "planned")
        ):
            checked._guarded_write({"licence_checked_by": False, "licence_checked_on": False})
        self.flush_recordset()
        result = super().write(vals)
        if "station_id" in vals:
            self.station_id._check_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("%(drive)s is kept: cancel it.", drive=self[:1].display_name))

    @api.constrains("vehicle_id")
    def _check_vehicle_own(self):
        """:raise ValidationError: the vehicle belongs to a customer"""
        # sudo: owners, for whoever plans
        for drive in self.sudo():
            vehicle = drive.vehicle_id.with_company(drive.company_id)
            if vehicle._is_sold(vehicle._own_partners(drive.company_id)):
                raise ValidationError(self.env._("%(vehicle)s belongs to a customer.", vehicle=vehicle.display_name))

    # -- the steps -----------------------------------------------------------------------------------------------------

    @api.model
    def _transitions(self):
        return super()._transitions() | {
            "start": (("planned",), "out"),
            "return": (("out",), "done"),
            "miss": (("planned",), "missed"),
            "cancel": (("planned",), "cancelled"),
        }

    @api.model
    def _transition_labels(self):
        return super()._transition_labels() | {
            "start": self.env._("Start"),
            "return": self.env._("Back Again"),
            "miss": self.env._("Not Come"),
            "cancel": self.env._("Cancel"),
        }

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        if verb == "start":
            if not self.licence_checked_on:
                reasons.append(self.env._("Look at the driving licence."))
            elif self._licence_ends_before():
                reasons.append(self.env._("The licence ends before the test drive."))
            if not self.km_start:
                reasons.append(self.env._("Read the odometer."))
        if verb == "return" and (self.km_end or 0) < self.km_start:
            reasons.append(self.env._("Read the odometer: it shows no less than at the start."))
        return reasons

    def _transition_values(self, verb):
        moments = {"start": "started_on", "return": "returned_on"}
        values = super()._transition_values(verb)
        return values | ({moments[verb]: fields.Datetime.now()} if verb in moments else {})

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "return":
            # sudo: whoever may take the vehicle back
            readings = self.env["crm.vehicle.odometer"].sudo()
            for drive in self:
                values = {"km": drive.km_end, "date": drive._transition_today(), "company_id": drive.company_id.id}
                readings.create({"vehicle_id": drive.vehicle_id.id, "source": "station", **values})
                drive._tell_lead()
        return result

    def _tell_lead(self):
        """Note with the lead that its customer has driven."""
        # sudo: the lead may be another salesperson's
        text = self.env._("Test drive of %(vehicle)s, score %(score)s.", vehicle=self.vehicle_id.display_name, score=self.score)
        self.sudo().lead_id._message_log_batch({lead.id: text for lead in self.sudo().lead_id})

    def _licence_ends_before(self):
        return self.licence_until < self.company_id._auto_local_day(self.planned_end)

    def action_check_licence(self):
        """The driving licence has been seen, and is valid until the end of the drive.

        :raise AccessError: the user does not belong to the station
        :raise UserError: number or last day are missing, or it ends before
        """
        check_ids(self)
        self.check_access("write")
        self.station_id._check_own()
        for drive in self:
            drive._expect_value("state", "planned")
            if not as_text(self.env, drive.licence_number).strip() or not drive.licence_until:
                raise UserError(self.env._("Write down the number of the licence, and its last day."))
            if drive._licence_ends_before():
                raise UserError(self.env._("The licence ends before the test drive."))
            drive._guarded_write({"licence_checked_by": self.env.uid, "licence_checked_on": fields.Datetime.now()})
        return True

    def action_start(self):
        """The customer drives off: licence checked, odometer read."""
        return self._step_by_user("start")

    def action_return(self):
        """The vehicle is back; its odometer becomes a reading."""
        return self._step_by_user("return")

    def action_miss(self):
        """The customer has not come."""
        return self._step_by_user("miss")

    def action_cancel(self):
        """The test drive comes to nothing."""
        return self._step_by_user("cancel")
