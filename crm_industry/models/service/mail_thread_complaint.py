import email
import hashlib
import re
from email.parser import BytesHeaderParser
from email.policy import SMTP
from xmlrpc.client import Binary

from odoo import api, models

from ...tools.mail_text import content_digest, is_automatic, one_line, storable, use_known_charsets, wants_no_answer
from .incoming_words import IncomingWords, taking_in

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
            words = IncomingWords(
                is_automatic=is_automatic(message),
                wants_no_answer=wants_no_answer(message),
                digest=content_digest(message),
            )
            with taking_in(words):
                return super()._message_route_process(message, message_dict, routes)
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def message_parse(self, message, save_original=False):
        """Leave out of a mail what the database can't hold: what nobody can read must not keep the rest from coming in."""
        use_known_charsets(message)
        found = super().message_parse(message, save_original=save_original)
        for name, text in found.items():
            if isinstance(text, str):
                # Markup stays markup.
                found[name] = type(text)(storable(text))
        found["attachments"] = [
            attachment._replace(fname=one_line(attachment.fname)) for attachment in found.get("attachments") or ()
        ]
        return found

    def rating_apply(self, rate, token=None, rating=None, **kwargs):
        """Find the rating by its token for employees as well, who may not read tokens: that of a complaint is the customer's."""
        if token and not rating:
            found = self.env["rating.rating"].sudo().search([("access_token", "=", token)], limit=1)
            token, rating = None, found.with_env(self.env)
        return super().rating_apply(rate, token=token, rating=rating, **kwargs)

    @api.model
    def _distinct_complaint_mail(self, message):
        """Return a mail with a number of its own if another one of a complaint has its number already.

        The new number follows from the old one, the sender, the subject, the date and what is in it: the same mail again, by
        whatever way, gets the same.
        """
        raw = message.data if isinstance(message, Binary) else message
        raw = raw.encode() if isinstance(raw, str) else bytes(raw)
        number = storable(str(BytesHeaderParser().parsebytes(raw).get("Message-Id") or "")).strip()
        # sudo: whether there is such a mail decides, whoever brings it
        messages = self.env["mail.message"].sudo()
        known = number and messages.search([("message_id", "=", number), ("model", "=", "crm.complaint")], limit=1)
        if not known:
            return message
        mail = email.message_from_bytes(raw, policy=SMTP)
        found = self.message_parse(mail)
        names = ["email_from", "subject", *(["date"] if found.get("date") else [])]
        marks = [storable(found.get(name)) for name in names]
        kept = [str(known[name] or "") for name in names]
        if known.complaint_digest:
            marks.append(content_digest(mail))
            kept.append(known.complaint_digest)
        if marks == kept:
            return message
        digest = hashlib.sha256("\n".join((number, *marks)).encode()).hexdigest()[:32]
        return NUMBER.sub(f"Message-Id: <{digest}@again.invalid>".encode(), raw, count=1)
