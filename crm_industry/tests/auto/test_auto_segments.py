from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAutoSegments(AutoCommon):
    """Customers by what they drive, fleets, and who left the service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"auto_checklist": False, "auto_fleet_size": 3})
        cls.partners = cls.env["res.partner"].with_user(cls.station_user)
        cls.taxis = cls.make_customer("Taxi Company")
        cls.model.body_class = "compact"
        for _number in range(3):
            cls.make_vehicle(cls.taxis, usage="taxi")
        cls.mine = cls.make_vehicle(cls.buyer)

    def found(self, *domain):
        return self.partners.search([*domain, ("id", "in", (self.taxis | self.buyer).ids)])

    def test_use_class_and_count(self):
        self.assertEqual(self.found(("auto_usage", "=", "taxi")), self.taxis)
        self.assertEqual(self.found(("auto_usage", "in", ("private", "freight"))), self.buyer)
        self.assertEqual(self.found(("auto_usage", "!=", "taxi")), self.buyer)
        self.assertEqual(self.found(("auto_body_class", "=", "compact")), self.taxis | self.buyer)
        self.assertEqual(self.found(("auto_vehicle_count", ">=", 2)), self.taxis)
        self.assertEqual(self.found(("auto_vehicle_count", ">", 0)), self.taxis | self.buyer)
        self.assertEqual((self.taxis.auto_vehicle_count, self.buyer.auto_vehicle_count), (3, 1))
        self.mine.active = False
        self.mine.flush_recordset()
        self.assertFalse(self.found(("auto_usage", "=", "private")))

    def test_occupation_and_income(self):
        occupation, income = (self.env.ref(f"crm_industry.auto_trait_{kind}_1") for kind in ("occupation", "income"))
        self.buyer.write({"auto_occupation_id": occupation.id, "auto_income_id": income.id})
        self.assertEqual(self.found(("auto_income_id", "=", income.id)), self.buyer)
        with self.assertRaises(ValidationError):
            self.buyer.auto_occupation_id = income
        with self.assertRaises(AccessError):
            income.with_user(self.station_manager).name = "Mine"

    def test_market_segments_use_them(self):
        marketer = new_test_user(self.env, "auto_marketer", "crm_industry.group_market_manager", company_id=self.company.id)
        segments = self.env["crm.market.segment"].with_user(marketer)
        segment = segments.create({"name": "Taxis", "domain": "[('auto_usage', '=', 'taxi'), ('auto_vehicle_count', '>=', 3)]"})
        self.assertEqual(segment.customer_count, 1)
        gone = segments.create({"name": "Left", "domain": "[('auto_left', '=', True)]"})
        self.assertEqual(gone.customer_count, 0)
        self.leave(self.buyer)
        gone.invalidate_recordset(["customer_count"])
        self.assertEqual(gone.customer_count, 1)

    def test_fleets(self):
        self.assertEqual(self.found(("auto_fleet", "=", True)), self.taxis)
        self.assertTrue(self.taxis.auto_fleet)
        self.env["crm.vehicle.party"].create(
            {"vehicle_id": self.mine.id, "partner_id": self.buyer.id, "role": "fleet", "date_from": "2026-01-01"}
        )
        self.assertEqual(self.found(("auto_fleet", "=", True)), self.taxis | self.buyer)
        self.assertEqual(self.buyer.auto_vehicle_count, 1)
        self.company.auto_fleet_size = 0
        self.assertEqual(self.found(("auto_fleet", "=", True)), self.buyer)
        taxis = self.taxis.with_user(self.station_user)
        action = taxis.action_auto_vehicles()
        self.assertEqual(self.env["crm.vehicle"].with_user(self.station_user).search_count(action["domain"]), 3)

    def test_due_maintenance_of_a_fleet(self):
        self.model.write({"service_months": 12, "service_km": 0})
        vehicles = self.env["crm.vehicle"].search([("owner_id", "=", self.taxis.id)])
        for vehicle, day in zip(vehicles, ("2025-03-20", "2025-04-15", "2025-04-16"), strict=True):
            vehicle.delivery_date = day
        self.env["crm.vehicle"]._refresh_maintenance(vehicles)
        self.taxis.invalidate_recordset(["auto_due_count"])
        self.assertEqual(self.taxis.auto_due_count, 2)

    # -- win back ------------------------------------------------------------------------------------------------------

    def leave(self, customer, day="2025-03-15"):
        with freeze_time(f"{day} 04:00:00"):
            vehicle = self.env["crm.vehicle.party"].search([("customer_id", "=", customer.id)], limit=1).vehicle_id
            return self.make_job(vehicle, "delivered", partner_id=customer.id)

    def test_who_left(self):
        self.assertFalse(self.found(("auto_left", "=", True)))
        self.leave(self.buyer)
        self.leave(self.taxis, "2025-03-17")
        self.assertEqual(self.found(("auto_left", "=", True)), self.buyer)
        self.assertEqual((self.buyer.auto_left, str(self.buyer.auto_last_service)), (True, "2025-03-15"))
        self.company.auto_win_back_months = 13
        self.assertFalse(self.found(("auto_left", "=", True)))
        self.company.auto_win_back_months = 12
        self.mine._transfer(self.taxis)
        self.assertFalse(self.found(("auto_left", "=", True)))

    def test_they_are_called_once(self):
        self.leave(self.buyer)
        self.buyer.user_id = self.station_user
        customer = self.buyer.with_user(self.station_user)
        customer.action_auto_win_back()
        customer.action_auto_win_back()
        self.assertEqual(len(self.buyer.activity_ids), 1)
        self.assertEqual(self.buyer.activity_ids.user_id, self.station_user)
        with self.assertRaises(UserError):
            self.taxis.with_user(self.station_user).action_auto_win_back()

    def test_closed_to_others(self):
        portal = new_test_user(self.env, "auto_portal_s", "base.group_portal", company_id=self.company.id)
        for name, value in (("auto_left", True), ("auto_fleet", True), ("auto_usage", "taxi"), ("auto_vehicle_count", 1)):
            with self.assertRaises(AccessError, msg=name):
                operator = ">=" if name == "auto_vehicle_count" else "="
                self.env["res.partner"].with_user(portal).search([(name, operator, value)])
        with self.assertRaises(AccessError):
            self.buyer.with_user(portal).read(["auto_income_id"])
