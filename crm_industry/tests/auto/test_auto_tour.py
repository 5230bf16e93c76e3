from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .auto_common import AutoCommon
from .vehicle_sale_common import VehicleSaleCommon


@tagged("post_install", "-at_install")
class TestAutoTour(HttpCase, AutoCommon):
    """The trade in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_trade_auto": True}).execute()
        cls.company.auto_checklist = False
        cls.vehicle = cls.make_vehicle(cls.buyer)

    def test_a_vehicle_in_the_workshop(self):
        fault = self.env["crm.service.fault"].create({"code": "T-TOUR", "name": "Rattle"})
        job = self.make_job(self.vehicle, fault_ids=[(0, 0, {"fault_id": fault.id})])
        with mute_logger("odoo.http"):
            self.start_tour(f"/odoo/service-jobs/{job.id}", "auto_workshop", login="auto_station_user", timeout=120)
        self.assertEqual((job.state, job.follow_up_score, job.fault_ids.outcome), ("delivered", 5, "repaired"))
        self.assertEqual(self.vehicle.odometer_km, 12000)

    def test_lists(self):
        self.make_job(self.vehicle, bay_id=self.bay.id, planned_start="2026-03-16 01:00:00", planned_end="2026-03-16 03:00:00")
        self.start_tour("/odoo/vehicles", "auto_lists", login="auto_auto_manager", timeout=180)


@tagged("post_install", "-at_install")
class TestAutoSaleTour(HttpCase, VehicleSaleCommon):
    """The sale of a vehicle in a browser."""

    def test_a_vehicle_is_sold(self):
        self.env["res.config.settings"].create({"group_trade_auto": True}).execute()
        groups = "crm_industry.group_auto_station_manager,stock.group_stock_user"
        seller = new_test_user(self.env, "auto_seller", groups, company_id=self.company.id, lang="en_US")
        self.station.user_ids |= seller
        vehicle = self.make_stock()
        order = self.make_order(user_id=seller.id)
        with mute_logger("odoo.http"):
            self.start_tour(f"/odoo/vehicle-orders/{order.id}", "auto_sale", login=seller.login, timeout=120)
        self.assertEqual((order.state, order.order_line.vehicle_id, vehicle.owner_id), ("sale", vehicle, self.buyer))
        question = self.env["crm.auto.feedback"].search([("vehicle_id", "=", vehicle.id), ("stage", "=", "sale")])
        self.assertEqual(question.station_id, self.station)
