from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Command

from ..tools.vin import check_digit

# code, English and Chinese name, series, drive, class
MODELS = [
    ("XH15", "Comet 1.5T", "星河 1.5T", "Comet", "petrol", "compact"),
    ("XHEV", "Comet EV", "星河 EV", "Comet", "electric", "suv"),
]
# code, English and Chinese name, hours
OPERATIONS = [
    ("A-OIL", "Change oil and filter", "更换机油机滤", 0.5),
    ("A-PADS", "Change the brake pads", "更换刹车片", 1.2),
    ("A-DIAG", "Find a fault", "故障诊断", 0.8),
    ("A-HOSE", "Change the brake hoses", "更换制动软管", 1.5),
]
# class, price of an hour
RATES = [(False, 160), ("suv", 200)]
BAYS = [("快修工位 1", "quick"), ("机修工位 2", "general"), ("钣喷工位 3", "body")]
# key, serial number, model, owner, plate, days since the delivery, usage
VEHICLES = [
    ("rattle", 100021, "XH15", "周婷", "沪A·27C31", 400, "private"),
    ("new", 100044, "XHEV", "何俊", "沪AD·20871", 40, "private"),
    ("taxi", 100067, "XH15", "陆建国", "沪B·3X118", 610, "taxi"),
    ("moved", 100080, "XH15", "韩梅", "沪C·90K22", 820, "private"),
    ("recalled", 100093, "XH15", "沈涛", "沪A·61P08", 510, "private"),
    ("elsewhere", 200110, "XH15", "郑凯", "苏E·8M302", 300, "private"),
]
# vehicle, days ago, kind, km, fault, outcome, score
HISTORY = [
    ("rattle", 310, "maintenance", 5200, None, None, 5),
    ("rattle", 240, "repair", 8100, "INFOTAINMENT", "repaired", 4),
    ("rattle", 160, "repair", 11400, "INFOTAINMENT", "repaired", 3),
    ("rattle", 90, "repair", 14900, "INFOTAINMENT", "repaired", 2),
    ("rattle", 20, "repair", 17800, "INFOTAINMENT", "replaced", 2),
    ("taxi", 200, "maintenance", 96000, None, None, 4),
    ("taxi", 30, "repair", 118500, "SUSPENSION", "replaced", 4),
    ("moved", 380, "maintenance", 21000, None, None, 5),
    ("recalled", 150, "maintenance", 12300, None, None, None),
]
NEW_OWNER = "曹颖"
RECALLED = (100050, 100099)


