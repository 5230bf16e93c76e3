from datetime import timedelta

from odoo import models

# vehicle, kind, first and last day from today on, premium, number
POLICIES = [
    ("rattle", "compulsory", -350, 14, 950, "PDZA0100021"),
    ("rattle", "commercial", -350, 14, 4380, "PDAT0100021"),
    ("rattle", "inspection", -400, 330, 0, False),
    ("new", "compulsory", -40, 324, 950, "PDZA0100044"),
    ("new", "registration", -38, None, 500, "沪AD·20871"),
    ("taxi", "compulsory", -375, -11, 1800, "PDZA0100067"),
    ("taxi", "inspection", -345, 19, 120, False),
]
INSURER = "东海财产保险股份有限公司"
AUTHORITY = "市车辆管理所"


class CrmDemoCompany(models.AbstractModel):
    """Insurances, registrations and inspections: some end soon, one has lapsed, one is renewed."""

    _inherit = "crm.demo.company"

    def _auto_steps(self):
        return [*super()._auto_steps(), self._load_policies]

    def _load_policies(self, world):
        partners = self.env["res.partner"]
        insurer = partners.create({"name": INSURER, "is_company": True})
        authority = partners.create({"name": AUTHORITY, "is_company": True})
        user = world.users["station"]
        policies = world.notes["auto_policies"] = self.env["crm.vehicle.policy"].create(
            [
                {
                    "vehicle_id": world.notes["auto_vehicles"][key].id,
                    "kind": kind,
                    "number": number,
                    "issuer_id": (insurer if kind in ("compulsory", "commercial") else authority).id,
                    "station_id": world.notes["auto_station"].id,
                    "user_id": user.id,
                    "currency_id": world.company.currency_id.id,
                    "premium": premium,
                    "valid_from": world.today + timedelta(days=first),
                    "valid_to": last is not None and world.today + timedelta(days=last),
                }
                for key, kind, first, last, premium, number in POLICIES
            ]
        )
        policies[1].with_user(user).action_renew()
        for policy in policies[0] | policies[6]:
            policy._policy_remind()
            policy._guarded_write({"reminded_on": world.today})
