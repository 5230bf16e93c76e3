from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVehicle(AutoCommon):
    """One file for each VIN."""

    def test_vin_is_kept_plain(self):
        vehicle = self.env["crm.vehicle"].with_user(self.station_user).create({"vin": " lsvaa49j-13204 7371"})
        self.assertEqual((vehicle.vin, vehicle.vin_warning), ("LSVAA49J132047371", False))
        self.assertEqual(vehicle.model_year, 2003)
        self.assertEqual(self.env["crm.vehicle"]._of_vin("lsvaa49j132047371"), vehicle)

    def test_what_is_wrong_with_a_vin_is_named(self):
        cases = {
            "1M8GDM9A1KP042788": "the ninth sign should be X",
            "LSVAA49J13204737": "16 signs instead of 17",
            "LSVAA49J13204737O": "O is in no VIN",
        }
        for vin, text in cases.items():
            with self.assertRaises(ValidationError) as caught:
                self.env["crm.vehicle"].create({"vin": vin})
            self.assertIn(text, str(caught.exception))

    def test_wrong_check_digit_elsewhere_is_a_warning(self):
        vehicle = self.make_vehicle(vin="WVWZZZ1JZXW000001")
        self.assertIn("the ninth sign should be 0", vehicle.vin_warning)
        # By the table of facts: makers 1-5 and L have to put one.
        for begin, refused in (("1", True), ("5", True), ("L", True), ("6", False), ("J", False), ("W", False)):
            number = begin + "1111111211111111"
            if refused:
                with self.assertRaises(ValidationError):
                    self.make_vehicle(vin=number)
            else:
                self.assertTrue(self.make_vehicle(vin=number).vin_warning)

    def test_one_vin_once(self):
        self.make_vehicle(vin="11111111111111111")
        for vin in ("11111111111111111", "1111-1111 1111-11111"):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.make_vehicle(vin=vin)
        self.assertIn("crm_vehicle_vin_uniq", self.indexes("crm_vehicle"))

    def indexes(self, table):
        self.env.cr.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])
        return {name for (name,) in self.env.cr.fetchall()}

    def test_archived_vehicles_keep_their_vin(self):
        vehicle = self.make_vehicle()
        vehicle.active = False
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.make_vehicle(vin=vehicle.vin)
        self.assertEqual(self.env["crm.vehicle"]._of_vin(vehicle.vin), vehicle)

    def test_managers_alone_correct_a_vin(self):
        vehicle = self.make_vehicle()
        with self.assertRaises(AccessError):
            vehicle.with_user(self.station_manager).vin = self.next_vin()
        vehicle.with_user(self.station_manager).write({"vin": vehicle.vin.lower(), "color": "Red"})
        corrected = self.next_vin()
        vehicle.with_user(self.auto_manager).vin = corrected
        self.assertEqual((vehicle.vin, vehicle.color), (corrected, "Red"))

    def test_nobody_writes_what_follows(self):
        vehicle = self.make_vehicle()
        for values in ({"odometer_km": 5}, {"lot_id": 1}, {"odometer_date": "2026-01-01"}):
            with self.assertRaises(AccessError):
                vehicle.with_user(self.auto_manager).write(values)

    def test_choices_are_checked(self):
        vehicle = self.make_vehicle()
        for values in ({"usage": "space"}, {"condition": "broken"}):
            with self.assertRaises(ValidationError):
                vehicle.write(values)

    def test_dates_in_order(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.make_vehicle(production_date="2025-06-02", first_sale_date="2025-06-01")

    def test_names_and_searches(self):
        vehicle = self.make_vehicle(self.buyer, plate_ids=[(0, 0, {"plate": "沪A·88T21", "date_from": "2025-06-01"})])
        self.assertEqual(vehicle.display_name, "沪A88T21 · Test Motors Comet 1.5 2025")
        vehicles = self.env["crm.vehicle"]
        self.assertEqual(vehicles.name_search("88T21")[0][0], vehicle.id)
        self.assertEqual(vehicles.search([("plate", "=", "沪A88T21")]), vehicle)
        self.assertEqual(vehicles.search([("owner_id", "=", self.buyer.id)]), vehicle)
        self.assertEqual(vehicles.search([("owner_id", "child_of", self.buyer.ids)]), vehicle)
        unowned = self.make_vehicle()
        free = vehicles.search([("owner_id", "=", False), ("id", "in", (vehicle | unowned).ids)])
        self.assertEqual(free, unowned)

    def test_history_is_kept(self):
        vehicle, empty = self.make_vehicle(self.buyer), self.make_vehicle()
        with self.assertRaises(UserError):
            vehicle.with_user(self.auto_manager).unlink()
        empty.with_user(self.auto_manager).unlink()

    def test_who_may_what(self):
        vehicle = self.make_vehicle(self.buyer)
        self.assertEqual(vehicle.with_user(self.salesperson).owner_id, self.buyer)
        with self.assertRaises(AccessError):
            vehicle.with_user(self.salesperson).color = "Blue"
        with self.assertRaises(AccessError):
            self.model.with_user(self.station_manager).name = "Mine"
        # Shared on purpose: each station reads and keeps the file of a vehicle that comes to it.
        theirs = vehicle.with_user(self.other_station_user)
        theirs.color = "Blue"
        self.assertEqual(theirs.owner_id.id, self.buyer.id)
        with self.assertRaises(AccessError):
            vehicle.with_user(self.env.ref("base.public_user")).read(["vin"])
