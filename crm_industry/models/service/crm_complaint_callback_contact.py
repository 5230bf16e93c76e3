from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..customer.crm_contact_consent import CHANNELS
from .crm_complaint_callback import WAITING


class CrmComplaintCallback(models.Model):
    """Callbacks heed how and when the customer wants to be contacted (`res.partner._may_contact`): they become due on a day on
    which it may be called, and whoever asked not to be called is not."""

    _inherit = "crm.complaint.callback"

    call_from = fields.Datetime(
        string="Not Before", readonly=True, help="The first moment on which the customer may be called on the day when it is due."
    )
    preferred_channel = fields.Selection(CHANNELS, compute="_compute_preferences")
    quiet_hours = fields.Char(compute="_compute_preferences", help="On the clock of the customer.")
    is_refused = fields.Boolean(
        string="No Calls", compute="_compute_is_refused", help="The customer asked not to be called: it is asked in writing."
    )
    contact_note = fields.Char(string="How to Contact", compute="_compute_is_refused")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"call_from": False}

    # -- what agents see -----------------------------------------------------------------------------------------------

    @api.depends("complaint_id.contact_id", "complaint_id.partner_id")
    def _compute_preferences(self):
        for callback in self:
            # sudo: whoever has to call needs to know
            person = callback.sudo().complaint_id._person_to_call()
            start, end, zone = person._contact_quiet_hours()
            callback.preferred_channel = person.contact_channel or person.commercial_partner_id.contact_channel
            callback.quiet_hours = f"{_clock(start)}–{_clock(end)}, {zone}" if person and start != end else False

    @api.depends("complaint_id.contact_id", "complaint_id.partner_id", "state", "due_date", "written_on", "written_by")
    def _compute_is_refused(self):
        verdicts = self._call_verdicts()
        for callback in self:
            verdict = verdicts.get(callback.id)
            callback.is_refused = bool(verdict) and verdict.reason == "withdrawn" and callback.state in WAITING
            callback.contact_note = callback._contact_words(verdict)

    def _contact_words(self, verdict):
        """Return in a sentence what the caller has to know, False when there is nothing.

        :param verdict: ContactVerdict of a call now, None: nobody to call
        """
        if self.written_on:
            return self._written_words()
        if self.state not in WAITING or not verdict:
            return False
        if verdict.reason == "withdrawn":
            day = format_date(self.env, self.due_date)
            return self.env._("The customer asked not to be called: it is asked in writing on %(day)s.", day=day)
        if verdict.moment and verdict.moment > fields.Datetime.now():
            return self.env._(
                "The customer does not want to be disturbed now: call from %(time)s.",
                time=format_datetime(self.env, verdict.moment, dt_format="short"),
            )
        return False

    # -- who and when --------------------------------------------------------------------------------------------------

    def _call_verdicts(self, at=None):
        """Return {id: ContactVerdict} for calls at a moment (UTC, now by default)."""
        people = defaultdict(dict)
        # sudo: what customers want holds for whoever calls
        for callback in self.sudo():
            if person := callback.complaint_id._person_to_call():
                people[callback.company_id][callback.id] = person
        found = {}
        for company, persons in people.items():
            everybody = self.env["res.partner"].with_company(company).union(*persons.values())
            verdicts = everybody._may_contact("phone", "service", at)
            found |= {callback_id: verdicts[person.id] for callback_id, person in persons.items()}
        return found

    def _refusing(self):
        """Return those of these callbacks whose customers asked not to be called."""
        verdicts = self._call_verdicts()
        return self.filtered(lambda each: each.id in verdicts and verdicts[each.id].reason == "withdrawn")

    @api.model
    def _plan(self, complaint, kind, due_date, picking=None):
        """A call is due on the first working day on which the customer may be called."""
        return super()._plan(complaint, kind, complaint._allowed_day(due_date), picking)

    def _put_off(self, due_date, picking=None):
        return super()._put_off(self.complaint_id._allowed_day(due_date), picking)

    def _remind(self):
        """Say from when on the customer may be called; nobody is reminded to call one who asked not to be called."""
        callback = self.sudo()
        day = max(callback.next_date or callback.due_date, callback.due_date)
        callback._guarded_write({"call_from": callback.complaint_id._call_moment(day)})
        if callback._refusing():
            return callback.activity_id.unlink()
        return super()._remind()


def _clock(hour):
    """Return an hour of the day as a clock shows it.

    >>> _clock(21.5)
    '21:30'
    """
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
