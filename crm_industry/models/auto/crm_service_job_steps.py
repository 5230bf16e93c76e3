from odoo import api, fields, models

MOMENTS = {"receive": "received_on", "start": "started_on", "finish": "done_on", "deliver": "delivered_on"}


class CrmServiceJob(models.Model):
    """The steps of a job, and what stands against them."""

    _inherit = "crm.service.job"

    @api.model
    def _transitions(self):
        return super()._transitions() | {
            "receive": (("booked",), "received"),
            "start": (("received",), "in_work"),
            "finish": (("in_work",), "done"),
            "reopen": (("done",), "in_work"),
            "deliver": (("done",), "delivered"),
            "cancel": (("booked", "received"), "cancelled"),
        }

    @api.model
    def _transition_labels(self):
        return super()._transition_labels() | {
            "receive": self.env._("Receive"),
            "start": self.env._("Start Work"),
            "finish": self.env._("Finish Work"),
            "reopen": self.env._("Work Again"),
            "deliver": self.env._("Deliver"),
            "cancel": self.env._("Cancel"),
        }

    def _transition_locks(self):
        """A job is decided with its vehicle: two jobs of one vehicle in the same moment look at each other."""
        return super()._transition_locks() | self.vehicle_id._job_locks()

    def _transition_reasons(self, verb):
        check = getattr(self, f"_{verb}_reasons", None)
        return super()._transition_reasons(verb) + (check() if check else [])

    def _transition_values(self, verb):
        values = super()._transition_values(verb)
        if verb in MOMENTS:
            values[MOMENTS[verb]] = fields.Datetime.now()
        if verb == "reopen":
            values["done_on"] = False
        return values

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "receive":
            self._read_odometer()
        return result

    def _read_odometer(self):
        """What the odometer showed at the reception is a reading."""
        # sudo: whoever may receive the vehicle
        self.env["crm.vehicle.odometer"].sudo().create(
            [
                {
                    "vehicle_id": job.vehicle_id.id,
                    "km": job.km,
                    "date": job._transition_today(),
                    "source": "job",
                    "company_id": job.company_id.id,
                    "note": job.name,
                }
                for job in self
            ]
        )

    # -- what stands against them --------------------------------------------------------------------------------------

    def _receive_reasons(self):
        """Return what stands against taking the vehicle in, a sentence each. Extend by super."""
        reasons = [] if self.km else [self.env._("Read the odometer.")]
        if self.company_id.sudo().auto_checklist:
            reasons += self.check_ids._missing()
        # sudo: the vehicle may stand at another station
        others = self.sudo().search(
            [("vehicle_id", "=", self.vehicle_id.id), ("state", "in", ("received", "in_work")), ("id", "!=", self.id)], limit=1
        )
        if others:
            reasons.append(
                self.env._("The vehicle is at %(station)s (%(job)s).", station=others.station_id.name, job=others.name)
            )
        return reasons

    def _finish_reasons(self):
        """Return what stands against the end of the work, a sentence each. Extend by super."""
        reasons = []
        if open_faults := self.fault_ids.filtered(lambda fault: not fault.outcome):
            names = ", ".join(open_faults.fault_id.mapped("name"))
            reasons.append(self.env._("Say what was done about: %(faults)s.", faults=names))
        # sudo: of the job's own order
        if self.sudo().sale_order_id.state in ("draft", "sent"):
            reasons.append(self.env._("The customer has not agreed: confirm the order."))
        return reasons

    # -- what users do -------------------------------------------------------------------------------------------------

    def action_receive(self):
        """The vehicle has come: kilometres and checklist are complete. See `_step_by_user`."""
        return self._step_by_user("receive")

    def action_start(self):
        """Work begins. See `_step_by_user`."""
        return self._step_by_user("start")

    def action_finish(self):
        """Work is done: each fault has its outcome, the order is confirmed. See `_step_by_user`."""
        return self._step_by_user("finish")

    def action_reopen(self, reason=False):
        """Work goes on. See `_step_by_user`.

        :param str reason: why, kept with the step
        """
        return self._step_by_user("reopen", reason) if reason else self._transition_ask("reopen")

    def action_deliver(self):
        """The customer has the vehicle again; a call is due some days later. See `_step_by_user`."""
        return self._step_by_user("deliver")

    def action_cancel(self, reason=False):
        """The job comes to nothing; its quotation, too. See `_step_by_user`.

        :param str reason: why, kept with the step
        """
        return self._step_by_user("cancel", reason) if reason else self._transition_ask("cancel")
