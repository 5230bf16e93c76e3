from odoo import api, fields, models
from odoo.tools import plaintext2html

PURPOSES = [("contract", "Contract"), ("service", "Service"), ("survey", "Survey"), ("marketing", "Marketing")]
NO_NUMBER = ("sms_number_missing", "sms_number_format")


class SmsSms(models.Model):
    """Every SMS obeys what its recipient wants: consent and quiet hours are looked at when it is about to leave.

    What can't be delivered goes out by e-mail, once, where that is allowed.
    """

    _inherit = "sms.sms"

    contact_purpose = fields.Selection(PURPOSES, string="Purpose", default="service", required=True, readonly=True)
    contact_at = fields.Datetime(string="Not Before", readonly=True, help="The end of the recipient's quiet hours.")
    contact_mail_id = fields.Many2one(
        "mail.mail", string="E-mail Instead", readonly=True, index="btree_not_null", ondelete="set null"
    )
    contact_fell_back = fields.Boolean(string="Sent by E-mail", readonly=True)
    state = fields.Selection(selection_add=[("waiting", "Quiet Hours")], ondelete={"waiting": "set default"})

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages.filtered(lambda message: message.failure_type in NO_NUMBER)._contact_fall_back()
        return messages

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Send what may go now; the rest waits, or is cancelled."""
        ready = self._contact_hold_back()
        if not ready:
            return None
        ready._contact_track()
        result = super(SmsSms, ready)._send(unlink_failed=unlink_failed, unlink_sent=unlink_sent, raise_exception=raise_exception)
        ready.exists().filtered(lambda message: message.state == "error")._contact_fall_back()
        return result

    # -- consent and quiet hours ---------------------------------------------------------------------------------------

    def _contact_hold_back(self):
        """Cancel what nobody agreed to, let wait what would disturb; return the others."""
        now, ready = fields.Datetime.now(), self.browse()
        for (company, purpose), messages in self._contact_cases():
            verdicts = messages.partner_id.with_company(company)._may_contact("sms", purpose, now)
            refused = messages.with_company(company)._contact_refused_numbers(purpose)
            for message in messages:
                allowed, moment = message._contact_verdict(verdicts, company, now)
                allowed = allowed and message.number not in refused
                if not allowed:
                    message._update_sms_state_and_trackers("canceled", failure_type="sms_optout")
                elif moment > now:
                    message._contact_wait(moment)
                else:
                    ready |= message
        return ready

    def _contact_cases(self):
        """Return ((company, purpose), messages): those about which the same is decided."""
        return self.grouped(lambda message: (message._get_sms_company()[:1] or self.env.company, message.contact_purpose)).items()

    def _contact_verdict(self, verdicts, company, now):
        """(may it go, from when on). A number that is given with the message makes up for one missing on the contact."""
        verdict = verdicts.get(self.partner_id.id)
        if verdict and verdict.reason and verdict.reason != "no_address":
            return False, None
        partner = self.partner_id.with_company(company)
        return True, verdict.moment if verdict and verdict.moment else partner._contact_moment("sms", self.contact_purpose, now)

    def _contact_refused_numbers(self, purpose):
        """Return the numbers typed in, without a contact, that belong to somebody who wants no such SMS."""
        numbers = {message.number for message in self if message.number and not message.partner_id}
        if purpose == "contract" or not numbers:
            return set()
        # sudo: whose number it is decides, whoever writes
        heard = self.env["crm.contact.consent"].sudo()._latest_of_addresses("phone_sanitized", list(numbers), "sms", purpose)
        return {number for number, answer in heard.items() if answer == "withdrawn"}

    def _contact_wait(self, moment):
        self.write({"state": "waiting", "contact_at": moment})
        # sudo: the job belongs to the system
        self.env.ref("crm_industry.ir_cron_sms_waiting").sudo()._trigger(at=moment)

    @api.model
    def _cron_contact_release(self):
        """Put what has waited for the end of quiet hours back into the queue."""
        waiting = self.search([("state", "=", "waiting"), ("contact_at", "<=", fields.Datetime.now())])
        waiting.write({"state": "outgoing"})
        if waiting:
            self.env.ref("sms.ir_cron_sms_scheduler_action")._trigger()

    # -- e-mail instead ------------------------------------------------------------------------------------------------

    def _contact_track(self):
        """Have delivery reports find the messages, also those without a notification."""
        missing = self.filtered(lambda message: message.partner_id and not message.sms_tracker_id)
        self.env["sms.tracker"].sudo().create([{"sms_uuid": message.uuid} for message in missing])
        missing.invalidate_recordset(["sms_tracker_id"])

    def _contact_fall_back(self):
        """Send the text by e-mail, once, where the settings and the recipient allow it."""
        failed = self.filtered(lambda message: message.partner_id and message.body and not message.contact_fell_back)
        for (company, purpose), messages in failed._contact_cases():
            if not company.sudo().root_id.contact_sms_fallback:
                continue
            verdicts = messages.partner_id.with_company(company)._may_contact("email", purpose)
            for message in messages:
                verdict = verdicts[message.partner_id.id]
                if verdict.allowed:
                    mail = self.env["mail.mail"].sudo().create(message._contact_mail_values(company, verdict.moment))
                    message.write({"contact_mail_id": mail.id, "contact_fell_back": True})

    def _contact_mail_values(self, company, moment):
        partner = self.partner_id
        text = self.with_context(lang=partner.lang or self.env.lang)
        about = self.mail_message_id
        return {
            "subject": text.env._("Message from %(company)s", company=company.name),
            "body_html": plaintext2html(self.body),
            "email_from": company.email_formatted or self.env.user.email_formatted,
            "author_id": company.partner_id.id,
            "recipient_ids": [fields.Command.link(partner.id)],
            "model": about.model or "res.partner",
            "res_id": about.res_id or partner.id,
            "scheduled_date": moment if moment > fields.Datetime.now() else False,
            "auto_delete": False,
        }
