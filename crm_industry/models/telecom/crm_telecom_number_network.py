from odoo import models

from .crm_telecom_number_steps import ARRIVING

TOLD = ("active", "suspended")


class CrmTelecomNumber(models.Model):
    """A subscription in use that gets another number: the network has to know."""

    _inherit = "crm.telecom.number"

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb in ARRIVING:
            # sudo: the network is told, whoever takes the step
            for number in self.sudo():
                subscription = number.service_id.subscription_id
                if subscription.state in TOLD:
                    self.env["crm.telecom.provisioning"]._put(subscription, "change_number", number.last_event_id)
        return result
