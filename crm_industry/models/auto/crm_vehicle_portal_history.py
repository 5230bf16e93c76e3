from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from ...tools.mail_text import LONGEST_TEXT, storable

SHOWN_JOBS = 50


class CrmVehiclePortal(models.AbstractModel):
    """What was done to a vehicle at any station since it became the customer's; prices of the customer's own orders alone."""

    _inherit = "crm.vehicle.portal"

    @api.model
    def _jobs(self, vehicle, limit=SHOWN_JOBS):
        """Return the jobs of the customer's own time with a vehicle, latest first, with full rights. The day of a job is that of
        the reception; until then the planned or wished one, else the one on which it was written down."""
        # sudo: portal users have no right to jobs in any other way; the vehicle is theirs
        jobs = self.env["crm.service.job"].sudo()
        jobs.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT job.id FROM crm_service_job job JOIN res_company company ON company.id = job.company_id
                 CROSS JOIN LATERAL (SELECT coalesce(
                       job.received_day,
                       (job.planned_start AT TIME ZONE 'UTC' AT TIME ZONE coalesce(company.business_tz, 'UTC'))::date,
                       job.wished_day,
                       (job.create_date AT TIME ZONE 'UTC' AT TIME ZONE coalesce(company.business_tz, 'UTC'))::date) AS day) come
                 WHERE job.vehicle_id = %(vehicle)s
                   AND EXISTS (SELECT FROM (%(owned)s) own WHERE daterange(own.date_from, own.date_to, '[]') @> come.day)
                 ORDER BY come.day DESC, job.id DESC LIMIT %(limit)s
                """,
                vehicle=vehicle.id,
                owned=self._owned_query(vehicle),
                limit=limit,
            )
        )
        return jobs.browse([job_id for (job_id,) in rows])

    @api.model
    def _job(self, vehicle_id, job_id):
        """Return a job that the user's customer ordered for a vehicle of its own.

        :raise AccessError: it is none
        """
        found = self._jobs(self._vehicle(vehicle_id), limit=None).filtered(lambda job: job.id == job_id and self._is_mine(job))
        if not found:
            raise self._no_such_page()
        return found

    @api.model
    def _is_mine(self, job):
        return job.partner_id.commercial_partner_id == self._own_customer()

    @api.model
    def _history(self, vehicle):
        """Return the jobs of a vehicle: id, name, kind, station, day, planned_on, km, state, state_label, work and faults
        (texts), amount and currency (of own orders), words, may_rate, score, may_cancel."""
        jobs = self._jobs(vehicle)
        kinds, states = dict(jobs._selection_kind()), dict(jobs._selection_state())
        return [self._job_head(job) | {"kind": kinds[job.kind], "state_label": states[job.state]} for job in jobs]

    @api.model
    def _job_head(self, job):
        mine = self._is_mine(job)
        return {
            "id": job.id,
            "name": job.name,
            "station": job.station_id.name,
            "day": job.received_day or (not job.planned_start and job.wished_day),
            "planned_on": job.state == "booked" and self._planned_on(job),
            "km": job.received_day and job.km and self._distance(job.km),
            "state": job.state,
            "work": [f"{line['quantity']:g} × {line['name']}" for line in job._work_lines()],
            "faults": self._faults(job),
            "words": mine and job.words,
            "may_rate": mine and job.state == "delivered" and not job.followed_up_on,
            "score": mine and job.follow_up_score,
            "may_cancel": mine and job.state == "booked",
        } | self._price(job, mine)

    @api.model
    def _planned_on(self, job):
        """Return when the vehicle is to come, as a text in the time of the station; False without a plan."""
        zone = job.company_id.business_tz or "UTC"
        return job.planned_start and format_datetime(self.env, job.planned_start, tz=zone, dt_format="short")

    @api.model
    def _price(self, job, mine):
        """Return what the customer's own, confirmed order costs: amount and currency."""
        order = job.sale_order_id
        shown = mine and order.state == "sale" and order.partner_id.commercial_partner_id == self._own_customer()
        return {"amount": shown and order.amount_total, "currency": order.currency_id, "priced": bool(shown)}

    @api.model
    def _faults(self, job):
        outcomes = dict(job.fault_ids._selection_outcome())
        return [" · ".join(filter(None, (each.fault_id.name, outcomes.get(each.outcome)))) for each in job.fault_ids]

    # -- what owners do ------------------------------------------------------------------------------------------------

    @api.model
    def _rate(self, vehicle_id, job_id, values):
        """Take what the customer says about a job that is delivered, once.

        :param dict values: texts of the form: score (1 to 5), words
        :raise AccessError: the job is not the customer's
        :raise UserError: no score was chosen, or the customer has answered
        """
        job = self._job(vehicle_id, job_id)
        score = values.get("score") or ""
        if score not in ("1", "2", "3", "4", "5"):
            raise UserError(self.env._("Please choose one to five stars."))
        job._follow_up(int(score), storable(values.get("words")).strip()[:LONGEST_TEXT], "portal")
        return job

    @api.model
    def _cancel(self, vehicle_id, job_id):
        """Call a booking off.

        :raise AccessError: the job is not the customer's
        :raise UserError: it has begun
        """
        job = self._job(vehicle_id, job_id)
        job._cancel_online()
        return job
