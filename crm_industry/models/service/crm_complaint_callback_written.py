from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_complaint_callback_attempt import NOBODY

QUESTION = "crm_industry.mail_template_complaint_question"
APOLOGY = "crm_industry.mail_template_complaint_apology"
WRITTEN = ("email", "sms")


class CrmComplaintCallback(models.Model):
    """Who asked not to be called is asked in writing, by e-mail or SMS, on the day when the call would be due; an apology goes
    the same way. The loop stays open until the customer answers; after some working days of silence the manager decides."""

    _inherit = "crm.complaint.callback"

    written_on = fields.Datetime(string="Asked in Writing", readonly=True)
    written_by = fields.Selection([("email", "E-mail"), ("sms", "SMS")], readonly=True)
    source = fields.Selection(selection_add=[("email", "E-mail"), ("sms", "SMS")])

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"written_on": False, "written_by": False}

    def _written_words(self):
        """Return in a sentence how and when the customer was written to instead of called."""
        day = format_date(self.env, self.complaint_id._local_day(self.written_on))
        if not self.written_by:
            return self.env._("The customer may be contacted in no way: a service manager decides.")
        channel = dict(self._fields["written_by"]._description_selection(self.env))[self.written_by]
        return self.env._("Customer asked not to be called: sent by %(channel)s on %(day)s.", channel=channel, day=day)

    # -- calls ---------------------------------------------------------------------------------------------------------

    def action_log_call(self, result, received=False, score=False, comment=False, next_date=False, note=False):
        """:raise UserError: calls in vain of a customer who asked not to be called"""
        check_one(self)
        self.check_access("read")
        if result in NOBODY and self._refusing():
            raise UserError(
                self.env._("%(callback)s: the customer asked not to be called, ask in writing.", callback=self.display_name)
            )
        return super().action_log_call(result, received, score, comment, next_date, note)

    def _put_off(self, due_date, picking=None):
        """More has been delivered: it is asked again."""
        self._guarded_write({"written_on": False, "written_by": False})
        return super()._put_off(due_date, picking)

    # -- writing -------------------------------------------------------------------------------------------------------

    def action_ask_in_writing(self):
        """Write to the customer now (button).

        :raise AccessError: the user is no service agent
        :raise UserError: nothing is waited for, it has been written to already, or it may be called
        """
        check_one(self)
        self.complaint_id._check_agent()
        self._check_waiting()
        if self.written_on or not self._refusing():
            raise UserError(
                self.env._("%(callback)s: only who asked not to be called is asked in writing, once.", callback=self.display_name)
            )
        self._ask_in_writing()
        return True

    def _ask_in_writing(self):
        """Write to the customer by the channel that it prefers, else by the next one that is allowed."""
        self.ensure_one()
        callback = self.sudo()
        callback.activity_id.unlink()
        channel = next((each for each in callback._writing_channels() if callback._write_by(each)), False)
        callback._guarded_write({"written_on": fields.Datetime.now(), "written_by": channel})
        if not channel:
            return callback._may_not_be_asked()
        # It was in time, or was not.
        callback._guarded_write({"first_called_on": callback.first_called_on or callback.company_id._business_today()})
        self.complaint_id._log_event("asked", note=callback._written_words())
        if self.kind == "apology":
            callback._take_answer(False, False, False, channel)

    def _writing_channels(self):
        """Return the channels to try, the preferred one first."""
        preferred = self.preferred_channel
        return sorted(WRITTEN, key=lambda channel: channel != preferred)

    def _write_by(self, channel):
        """Write by one channel; return whether the customer may be written to by it."""
        if channel == "email":
            return bool(self.complaint_id._try_letter(QUESTION if self.kind == "satisfaction" else APOLOGY))
        return self.complaint_id._send_sms(self._sms_words)

    def _sms_words(self, env):
        """Return the text of an SMS in the language of an environment."""
        complaint = self.complaint_id.with_env(env)
        facts = complaint._letter_facts()
        if self.kind == "apology":
            return env._(
                "%(company)s: we are sorry for what happened (%(number)s). What becomes of it: %(link)s",
                company=complaint.company_id.name,
                number=complaint.name,
                link=facts["link"],
            )
        return env._(
            "%(company)s: have you got what we promised (%(number)s), and are you satisfied? Please tell us: %(link)s",
            company=complaint.company_id.name,
            number=complaint.name,
            link=facts["link"],
        )

    def _may_not_be_asked(self):
        """No channel is allowed: an apology waits no longer, the question is for the manager to decide."""
        if self.kind == "apology":
            self._cancel_waiting()
            return self.complaint_id._apology_made()
        return self._give_up(self._written_words())

    def _give_up(self, words):
        """The customer does not answer: the manager decides."""
        self._guarded_write({"state": "unreached"})
        self.complaint_id._tell_manager("crm_industry.mail_activity_complaint_unreached", words)

    # -- job -----------------------------------------------------------------------------------------------------------

    @api.model
    def _cron_ask_in_writing(self):
        """Write to customers who asked not to be called when the call is due, and give up those who have not answered after as
        many working days as others are called on."""
        for company in self.search([("state", "=", "planned")]).company_id:
            today = company._business_today()
            planned = [("company_id", "=", company.id), ("state", "=", "planned")]
            due = [("due_date", "<=", today), "|", ("next_date", "=", False), ("next_date", "<=", today)]
            for callback in self.search([*planned, *due, ("written_on", "=", False)])._refusing():
                callback._ask_in_writing()
                self.env["ir.cron"]._commit_progress(1)
            for callback in self.search([*planned, ("kind", "=", "satisfaction"), ("written_on", "!=", False)]):
                if callback._is_silent(today):
                    callback._give_up(callback._written_words())
                    self.env["ir.cron"]._commit_progress(1)

    def _is_silent(self, today):
        """Return whether the customer has had enough working days to answer in writing.

        :param date today: in the company's time zone
        """
        asked = self.complaint_id._local_day(self.written_on)
        return today >= self.complaint_id._working_day(asked, self.company_id.sudo().complaint_call_days)
