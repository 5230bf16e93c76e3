from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_vehicle import STATION_USER


class CrmVehicle(models.Model):
    """Trade-ins of a vehicle."""

    _inherit = "crm.vehicle"

    trade_in_count = fields.Integer(compute="_compute_trade_in_count", groups=STATION_USER)

    def _compute_trade_in_count(self):
        counts = dict(self.env["crm.trade.in"]._read_group([("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]))
        for vehicle in self:
            vehicle.trade_in_count = counts.get(vehicle, 0)

    def action_trade_ins(self):
        """Open the trade-ins of the vehicle."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.trade.in",
            "view_mode": "list,form",
            "domain": [("vehicle_id", "=", self.id)],
            "context": {"default_vehicle_id": self.id, "default_partner_id": self.owner_id.id},
            "name": self.env._("Trade-ins"),
        }
