from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_ids

from .crm_complaint import OVER
from .incoming_words import incoming_words

RECEIVED = "crm_industry.mail_template_complaint_received"
# In 24 hours, to one sender: two machines that write to each other come to an end.
MOST = 10


class CrmComplaint(models.Model):
    """Who complains in writing is told by e-mail, once and at once, that it has arrived: the number, what was understood, and
    until when an answer comes. It is not the answer: the clock of the first answer goes on."""

    _inherit = "crm.complaint"

    acknowledges = fields.Boolean(
        string="Confirm Receipt by E-mail",
        copy=False,
        help="The customer gets the number, what was understood and the deadline. Who writes by e-mail or on the portal gets it"
        " anyway.",
    )
    acknowledged_on = fields.Datetime(
        string="Receipt Confirmed", readonly=True, copy=False, help="When the customer was told that it has arrived."
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"acknowledged_on": False}

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints.filtered("acknowledges")._acknowledge()
        return complaints

    def _message_post_after_hook(self, message, msg_values):
        """The mail that began the complaint is in its place: confirm it, unless a machine wrote it."""
        result = super()._message_post_after_hook(message, msg_values)
        first = self._is_first_message() and message.sudo().message_type == "email"
        if first and not self._is_automatic_mail() and not incoming_words().wants_no_answer:
            self._acknowledge_written()
        return result

    def _acknowledge_written(self):
        """Confirm complaints that came in writing, where the settings say so; nobody gets very many in a day."""
        day = fields.Datetime.now() - timedelta(days=1)
        for complaint in self.sudo():
            person = complaint.contact_id
            sender, known = ("contact_id", person.id) if person else ("email_from", complaint.email_from)
            told = complaint.search_count([(sender, "=", known), ("acknowledged_on", ">", day)])
            if complaint.company_id.complaint_acknowledges and told < MOST:
                complaint._acknowledge()

    def _acknowledge(self):
        """Tell customers that their complaints have arrived, once each, where they may be written to."""
        # sudo: salespeople and customers take complaints down, the server confirms them
        for complaint in self.sudo().filtered(lambda each: not each.acknowledged_on and each.state not in OVER):
            if complaint._try_letter(RECEIVED, {"Auto-Submitted": "auto-replied"}, references=complaint._first_mail_id()):
                complaint._guarded_write({"acknowledged_on": fields.Datetime.now()})
                complaint._log_event("acknowledged")

    def _first_mail_id(self):
        """Return the Message-Id of the mail that began the complaint, if any, so that the customer finds both together."""
        mails = self.message_ids.filtered(lambda message: message.message_type == "email")
        return mails.sorted("id")[:1].message_id or False

    def action_acknowledge(self):
        """Confirm the receipt now (button).

        :raise AccessError: the user is no service agent
        :raise UserError: it is confirmed already, over, or the customer may not be written to
        """
        check_ids(self)
        self._check_agent()
        self._check_open()
        for complaint in self:
            if complaint.acknowledged_on:
                raise UserError(
                    self.env._("%(complaint)s: the customer has been told already.", complaint=complaint.display_name)
                )
            recipient, reason = complaint._letter_recipient()
            if recipient:
                complaint._acknowledge()
                reason = self.env._("The mail could not be made: see its template.")
            if not complaint.acknowledged_on:
                raise UserError(
                    self.env._(
                        "%(complaint)s: the receipt can't be confirmed by e-mail. %(reason)s",
                        complaint=complaint.display_name,
                        reason=reason,
                    )
                )
        return True
