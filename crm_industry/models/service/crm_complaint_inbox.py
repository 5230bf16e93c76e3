from odoo import api, fields, models
from odoo.tools import email_normalize

from ...tools.mail_text import one_line, words_of
from .crm_complaint import OVER
from .incoming_words import incoming_words


class CrmComplaint(models.Model):
    """Complaints by e-mail: a mail to a mailbox of the service begins one, an answer joins it, and nothing is refused."""

    _inherit = "crm.complaint"
    _primary_email = "email_from"

    mailbox_id = fields.Many2one("crm.complaint.mailbox", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")

    # -- mails that come -----------------------------------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Begin a complaint with a mail. Who wrote it is known when the address leads to one customer."""
        given = custom_values or {}
        # sudo: the gate's user need not be of the service
        mailbox = self.env["crm.complaint.mailbox"].sudo().browse(given.get("mailbox_id") or ()).exists()
        company = mailbox.company_id or self.env.company
        values = {
            # Kept by the server, else Odoo takes the subject.
            "name": "/",
            "subject": one_line(msg_dict.get("subject")) or self.env._("E-mail without a subject"),
            "description": words_of(msg_dict.get("body")),
            "channel": "email",
            # Once the mail itself is in its place.
            "acknowledges": False,
            "company_id": company.id,
            **self._mail_sender_values(msg_dict.get("email_from"), company),
        }
        if mailbox:
            values |= {"type_id": mailbox.type_id.id, "category_id": mailbox.category_id.id}
            values |= {"user_id": company._employed(mailbox.user_id).filtered("active").id}
        complaint = super().message_new(msg_dict, values | given)
        # The mail itself is posted next: it is what was received.
        incoming_words().begun.add(complaint.id)
        return complaint

    def _message_post_after_hook(self, message, msg_values):
        """Notice what the customer writes, in whatever way. What a machine or an employee writes is no word of the customer."""
        result = super()._message_post_after_hook(message, msg_values)
        if message.sudo().message_type == "email" and incoming_words().digest:
            message.sudo().complaint_digest = incoming_words().digest
        quiet = self._is_first_message() or self._is_automatic_mail()
        # sudo: asked for any sender
        words = message.sudo()
        spoken = words.message_type in ("comment", "email") and not words.subtype_id.internal
        # An employee who posts in the name of the customer through the API is an employee all the same.
        by_employee = words.message_type == "comment" and not self.env.su and self.env.user._is_internal()
        if spoken and not quiet and not by_employee and (not words.author_id or words.author_id.partner_share):
            self.sudo()._customer_wrote()
        return result

    def _is_automatic_mail(self):
        """Return whether the mail that is being taken in was written by a machine, as the gate has seen by its headers."""
        return incoming_words().is_automatic

    def _is_first_message(self):
        """Return whether the message that is being posted is the one that the complaint began with."""
        return bool(self) and incoming_words().begun.issuperset(self.ids)

    @api.model
    def _mail_sender_values(self, email_from, company):
        """Return contact and customer of an address, nothing when it leads to nobody, to several customers, or to ourselves."""
        email = email_normalize(email_from or "")
        if not email:
            return {}
        # sudo: whoever is written to, the customer is to be found
        own = self.env["res.company"].sudo().search([("partner_id", "!=", False)]).partner_id
        partners = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    ("email_normalized", "=", email),
                    ("partner_share", "=", True),
                    ("company_id", "in", [False, *company.sudo().parent_ids.ids]),
                    ("commercial_partner_id", "not in", own.ids),
                ]
            )
        )
        customer = partners.commercial_partner_id
        if len(customer) != 1:
            return {}
        person = (partners - customer)[:1] or customer
        return {"contact_id": person.id, "partner_id": customer.id}

    # -- what follows --------------------------------------------------------------------------------------------------

    def _customer_wrote(self):
        """Hook: the customer has written, by mail or on the portal. Extend by super; in sudo.

        A word after the end does not reopen by itself, it may be thanks: somebody reads it and decides.
        """
        self._log_event("wrote")
        for complaint in self.filtered(lambda each: each.state in OVER):
            complaint._give_to_agent("crm_industry.mail_activity_complaint_wrote")

    def _give_to_agent(self, activity_type):
        """Give something to do to whoever handles a complaint, else to a service manager.

        :param str activity_type: external id
        """
        self.ensure_one()
        complaint = self.sudo()
        self._notice(activity_type, complaint.user_id.filtered("active") or complaint.company_id._complaint_user("manager"))

    def _message_receive_bounce(self, email, partner):
        """A mail to the customer came back: call instead."""
        result = super()._message_receive_bounce(email, partner)
        for complaint in self:
            complaint._give_to_agent("crm_industry.mail_activity_complaint_bounced")
        return result

    # -- mails that go -------------------------------------------------------------------------------------------------

    def _mail_get_partners(self, introspect_fields=False):
        """Write to the person, not to its company's address as well."""
        return {complaint.id: complaint.contact_id or complaint.partner_id for complaint in self}

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Answers come back to the mailbox."""
        found = super()._notify_get_reply_to(default=default, author_id=author_id)
        for complaint in self:
            # sudo: whoever writes, the customer answers to the mailbox
            if address := complaint.sudo().mailbox_id.alias_email:
                found[complaint.id] = self._notify_get_reply_to_formatted_email(address, author_id=author_id)
        return found
