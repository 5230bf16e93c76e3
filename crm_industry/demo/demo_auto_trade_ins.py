from datetime import timedelta

from odoo import models

# key of the order, serial number of the old vehicle, kilometres, value, condition, findings
TRADE_INS = [
    ("kept", 300517, 88600, 42000, "good", "左前翼子板补漆，其余原漆"),
    ("XH15", 300528, 131400, 21500, "fair", "轮胎需更换，内饰磨损"),
]
LIMIT = 100000


class CrmDemoCompany(models.AbstractModel):
    """Buyers of new vehicles who give their old ones: one was taken in, one thinks about the offer."""

    _inherit = "crm.demo.company"

    def _auto_steps(self):
        return [*super()._auto_steps(), self._load_trade_ins]

    def _load_trade_ins(self, world):
        world.company.auto_trade_in_limit = LIMIT
        made = []
        for key, serial, km, value, condition, findings in TRADE_INS:
            order = world.notes["auto_sales"][key]
            trade_in = self._as(world, "station", "crm.trade.in").create(
                {
                    "vin": self._demo_vin(serial),
                    "partner_id": order.partner_id.id,
                    "station_id": world.notes["auto_station"].id,
                    "order_id": order.id,
                    "km": km,
                    "appraised_value": value,
                    "condition": condition,
                    "findings": findings,
                    "valid_until": world.today + timedelta(days=10),
                }
            )
            trade_in.action_appraise()
            trade_in.action_offer()
            made.append(trade_in.sudo())
        received = made[0].with_user(world.users["station"])
        received.agreed_value = 43000
        received.action_accept()
        received.action_receive()
        world.notes["auto_trade_ins"] = made
        self._progress("%s trade-ins", len(made))
