from odoo import models

from .mail_compose_message_contact import ADVERTISED


class SmsComposer(models.TransientModel):
    """Mass SMS to customers and leads are advertising, those about documents a service."""

    _inherit = "sms.composer"

    def _contact_purpose(self):
        """Purpose of the message, see `res.partner._may_contact`. Extend by super for other models."""
        campaign = "mailing_id" in self._fields and self.mailing_id
        advertised = self.composition_mode == "mass" and self.res_model in ADVERTISED
        return "marketing" if campaign or advertised else "service"

    def _prepare_mass_sms_values(self, records):
        values = super()._prepare_mass_sms_values(records)
        purpose = self._contact_purpose()
        return {record_id: vals | {"contact_purpose": purpose} for record_id, vals in values.items()}
