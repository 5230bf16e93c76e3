from odoo import models


class SmsTracker(models.Model):
    """A delivery report that comes later: what was not delivered goes out by e-mail."""

    _inherit = "sms.tracker"

    def _action_update_from_provider_error(self, provider_error):
        result = super()._action_update_from_provider_error(provider_error)
        messages = self.env["sms.sms"].sudo().search([("uuid", "in", self.mapped("sms_uuid"))])
        messages._contact_fall_back()
        return result
