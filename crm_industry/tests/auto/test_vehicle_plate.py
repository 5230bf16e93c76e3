from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVehiclePlate(AutoCommon):
    """One plate for a vehicle at a time, one vehicle for a plate at a time."""

    def add(self, vehicle, plate, **values):
        defaults = {"vehicle_id": vehicle.id, "plate": plate, "date_from": "2025-06-01"}
        return self.env["crm.vehicle.plate"].create(defaults | values)

    def refused(self, *args, error=IntegrityError, **values):
        with self.assertRaises(error) as caught, mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.add(*args, **values)
        return str(caught.exception)

    def test_kinds(self):
        kinds = {
            "沪A·12345": "standard",
            "沪AD12345": "new_energy_small",
            "粤B12345F": "new_energy_large",
            "粤Z1234港": "standard",
            "沪A1234领": "other",
        }
        for plate, kind in kinds.items():
            self.assertEqual(self.add(self.make_vehicle(), plate).kind, kind, plate)

    def test_what_is_wrong_is_named(self):
        vehicle = self.make_vehicle()
        cases = {"A12345": "does not begin with a province", "沪A1234": "6 signs instead of 7", "沪AI2345": "without I and O"}
        for plate, text in cases.items():
            self.assertIn(text, self.refused(vehicle, plate, error=ValidationError))

    def test_other_countries_are_not_checked(self):
        plate = self.add(self.make_vehicle(), "m-ab 1234", country_id=self.env.ref("base.de").id)
        self.assertEqual((plate.plate, plate.kind), ("MAB1234", "other"))

    def test_one_at_a_time(self):
        vehicle, other = self.make_vehicle(), self.make_vehicle()
        plate = self.add(vehicle, "沪A12345")
        self.refused(vehicle, "沪A99999", date_from="2026-01-01")
        self.refused(other, "沪A12345", date_from="2026-01-01")
        self.refused(other, "沪A-12345", date_from="2026-01-01")
        self.add(other, "沪A12345", country_id=self.env.ref("base.de").id, date_from="2026-01-01", date_to="2026-01-31")
        plate.date_to = "2025-12-31"
        self.add(vehicle, "沪A99999", date_from="2026-01-01")
        self.add(other, "沪A12345", date_from="2026-02-01")
        self.assertEqual((vehicle.plate, other.plate), ("沪A99999", "沪A12345"))
        self.env.cr.execute("SELECT count(*) FROM pg_constraint WHERE conrelid = 'crm_vehicle_plate'::regclass AND contype = 'x'")
        self.assertEqual(self.env.cr.fetchone(), (2,))
