import email
import hashlib
import re
from email.parser import BytesHeaderParser
from email.policy import SMTP
from xmlrpc.client import Binary

from odoo import api, models

from ...tools.mail_text import is_automatic, one_line, storable

# So many rows of locks there are at most, whatever number of mails arrives.
LOCKS = 2**16
NUMBER = re.compile(rb"^message-id:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)


class MailThread(models.AbstractModel):
    """The gate through which mails reach complaints."""

    _inherit = "mail.thread"

    @api.model
    def message_process(self, model, message, custom_values=None, save_original=False, strip_attachments=False, thread_id=None):
        """Let in different mails that bear one number: some devices and web forms number all their mails alike."""
        message = self._distinct_complaint_mail(message)
        return super().message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Take the same mail in once only, and let complaints know what a machine has written."""
        if any(route[0] == "crm.complaint" for route in routes or ()):
            number = hashlib.sha256(storable(message_dict["message_id"]).encode()).digest()
            place = int.from_bytes(number[:4], "big") % LOCKS
            # Two servers may fetch it at once; this is before anything is created or anybody told.
            self.env["crm.capacity.lock"].sudo()._lock_capacity([f"complaint mail:{place}"])
            gate = self.with_context(complaint_mail_automatic=is_automatic(message))
            return super(MailThread, gate)._message_route_process(message, message_dict, routes)
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def message_parse(self, message, save_original=False):
        """Leave out of a mail what the database can't hold: what nobody can read must not keep the rest from coming in."""
        found = super().message_parse(message, save_original=save_original)
        for name, text in found.items():
            if isinstance(text, str):
                # Markup stays markup.
                found[name] = type(text)(storable(text))
        found["attachments"] = [
            attachment._replace(fname=one_line(attachment.fname)) for attachment in found.get("attachments") or ()
        ]
        return found

    @api.model
    def _distinct_complaint_mail(self, message):
        """Return a mail with a number of its own if another one of a complaint has its number already.

        The new number follows from the old one, the sender, the subject and the date: the same mail again gets the same.
        """
        raw = message.data if isinstance(message, Binary) else message
        raw = raw.encode() if isinstance(raw, str) else bytes(raw)
        number = storable(str(BytesHeaderParser().parsebytes(raw).get("Message-Id") or "")).strip()
        # sudo: whether there is such a mail decides, whoever brings it
        messages = self.env["mail.message"].sudo()
        known = number and messages.search([("message_id", "=", number), ("model", "=", "crm.complaint")], limit=1)
        if not known:
            return message
        found = self.message_parse(email.message_from_bytes(raw, policy=SMTP))
        marks = [storable(found.get(name)) for name in ("email_from", "subject", "date")]
        if marks == [known.email_from or "", known.subject or "", str(known.date)] or not found.get("date"):
            return message
        digest = hashlib.sha256("\n".join((number, *marks)).encode()).hexdigest()[:32]
        return NUMBER.sub(f"Message-Id: <{digest}@again.invalid>".encode(), raw, count=1)
