from odoo import models

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
        author = message.author_id
        is_employee = bool(author) and not author.partner_share
        if is_employee and message.message_type in WRITTEN and self._reaches_customer(recipients):
            self._replied()
        elif not is_employee and message.message_type in RECEIVED and self.paused_on and not self._is_automatic_mail():
            self._resume()

    def _reaches_customer(self, recipients):
        """Whether somebody of the customer, or an address that is no contact, gets a message.

        :param recipients: as `_notify_get_recipients` gives them
        """
        people = self.partner_id | self.contact_id.commercial_partner_id
        partners = self.env["res.partner"]
        outside = [each for each in recipients if each["share"]]
        return any(not each["id"] or partners.browse(each["id"]).commercial_partner_id in people for each in outside)
