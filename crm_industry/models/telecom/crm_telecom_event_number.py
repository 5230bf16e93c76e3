from odoo import api, models


class CrmTelecomEvent(models.Model):
    """Steps of numbers, portings and identities."""

    _inherit = "crm.telecom.event"

    @api.model
    def _selection_model(self):
        labels = {
            "crm.telecom.number": self.env._("Telephone Number"),
            "crm.telecom.port": self.env._("Porting"),
            "crm.telecom.identity": self.env._("Identity"),
        }
        return super()._selection_model() + list(labels.items())

    @api.model
    def _selection_verb(self):
        labels = {
            "assign": self.env._("Assign"),
            "unassign": self.env._("Take Back"),
            "quarantine": self.env._("Put into Quarantine"),
            "end_quarantine": self.env._("End Quarantine"),
            "block": self.env._("Block"),
            "unblock": self.env._("Unblock"),
            "port_in": self.env._("Port In"),
            "port_out": self.env._("Port Out"),
            "come_home": self.env._("Come Home"),
            "complete": self.env._("Complete"),
            "refuse": self.env._("Refuse"),
            "verify": self.env._("Verify"),
            "revoke": self.env._("Revoke"),
        }
        return super()._selection_verb() + list(labels.items())
