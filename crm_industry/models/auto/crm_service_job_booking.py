from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmServiceJob(models.Model):
    """Jobs that customers book on the portal, for a day; the station gives them their time."""

    _inherit = "crm.service.job"

    booked_online = fields.Boolean(string="Booked on the Portal", readonly=True, copy=False)
    wished_day = fields.Date(string="Wished for", readonly=True, copy=False, help="The day that the customer booked.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"booked_online": False, "wished_day": False}

    @api.model
    def _book_online(self, vehicle, station, day, values):
        """Book a job for a customer, from code that has made sure that the vehicle is theirs; return it with full rights.

        :param vehicle: crm.vehicle
        :param station: crm.station
        :param date day: on which the vehicle comes
        :param dict values: of the job: partner_id, kind, words
        :raise UserError: there is no place, or the vehicle is booked or in a workshop already
        """
        # sudo: customers have no right to jobs in any other way
        jobs, station = self.sudo().with_company(station.sudo().company_id), station.sudo()
        self.env["crm.capacity.lock"]._lock_capacity(vehicle._job_locks())
        if open_job := jobs.search(
            [("vehicle_id", "=", vehicle.id), ("state", "in", ("booked", "received", "in_work"))], limit=1
        ):
            raise UserError(
                self.env._(
                    "The vehicle is booked already: %(job)s at %(station)s.", job=open_job.name, station=open_job.station_id.name
                )
            )
        station._take_place(day)
        advisor = jobs._online_advisor(vehicle, station)
        job = jobs.create({"vehicle_id": vehicle.id, "station_id": station.id, "user_id": advisor.id} | values)
        job._guarded_write({"booked_online": True, "wished_day": day})
        if advisor:
            summary = self.env._("Booked on the portal: plan it and confirm")
            job.activity_schedule(
                "mail.mail_activity_data_todo", user_id=advisor.id, summary=summary, date_deadline=job._transition_today()
            )
        return job

    @api.model
    def _online_advisor(self, vehicle, station):
        """Return who is to plan a booking: the advisor of the vehicle's last job here, else somebody of the station."""
        last = self.search([("vehicle_id", "=", vehicle.id), ("station_id", "=", station.id)], order="id desc", limit=1)
        people = station.company_id._employed(station.user_ids)
        return (last.user_id & people) or people[:1]

    def _cancel_online(self):
        """Call a booking off for its customer, from code that has made sure that it is theirs.

        :raise UserError: the vehicle is at the station already, or an order was confirmed
        """
        self.ensure_one()
        if self.state != "booked":
            raise UserError(self.env._("%(job)s has begun: please call the station.", job=self.name))
        self._transition("cancel", self.env._("Called off by the customer on the portal"))
        advisor = self.company_id._employed(self.user_id)
        if advisor:
            self.activity_unlink(["mail.mail_activity_data_todo"])
            self.activity_schedule(
                "mail.mail_activity_data_todo", user_id=advisor.id, summary=self.env._("The customer does not come")
            )
