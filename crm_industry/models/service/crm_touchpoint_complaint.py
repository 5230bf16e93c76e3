from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one

# Channel of the touchpoint: that of the complaint, where they have different names.
CHANNELS = {"sms": "phone", "chat": "social", "system": "api"}


class CrmTouchpoint(models.Model):
    """What a customer says in passing, in a call or a visit, may be a complaint."""

    _inherit = "crm.touchpoint"

    complaint_ids = fields.One2many("crm.complaint", "touchpoint_id", string="Complaints", readonly=True)

    def action_complain(self):
        """Take down as a complaint what the customer said, received at the time of the touchpoint; open it if that was done
        already.

        :raise AccessError: the user may not take complaints down
        :raise UserError: the touchpoint was corrected by another one, or came from the company
        """
        check_one(self)
        self.check_access("read")
        complaint = self.complaint_ids[:1]
        if not complaint:
            if self.corrected or self.void or self.direction != "in":
                raise UserError(self.env._("“%(subject)s” is no word of the customer that still counts.", subject=self.subject))
            complaint = self.env["crm.complaint"].create(self._prepare_complaint())
        return complaint.get_formview_action()

    def _prepare_complaint(self):
        return {
            "touchpoint_id": self.id,
            "subject": self.subject,
            "description": self.body,
            "channel": CHANNELS.get(self.channel, self.channel),
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "contact_id": self.contact_id.id,
            "received_on": min(self.time, fields.Datetime.now()),
        }