class CrmDemoCompany(models.AbstractModel):
    """A 4S station: vehicles with their owners, a fault that comes again and again, a recall, jobs of today."""

    _inherit = "crm.demo.company"

    def _demo_users(self):
        users = super()._demo_users()
        auto = [
            {
                "role": "Auto station",
                "login": "station",
                "name": "丁一鸣",
                "groups": ["base.group_partner_manager", "crm_industry.group_auto_station_manager"],
            },
            {
                "role": "Auto manager",
                "login": "automanager",
                "name": "秦岚",
                "groups": ["base.group_partner_manager", "crm_industry.group_auto_manager"],
            },
        ]
        return users[:-1] + auto + users[-1:]

    def _auto_steps(self):
        """Later topics of the trade add their steps by super."""
        ground = [self._load_auto_ground, self._load_auto_station]
        return [*ground, self._load_vehicles, self._load_service_history, self._load_recall, self._load_jobs_today]

    # -- what is set up ------------------------------------------------------------------------------------------------

    def _load_auto_ground(self, world):
        products = self.env["product.product"]
        labour = products.create({"name": "工时费", "type": "service", "list_price": 160})
        part = products.create({"name": "机油滤清器", "type": "consu", "list_price": 48})
        package_product = products.create({"name": "保养套餐", "type": "service", "list_price": 398})
        brand = self._create_named("crm.brand", "Galaxy Motors", "星河汽车", {"code": "XH"})
        known = world.notes["auto_models"] = {}
        for code, name, local_name, series, energy, body in MODELS:
            values = {
                "code": code,
                "brand_id": brand.id,
                "series": series,
                "energy": energy,
                "body_class": body,
                "year": world.today.year,
            }
            known[code] = self._create_named("crm.vehicle.model", name, local_name, values)
        operations = {
            code: self._create_named(
                "crm.labour.operation", name, local_name, {"code": code, "hours": hours, "product_id": labour.id}
            )
            for code, name, local_name, hours in OPERATIONS
        }
        for body, price in RATES:
            self.env["crm.labour.rate"].create({"company_id": world.company.root_id.id, "body_class": body, "price": price})
        lines = [{"operation_id": operations["A-OIL"].id}, {"product_id": part.id}]
        package = {"currency_id": world.company.currency_id.id, "line_ids": [Command.create(line) for line in lines]}
        small = package | {"code": "S10", "km": 10000, "price": 398, "product_id": package_product.id}
        world.notes["auto_package"] = self._create_named("crm.service.package", "Service at 10,000 km", "一万公里保养", small)
        hose = {
            "currency_id": world.company.currency_id.id,
            "line_ids": [Command.create({"operation_id": operations["A-HOSE"].id})],
        }
        world.notes["auto_recall_package"] = self._create_named(
            "crm.service.package", "New brake hoses", "更换制动软管（召回）", hose
        )
        world.notes["auto_brand"] = brand

    def _load_auto_station(self, world):
        world.notes["auto_station"] = self.env["crm.station"].create(
            {
                "name": "浦东4S店",
                "code": "PD",
                "company_id": world.company.id,
                "user_ids": [Command.set([world.users["station"].id, world.users["automanager"].id])],
                "bay_ids": [Command.create({"name": name, "kind": kind}) for name, kind in BAYS],
            }
        )

    def _demo_vin(self, serial):
        raw = f"LXHAB12C0S0{serial:06}"
        return raw[:8] + check_digit(raw) + raw[9:]

    def _load_vehicles(self, world):
        vehicles = world.notes["auto_vehicles"] = {}
        for key, serial, model, owner, plate, days, usage in VEHICLES:
            day = world.today - timedelta(days=days)
            partner = self.env["res.partner"].create(
                {"name": owner, "country_id": self.env.ref("base.cn").id, "phone": f"138{serial:08}"}
            )
            vehicles[key] = self.env["crm.vehicle"].create(
                {
                    "vin": self._demo_vin(serial),
                    "model_id": world.notes["auto_models"][model].id,
                    "country_id": self.env.ref("base.cn").id,
                    "usage": usage,
                    "first_sale_date": day,
                    "delivery_date": day,
                    "sold_elsewhere": key == "elsewhere",
                    "plate_ids": [Command.create({"plate": plate, "date_from": day, "country_id": self.env.ref("base.cn").id})],
                    "party_ids": [Command.create({"partner_id": partner.id, "date_from": day})],
                }
            )
        self._progress("%s vehicles", len(vehicles))

    # -- what has been -------------------------------------------------------------------------------------------------

    def _load_service_history(self, world):
        """Jobs of the past, as an import of the former system would bring them."""
        faults = {fault.code: fault for fault in self.env["crm.service.fault"].search([("active", "=", True)])}
        for key, days, kind, km, fault, outcome, score in HISTORY:
            day = world.today - timedelta(days=days)
            job = self._demo_job(world, key, kind, km=km, user_id=world.users["station"].id)
            if fault:
                self.env["crm.service.job.fault"].create({"job_id": job.id, "fault_id": faults[fault].id, "outcome": outcome})
            self._demo_job_past(job, day, score)
        self.env["crm.warranty.clock"]._refresh(self.env["crm.vehicle"].union(*world.notes["auto_vehicles"].values()))
        owner = self.env["res.partner"].create({"name": NEW_OWNER})
        world.notes["auto_vehicles"]["moved"]._transfer(owner, world.today - timedelta(days=60))

    def _demo_job(self, world, key, kind, **values):
        vehicle = world.notes["auto_vehicles"][key]
        defaults = {"vehicle_id": vehicle.id, "station_id": world.notes["auto_station"].id, "kind": kind}
        return self.env["crm.service.job"].create(defaults | {"partner_id": vehicle.owner_id.id} | values)

    def _demo_job_past(self, job, day, score):
        """Take a job through its steps as of a day of the past."""
        job.check_ids.result = "ok"
        moment = datetime.combine(day, time(2))
        steps = []
        for hours, verb in enumerate(("receive", "start", "finish", "deliver")):
            state = job._transitions()[verb][1]
            steps.append(job._transition_step(verb, state) | {"date": day})
            moments = {"receive": "received_on", "start": "started_on", "finish": "done_on", "deliver": "delivered_on"}
            job._guarded_write({"state": state, "state_since": day, moments[verb]: moment + timedelta(hours=hours)})
        job._guarded_write({"received_day": day})
        self.env["crm.service.job.event"]._log_steps(steps)
        if score:
            answered = {"followed_up_on": moment + timedelta(days=3), "follow_up_score": score, "follow_up_source": "call"}
            job._guarded_write(answered)
        self.env["crm.vehicle.odometer"].create(
            {"vehicle_id": job.vehicle_id.id, "km": job.km, "date": day, "source": "job", "company_id": job.company_id.id}
        )

    def _load_recall(self, world):
        first, last = (self._demo_vin(serial) for serial in RECALLED)
        recall = self._create_named(
            "crm.recall",
            "Brake hoses",
            "制动软管",
            {
                "number": "S2026-017",
                "brand_id": world.notes["auto_brand"].id,
                "date": world.today - timedelta(days=12),
                "reason": "制动软管可能开裂，极端情况下制动力下降。",
                "measure": "免费更换前后制动软管。",
                "package_id": world.notes["auto_recall_package"].id,
                "range_ids": [Command.create({"vin_from": first, "vin_to": last})],
            },
        )
        recall.action_open()
        world.notes["auto_recall"] = recall

    # -- what is today -------------------------------------------------------------------------------------------------

    def _load_jobs_today(self, world):
        station = world.notes["auto_station"]
        start = datetime.combine(world.today, time(1))
        user = world.users["station"]
        jobs = []
        for number, (key, kind, km) in enumerate(
            (("new", "maintenance", 1900), ("recalled", "recall", 15100), ("rattle", "repair", 18300))
        ):
            begin = start + timedelta(hours=2 * number)
            plan = {
                "bay_id": station.bay_ids[number].id,
                "technician_id": user.id,
                "planned_start": begin,
                "planned_end": begin + timedelta(hours=2),
                "promised_on": begin + timedelta(hours=3),
                "user_id": user.id,
            }
            jobs.append(self._demo_job(world, key, kind, **plan))
            if key == "new":
                jobs[-1].write({"km": km, "package_ids": [Command.link(world.notes["auto_package"].id)]})
        jobs[0].check_ids.result = "ok"
        jobs[0].with_user(user).action_receive()
        jobs[0].with_user(user).action_make_order()
        jobs[2].words = "中控屏又黑屏了"
        world.notes["auto_jobs"] = self.env["crm.service.job"].union(*jobs)
        self._progress("%s workshop jobs", len(HISTORY) + len(jobs))
