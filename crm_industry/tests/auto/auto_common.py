from odoo.tests import new_test_user

from odoo.addons.crm_grading.tests.common import GradingCommon

from ...tools import vin as vins

NOON = "2026-03-16 04:00:00"
TODAY = "2026-03-16"


class AutoCommon(GradingCommon):
    """A model, a customer and the people of the trade.

    ``station_user``, ``station_manager`` and ``technician`` of ``station``, ``second_user`` (a station manager) of
    ``second_station`` of the same company, ``other_station_user`` of ``other_station`` of ``other_company``, ``auto_manager``;
    ``salesperson`` comes from the common ground. ``model`` is a household car, ``buyer`` a customer. ``make_vehicle`` takes
    vehicles into the file, with a VIN of their own and an owner when asked for; ``make_job`` books jobs and brings them into a
    state.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"business_tz": "Asia/Shanghai", "country_id": cls.env.ref("base.cn").id})
        people = {
            "station_user": ("crm_industry.group_auto_station_user,base.group_partner_manager", cls.company),
            "station_manager": ("crm_industry.group_auto_station_manager,base.group_partner_manager", cls.company),
            "technician": ("crm_industry.group_auto_station_user", cls.company),
            "second_user": ("crm_industry.group_auto_station_manager,base.group_partner_manager", cls.company),
            "auto_manager": ("crm_industry.group_auto_manager", cls.company),
            "other_station_user": ("crm_industry.group_auto_station_user", cls.other_company),
        }
        for login, (groups, company) in people.items():
            user = new_test_user(
                cls.env, f"auto_{login}", groups, company_id=company.id, company_ids=[(6, 0, company.ids)], lang="en_US"
            )
            setattr(cls, login, user)
        cls.brand = cls.env["crm.brand"].create({"name": "Test Motors"})
        cls.model = cls.env["crm.vehicle.model"].create(
            {"name": "Comet 1.5", "brand_id": cls.brand.id, "series": "Comet", "year": 2025, "code": "CMT15"}
        )
        cls.buyer = cls.make_customer("Zhang Wei", is_company=False)
        cls.make_stations()

    @classmethod
    def next_vin(cls, begin="LTM"):
        """Return a VIN that is valid and new, of a maker."""
        AutoCommon.vin_count = getattr(AutoCommon, "vin_count", 0) + 1
        raw = f"{begin}AB12C0S0{AutoCommon.vin_count:06}"
        return raw[:8] + vins.check_digit(raw) + raw[9:]

    @classmethod
    def make_vehicle(cls, owner=None, since="2025-06-01", **values):
        """Take a vehicle into the file.

        :param owner: res.partner, its owner since a day
        """
        defaults = {"vin": cls.next_vin(), "model_id": cls.model.id, "country_id": cls.env.ref("base.cn").id}
        vehicle = cls.env["crm.vehicle"].create(defaults | values)
        if owner:
            cls.env["crm.vehicle.party"].create({"vehicle_id": vehicle.id, "partner_id": owner.id, "date_from": since})
        return vehicle

    @classmethod
    def read_odometer(cls, vehicle, km, day=TODAY, **values):
        """Take a reading of the odometer."""
        return cls.env["crm.vehicle.odometer"].create({"vehicle_id": vehicle.id, "km": km, "date": day} | values)

    @classmethod
    def make_stations(cls):
        stations = cls.env["crm.station"]
        people = cls.station_user | cls.station_manager | cls.technician
        cls.station = stations.create({"name": "Pudong", "company_id": cls.company.id, "user_ids": [(6, 0, people.ids)]})
        cls.second_station = stations.create(
            {"name": "Puxi", "company_id": cls.company.id, "user_ids": [(6, 0, cls.second_user.ids)]}
        )
        cls.other_station = stations.create(
            {"name": "Far Away", "company_id": cls.other_company.id, "user_ids": [(6, 0, cls.other_station_user.ids)]}
        )
        cls.bay = cls.env["crm.station.bay"].create({"station_id": cls.station.id, "name": "Bay 1"})
        cls.second_bay = cls.env["crm.station.bay"].create({"station_id": cls.second_station.id, "name": "Bay 1"})
        products = cls.env["product.product"]
        cls.labour = products.create({"name": "Labour", "type": "service", "list_price": 80, "taxes_id": False})
        cls.filter = products.create({"name": "Oil filter", "type": "consu", "list_price": 45, "taxes_id": False})
        cls.package_product = products.create({"name": "Package", "type": "service", "list_price": 1, "taxes_id": False})
        cls.oil_change = cls.env["crm.labour.operation"].create(
            {"code": "T-OIL", "name": "Change the oil", "hours": 0.5, "product_id": cls.labour.id}
        )

    @classmethod
    def make_job(cls, vehicle=None, state="booked", user=None, **values):
        """Book a job at ``station`` and bring it into a state.

        :param user: whoever does all of it, by default ``station_user``
        """
        vehicle = vehicle or cls.make_vehicle(cls.buyer)
        defaults = {"vehicle_id": vehicle.id, "station_id": cls.station.id, "partner_id": cls.buyer.id}
        job = cls.env["crm.service.job"].with_user(user or cls.station_user).create(defaults | values)
        steps = ("receive", "start", "finish", "deliver")
        states = ("booked", "received", "in_work", "done", "delivered")
        for verb in steps[: states.index(state)]:
            if verb == "receive":
                cls.look_over(job)
            elif verb == "finish":
                job.fault_ids.filtered(lambda fault: not fault.outcome).write({"outcome": "repaired"})
            getattr(job, f"action_{verb}")()
        return job

    @classmethod
    def look_over(cls, job, km=None):
        """Read the odometer and look at each point of the checklist."""
        job.km = job.km or km or job.vehicle_id.odometer_km + 100
        job.check_ids.write({"result": "ok"})
