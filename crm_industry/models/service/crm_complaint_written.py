from odoo import models

from .crm_complaint_callback import WAITING


class CrmComplaint(models.Model):
    """Customers who asked not to be called."""

    _inherit = "crm.complaint"

    def _send_sms(self, words):
        """Send the customer an SMS about the service, if it agrees to that.

        :param words: function of an environment that returns the text in its language
        :return: whether it is sent, or waits for the end of quiet hours
        """
        self.ensure_one()
        # sudo: asked by jobs, and by agents who may not read everything of the customer
        complaint = self.sudo().with_company(self.company_id)
        person, verdict = complaint._person_by("sms")
        if not verdict or not verdict.allowed:
            return False
        text = words(complaint.with_context(lang=person.lang or self.env.lang).env)
        author = complaint.company_id.partner_id
        message = complaint._message_sms(text, partner_ids=person.ids, put_in_queue=True, author_id=author.id)
        self._hide_key(message)
        return True

    def _why_not_heard(self):
        waiting = self._round_callbacks("satisfaction").filtered(lambda each: each.state in WAITING)
        if waiting.written_on and waiting.state == "planned":
            return self.env._("The customer has not answered yet. %(asked)s", asked=waiting._written_words())
        return super()._why_not_heard()
