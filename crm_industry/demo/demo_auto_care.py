from datetime import timedelta

from odoo import models
from odoo.fields import Command

OWNER = "周婷"
TAXI_COMPANY = "申城出租汽车公司"
# plate, days since the delivery
TAXIS = [("沪B·7T201", 700), ("沪B·7T202", 700), ("沪B·7T203", 640), ("沪B·7T204", 410), ("沪B·7T205", 400), ("沪B·7T206", 330)]
# owner, days since the last job, occupation, income
GONE = [("郑凯", 420, "occupation_3", "income_3"), ("魏然", 500, "occupation_1", "income_2")]
# stage, score, words
ANSWERS = [("sale", 5, "讲解很耐心"), ("delivery", 4, False), ("sale", 2, "等了两个小时才交车")]


class CrmDemoCompany(models.AbstractModel):
    """What a station does besides repairs: claims from the maker, a fleet, owners on the portal, who left, what customers say."""

    _inherit = "crm.demo.company"

    def _demo_users(self):
        users = super()._demo_users()
        owner = {"role": "Vehicle owner (portal)", "login": "owner", "name": OWNER, "groups": ["base.group_portal"]}
        return users[:-1] + [owner] + users[-1:]

    def _auto_steps(self):
        more = [self._load_vehicle_portal, self._load_fleet, self._load_gone, self._load_claims, self._load_feedback]
        return [*super()._auto_steps(), *more]

    def _load_vehicle_portal(self, world):
        """The owner of a vehicle has a login; customers book at the station."""
        world.notes["auto_station"].write({"day_capacity": 8, "booking_days": 14})
        user = world.users.get("owner")
        if user:
            user.partner_id.parent_id = world.notes["auto_vehicles"]["rattle"].owner_id

    def _load_fleet(self, world):
        partner = self.env["res.partner"].create(
            {"name": TAXI_COMPANY, "is_company": True, "country_id": self.env.ref("base.cn").id, "phone": "02155508888"}
        )
        for number, (plate, days) in enumerate(TAXIS):
            day = world.today - timedelta(days=days)
            self.env["crm.vehicle"].create(
                {
                    "vin": self._demo_vin(100200 + 11 * number),
                    "model_id": world.notes["auto_models"]["XH15"].id,
                    "country_id": self.env.ref("base.cn").id,
                    "usage": "taxi",
                    "first_sale_date": day,
                    "delivery_date": day,
                    "plate_ids": [Command.create({"plate": plate, "date_from": day, "country_id": self.env.ref("base.cn").id})],
                    "party_ids": [Command.create({"partner_id": partner.id, "date_from": day})],
                }
            )
        world.notes["auto_fleet"] = partner
        self.env["crm.vehicle"]._refresh_maintenance()

    def _load_gone(self, world):
        """Owners whose last service is long ago."""
        vehicles = world.notes["auto_vehicles"]
        for number, (name, days, occupation, income) in enumerate(GONE):
            vehicle = vehicles["elsewhere"] if not number else self._demo_old_vehicle(world, name, days)
            vehicle.owner_id.write(
                {
                    "auto_occupation_id": self.env.ref(f"crm_industry.auto_trait_{occupation}").id,
                    "auto_income_id": self.env.ref(f"crm_industry.auto_trait_{income}").id,
                }
            )
            vehicles[f"gone{number}"] = vehicle
            job = self._demo_job(world, f"gone{number}", "maintenance", km=4000, user_id=world.users["station"].id)
            self._demo_job_past(job, world.today - timedelta(days=days), None)

    def _demo_old_vehicle(self, world, owner, days):
        day = world.today - timedelta(days=days + 200)
        partner = self.env["res.partner"].create({"name": owner, "country_id": self.env.ref("base.cn").id})
        return self.env["crm.vehicle"].create(
            {
                "vin": self._demo_vin(100301),
                "model_id": world.notes["auto_models"]["XH15"].id,
                "country_id": self.env.ref("base.cn").id,
                "first_sale_date": day,
                "delivery_date": day,
                "party_ids": [Command.create({"partner_id": partner.id, "date_from": day})],
            }
        )

    def _load_claims(self, world):
        """What the maker pays: a claim that it has, one that it turned down, and one to be sent."""
        maker = self.env["res.partner"].create({"name": "星河汽车制造有限公司", "is_company": True})
        world.notes["auto_brand"].partner_id = maker
        self.env["crm.warranty.maker"].create(
            {
                "company_id": world.company.root_id.id,
                "brand_id": world.notes["auto_brand"].id,
                "currency_id": world.company.currency_id.id,
                "labour_price": 130,
                "parts_basis": "price",
                "parts_percent": 90,
            }
        )
        user = world.users["station"]
        world.notes["auto_claims"] = claims = []
        for key, steps in (("rattle", ("submit",)), ("recalled", ("submit", "reject")), ("moved", ())):
            job = self.env["crm.service.job"].search(
                [("vehicle_id", "=", world.notes["auto_vehicles"][key].id), ("state", "=", "delivered")], limit=1
            )
            claim = self._demo_claim(world, job, user)
            for verb in steps:
                claim._transition(verb, "照片缺失" if verb == "reject" else False)
            claims.append(claim)

    def _demo_claim(self, world, job, user):
        """Make the order of a job of the past with labour, and claim it."""
        operation = self.env["crm.labour.operation"].search([("code", "=", "A-DIAG")], limit=1)
        order = self.env["sale.order"].with_company(job.company_id).create(job._prepare_order() | {"user_id": user.id})
        job._guarded_write({"sale_order_id": order.id})
        order.order_line = [Command.create(job._operation_line(operation, order))]
        order.with_user(user).action_confirm()
        kind = "warranty" if job.under_warranty else "goodwill"
        values = {"job_id": job.id, "kind": kind, "maker_ref": f"XH-{job.id}"}
        return self.env["crm.warranty.claim"].with_user(user).create(values).sudo()

    def _load_feedback(self, world):
        vehicles = list(world.notes["auto_vehicles"].values())
        feedbacks, user = self.env["crm.auto.feedback"], world.users["station"]
        for vehicle, (stage, score, words) in zip(vehicles, ANSWERS, strict=False):
            feedback = feedbacks._ask(stage, vehicle.owner_id, vehicle, world.notes["auto_station"], world.today)
            feedback.with_user(user)._answer(score, words, "call")
        feedbacks._ask("delivery", vehicles[1].owner_id, vehicles[1], world.notes["auto_station"], world.today)
