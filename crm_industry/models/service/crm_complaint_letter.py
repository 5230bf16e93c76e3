import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize, html2plaintext

_logger = logging.getLogger(__name__)

QUOTED = 600
# No answering machine answers these (RFC 3834), and ours takes no answer to them for a customer's word.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class CrmComplaint(models.Model):
    """Mails that the server writes to the customer by itself. They are no employee's answer: the clocks go on."""

    _inherit = "crm.complaint"

    def _send_letter(self, template, headers=None, **values):
        """Send the customer a mail, if it may be written to by e-mail about the service.

        :param str template: external id of the mail template
        :param dict headers: more headers
        :param values: of mail.mail
        :return: mail.mail, in sudo; empty when the customer may not be written to, or the template was deleted
        :raise UserError: the template can't be rendered
        """
        self.ensure_one()
        letter = self.env.ref(template, raise_if_not_found=False)
        recipient, _reason = self._letter_recipient()
        mails = self.env["mail.mail"].sudo()
        if not letter or not recipient:
            return mails
        values |= recipient | {
            "author_id": self.company_id.partner_id.id,
            "reply_to": self.sudo()._notify_get_reply_to(default=self.company_id.sudo().email_formatted)[self.id],
            "message_type": "auto_comment",
            "headers": repr(HEADERS | (headers or {})),
        }
        # sudo: whoever causes it, the company writes
        sender = letter.sudo().with_company(self.company_id)
        mail = mails.browse(sender.send_mail(self.id, email_values=values))
        self._hide_key(mail.mail_message_id)
        return mail

    def _try_letter(self, template, headers=None, **values):
        """Like `_send_letter`, but a template that somebody has broken hinders nothing else: it is in the log."""
        try:
            with self.env.cr.savepoint():
                return self._send_letter(template, headers, **values)
        except UserError:
            _logger.warning("%s: the mail %s can't be made", self.name, template, exc_info=True)
            return self.env["mail.mail"].sudo()

    def _letter_recipient(self):
        """Return to whom a mail about the service goes, as values of mail.mail, and the reason when it goes to nobody.

        :rtype: tuple
        """
        self.ensure_one()
        # sudo: asked by the gate, the portal and jobs
        complaint = self.sudo().with_company(self.company_id)
        person, verdict = complaint._person_by("email")
        if person:
            if not verdict.allowed:
                return {}, person._contact_reason_texts()[verdict.reason]
            later = {"scheduled_date": verdict.moment} if verdict.moment > fields.Datetime.now() else {}
            return {"recipient_ids": [Command.set(person.ids)], "email_to": False} | later, ""
        return complaint._letter_to_stranger()

    def _person_by(self, channel):
        """Return the contact, else the customer, with the verdict whether it may be contacted about the service; the customer
        only where the contact has no address or number at all. To be called in sudo and with the company.

        :param str channel: email, sms or phone
        :return: res.partner (empty: nobody is known yet), ContactVerdict
        :rtype: tuple
        """
        person, verdict = self.env["res.partner"], None
        for partner in filter(None, (self.contact_id, self.partner_id)):
            found = partner._may_contact(channel, "service")[partner.id]
            if not person or verdict.reason == "no_address":
                person, verdict = partner, found
        return person, verdict

    def _letter_to_stranger(self):
        """Whoever wrote is no known contact: answer to the address, unless it is ours or somebody's who wants no mail."""
        email = email_normalize(self.email_from or "")
        if not email:
            return {}, self.env._("There is no e-mail address.")
        # sudo: whose address it is decides, whoever asks
        known = self.env["res.partner"].sudo().search([("email_normalized", "=", email)])
        if known.user_ids.filtered(lambda user: not user.share) or self.env["mail.alias.domain"].sudo()._find_aliases([email]):
            return {}, self.env._("%(email)s is an address of ours.", email=email)
        reasons = {verdict.reason for verdict in known._may_contact("email", "service").values()}
        if "withdrawn" in reasons:
            return {}, known._contact_reason_texts()["withdrawn"]
        return {"email_to": self.email_from, "recipient_ids": False}, ""

    def _letter_facts(self):
        """What mails to the customer say: name, link, deadline (of the first answer, UTC, or False), tz, goods, words, promises.

        The words are the customer's own, shortened; those that an agent took down stay inside.
        """
        self.ensure_one()
        # sudo: the mail says nothing else than the page that its link opens
        complaint = self.sudo()
        person = complaint.contact_id or complaint.partner_id
        clock = complaint.clock_ids.filtered(lambda each: each.kind == "reply" and not each.met_on)
        words = html2plaintext(complaint.description or "").strip() if complaint.channel in ("email", "portal") else ""
        done = complaint._this_round(complaint.resolution_ids).filtered("done_on")
        return {
            "name": person.name or "",
            "link": complaint.get_base_url() + self.get_portal_url(),
            "deadline": clock[:1].deadline,
            "tz": person.tz or complaint.partner_id.tz or complaint.company_id.business_tz or "UTC",
            "goods": [f"{line.product_id.display_name} × {line.quantity:g}" for line in complaint.line_ids],
            "words": words if len(words) <= QUOTED else f"{words[:QUOTED]} …",
            "promises": [" · ".join(filter(None, (each.type_id.name, each.note))) for each in done],
        }
