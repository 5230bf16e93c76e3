import random
from email.message import EmailMessage

from .service_common import ServiceCommon


class MailCommon(ServiceCommon):
    """The mailbox complaints@service.example.com, and the contact caller@example.com who writes there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "service.example.com"})
        cls.company.alias_domain_id = domain
        cls.contact.email = "caller@example.com"
        cls.mailbox = cls.env["crm.complaint.mailbox"].create(
            {
                "name": "Complaints",
                "alias_name": "complaints",
                "alias_domain_id": domain.id,
                "company_id": cls.company.id,
                "category_id": cls.leaking.id,
                "user_id": cls.agent.id,
            }
        )

    def mail(self, text="It leaks", sender="Caller <caller@example.com>", html=None, files=(), **headers):
        mail = EmailMessage()
        content = {
            "From": sender,
            "To": "complaints@service.example.com",
            "Subject": "Parcel",
            "Message-Id": f"<{random.random()}@example.com>",
            "Date": "Mon, 01 Jun 2026 08:00:00 +0000",
        }
        for name, value in (content | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            if value:
                mail[name] = value
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, data in files:
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        return mail.as_bytes()

    def receive(self, *args, **kwargs):
        """Return the complaint that a mail goes to; empty if it is not taken in."""
        complaint_id = self.env["mail.thread"].message_process(None, self.mail(*args, **kwargs))
        return self.env["crm.complaint"].browse(complaint_id or ())

    def words(self, complaint):
        return complaint.message_ids.filtered(lambda message: message.message_type == "email")
