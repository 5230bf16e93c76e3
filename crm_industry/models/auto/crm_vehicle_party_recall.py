from odoo import models


class CrmVehicleParty(models.Model):
    """Who owns a vehicle from now on is told of what is open."""

    _inherit = "crm.vehicle.party"

    def _began(self):
        result = super()._began()
        # sudo: whoever writes the owner down
        lines = self.env["crm.recall.vehicle"].sudo()
        open_lines = lines.search([("vehicle_id", "in", self.vehicle_id.ids), ("state", "=", "open")])
        self.env["crm.recall.notice"].sudo()._note(open_lines)
        return result
