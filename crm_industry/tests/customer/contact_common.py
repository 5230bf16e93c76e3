from datetime import datetime
from unittest.mock import patch

from odoo.addons.crm_grading.tests.common import GradingCommon
from odoo.addons.sms.tools.sms_api import SmsApi

NOON = "2026-06-15 04:00:00"  # 12:00 in Shanghai
NIGHT = "2026-06-15 15:00:00"  # 23:00 in Shanghai
MORNING = datetime(2026, 6, 16, 0, 0)  # 8:00 in Shanghai


class ContactCommon(GradingCommon):
    """The contact Li Lei in Shanghai, with an e-mail address and a phone; `say` records consents, `gateway` sends no SMS."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "contact_quiet_from": 21,
                "contact_quiet_to": 8,
                "contact_marketing_consent": True,
                "contact_survey_consent": False,
                "contact_sms_fallback": True,
            }
        )
        cls.contact.write({"email": "li.lei@example.com", "phone": "+86 138 0013 8000", "tz": "Asia/Shanghai"})
        (cls.customer | cls.salesperson.partner_id).tz = "Asia/Shanghai"
        cls.salesperson.lang = "en_US"

    def say(self, answer, channel="email", purpose="marketing", partner=None, **values):
        defaults = {
            "partner_id": (partner or self.contact).id,
            "channel": channel,
            "purpose": purpose,
            "answer": answer,
            "source": "Order form",
        }
        return self.env["crm.contact.consent"].create(defaults | values)

    def gateway(self, state="success"):
        """A gateway that answers each number with a state, and keeps what it was sent in ``self.sent``."""
        self.sent = []

        def answer(_api, messages, delivery_reports_url=False):
            numbers = [(number, message["content"]) for message in messages for number in message["numbers"]]
            self.sent += [(number["number"], text) for number, text in numbers]
            return [{"uuid": number["uuid"], "state": state, "credit": 0} for number, _text in numbers]

        return patch.object(SmsApi, "_send_sms_batch", answer)
