from odoo import models


class CrmTelecomService(models.Model):
    """What the network is told about a service."""

    _inherit = "crm.telecom.service"

    def _network_service(self):
        """Return what a message says about this service, as JSON. Extend by super."""
        self.ensure_one()
        values = {"kind": self.kind, "name": self.name, "state": self.state, "number": self.number_id.e164}
        values |= {"iccid": self.iccid, "imsi": self.imsi, "imei": self.imei}
        return {name: value or None for name, value in values.items()}
