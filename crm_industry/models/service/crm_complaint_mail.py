from odoo import api, models
from odoo.tools import email_normalize, is_html_empty

WRITTEN = ("comment", "email_outgoing")
RECEIVED = ("comment", "email")


class CrmComplaint(models.Model):
    """Messages to and from the customer move the clocks."""

    _inherit = "crm.complaint"

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if len(self) == 1 and message:
            # sudo: whoever writes a message, the portal's user, too
            self.sudo()._clocks_by_message(message.sudo(), recipients)
        return recipients

    def _clocks_by_message(self, message, recipients):
        """The first message of an employee to the customer is the answer; what the customer writes ends a pause."""
        if message.is_internal or message.subtype_id.internal:
            return
        if self._is_by_company(message):
            if message.message_type in WRITTEN and not self._is_blank(message) and self._reaches_customer(recipients):
                self._replied()
        elif message.message_type in RECEIVED and self.paused_on and not self._is_automatic_mail():
            if self._is_by_customer(message):
                self._resume()

    @api.model
    def _is_blank(self, message):
        return is_html_empty(message.body) and not message.attachment_ids

    @api.model
    def _is_by_company(self, message):
        return bool(message.author_id) and not message.author_id.partner_share

    def _is_by_customer(self, message):
        """Return whether somebody of the customer wrote a message: one of its contacts, or the address that complained."""
        author = message.author_id
        if author:
            return author.partner_share and author.commercial_partner_id in self._customer_people()
        return email_normalize(message.email_from or "") in self._complaining_addresses()

    def _complaining_addresses(self):
        """Return the address that complained: that of the mail that began it, else the one written down while nobody is known."""
        # sudo: who has written, whoever asks
        mails = self.sudo().message_ids.filtered(lambda message: message.message_type == "email").sorted("id")
        begun = self.channel == "email" and mails[:1].email_from
        known = begun or (not self._customer_people() and self.email_from)
        return {email_normalize(known or "")} - {False}

    def _customer_people(self):
        return self.partner_id | self.contact_id.commercial_partner_id

    def _reaches_customer(self, recipients):
        """Whether a message gets to the contact, the customer, the address that complained, or to another contact of the
        customer who was known before it complained; somebody made up since then is no customer who has an answer.

        :param recipients: as `_notify_get_recipients` gives them
        """
        emails = self._complaining_addresses()
        for each in recipients:
            partner = self.env["res.partner"].browse(each["id"] or ())
            if each["share"] and each["email_normalized"] in emails:
                return True
            if each["share"] and partner.commercial_partner_id in self._customer_people() and self._is_known(partner):
                return True
        return False

    def _is_known(self, partner):
        """Return whether a contact was there before the complaint, or came in with its customer."""
        return partner.create_date <= self.create_date or partner.commercial_partner_id.create_date > self.create_date
