from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_id, as_text, check_ids

LONGEST = timedelta(days=366)
RELEASED_AT_ONCE = 500


class CrmTelecomNumber(models.Model):
    """What agents do with numbers, and what happens by itself when its time has come."""

    _inherit = "crm.telecom.number"

    def action_reserve(self, partner_id=False, lead_id=False, until=False, note=False):
        """Keep free numbers for a customer or a lead; a window asks for whom when neither is given. Telecom agents.

        :param int partner_id: the customer, or a contact of it
        :param int lead_id: instead of a customer
        :param until: time in UTC; by default so many days from now as the company has set
        :param str note: kept with the event
        :raise AccessError: the user is no telecom agent
        :raise UserError: a number is not free, or an argument makes no sense
        """
        check_ids(self)
        self._check_telecom_agent()
        if not partner_id and not lead_id:
            return self._ask_reservation()
        whom = self._reserved_whom(partner_id, lead_id)
        (self | self)._reserve(whom, self._reservation_end(until), as_text(self.env, note).strip())
        return True

    def _reserve(self, whom, until, note=None, source="user"):
        """Keep these numbers for somebody; the caller has made sure that the user may.

        :param dict whom: reserved_partner_id or reserved_lead_id
        :param datetime until: in UTC
        """
        self.env["crm.capacity.lock"]._lock_capacity(self._transition_locks("reserve"))
        for number in self:
            if number.state != "free":
                raise UserError(number._wrong_state("reserve"))
            number._guarded_write(whom | {"reserved_by_id": self.env.uid, "reserved_until": until})
        return self._transition("reserve", note=note, source=source)

    def _reserved_whom(self, partner_id, lead_id):
        whom = {"reserved_partner_id": ("res.partner", partner_id), "reserved_lead_id": ("crm.lead", lead_id)}
        found = {}
        for name, (model, record_id) in whom.items():
            record = self.env[model].browse(as_id(self.env, record_id)).exists() if record_id else self.env[model]
            if record_id and not record:
                raise UserError(self.env._("There is no such customer or lead: choose another one."))
            if record:
                record.check_access("read")
            found[name] = record.id
        return found

    def _reservation_end(self, until):
        now = fields.Datetime.now()
        if not until:
            return now + timedelta(days=self.company_id[:1].telecom_reservation_days)
        try:
            end = fields.Datetime.to_datetime(until)
        except (TypeError, ValueError):
            end = None
        if not isinstance(end, datetime) or not now < end <= now + LONGEST:
            raise UserError(self.env._("A reservation ends at a time from now on, within a year."))
        return end

    def _ask_reservation(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reserve Numbers"),
            "res_model": "crm.telecom.number.reservation",
            "view_mode": "form",
            "target": "new",
            "context": {"default_number_ids": self.ids},
        }

    # -- other steps by hand -------------------------------------------------------------------------------------------

    def action_release(self, date=False, note=False):
        """End reservations: whoever made them, or telecom managers; anybody once they have expired."""
        return self._step_by_user("release", date=date, note=note)

    def action_unassign(self, date=False, note=False):
        """Take numbers back that nobody has used: their subscriptions have not been submitted, or never became active."""
        return self._step_by_user("unassign", date=date, note=note)

    def action_end_quarantine(self, date=False, note=False):
        """Numbers are free again: at the end of the quarantine, or earlier by telecom managers."""
        return self._step_by_user("end_quarantine", date=date, note=note)

    def action_block(self, reason_id=False, date=False, note=False):
        """Take numbers out of the pool; for telecom managers, with a reason (a window asks for it)."""
        return self._step_by_user("block", reason_id, date, note)

    def action_unblock(self, date=False, note=False):
        """Give blocked numbers back to the pool; what was in quarantine rests on. Telecom managers."""
        return self._step_by_user("unblock", date=date, note=note)

    def action_come_home(self, date=False, note=False):
        """Own numbers that had gone to another operator are back; they rest before they are free. Telecom managers."""
        return self._step_by_user("come_home", date=date, note=note)

    # -- by itself -----------------------------------------------------------------------------------------------------

    @api.model
    def _cron_release_reservations(self):
        """End the reservations whose time is over."""
        domain = [("state", "=", "reserved"), ("reserved_until", "<=", fields.Datetime.now())]
        self._release_in_pieces(domain, "release")

    @api.model
    def _cron_end_quarantines(self):
        """Free the numbers that have rested long enough, by the day of their company."""
        for company in self.env["res.company"].search([("telecom_quarantine_days", ">=", 0)]):
            today = company._business_today()
            domain = [("company_id", "=", company.id), ("state", "=", "quarantined"), ("quarantine_until", "<=", today)]
            self._release_in_pieces(domain, "end_quarantine")

    @api.model
    def _release_in_pieces(self, domain, verb):
        """Take a step with all numbers of a domain, each piece in a transaction; what a colleague has in hand is left out."""
        crons = self.env["ir.cron"]
        left = self.search_count(domain)
        while left:
            numbers = self.search(domain, limit=RELEASED_AT_ONCE, order="id").try_lock_for_update().filtered_domain(domain)
            if not numbers:
                break
            numbers._transition(verb, source="job")
            left = self.search_count(domain)
            if not crons._commit_progress(len(numbers), remaining=left):
                break
