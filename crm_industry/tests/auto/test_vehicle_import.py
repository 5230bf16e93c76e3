from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.crm_grading.tests.import_common import ImportOutcome

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVehicleImport(ImportOutcome, AutoCommon):
    """Vehicles that were sold elsewhere, from a file."""

    HEADER = "VIN,Model,Vehicle Use,Delivered on,Plate,Customer,Kilometres,Kilometres on"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer.name = "Import Buyer 271"

    def load(self, *lines, user=None, **values):
        return self.import_lines("crm.vehicle.import", *lines, user=user or self.auto_manager, **values)

    def test_rows_become_vehicles(self):
        lines = (
            self.HEADER,
            "lsvaa49j-132047371,CMT15,Taxi,2025-06-01,沪A·271C1,Import Buyer 271,12000,2026-03-01",
            "11111111111111111,,,,,,,",
        )
        batch = self.load(*lines)
        self.assertEqual(self.counts(batch), (2, 2, 0, 0, 0), self.bad(batch))
        taxi = self.env["crm.vehicle"]._of_vin("LSVAA49J132047371")
        self.assertEqual((taxi.model_id, taxi.brand_id, taxi.usage, taxi.sold_elsewhere), (self.model, self.brand, "taxi", True))
        self.assertEqual((taxi.plate, taxi.owner_id, taxi.odometer_km), ("沪A271C1", self.buyer, 12000))
        self.assertEqual(str(taxi.party_ids.date_from), "2025-06-01")
        self.assertEqual(taxi.odometer_ids.source, "import")
        again = self.load(*lines)
        self.assertEqual(self.counts(again), (2, 0, 0, 2, 0))
        self.assertEqual((len(taxi.plate_ids), len(taxi.party_ids), len(taxi.odometer_ids)), (1, 1, 1))

    def test_empty_cells_change_nothing(self):
        vehicle = self.make_vehicle(self.buyer, color="Red", usage="rental")
        batch = self.load("VIN,Color,Engine Number", f"{vehicle.vin},,E-271")
        self.assertEqual(self.counts(batch), (1, 0, 1, 0, 0), self.bad(batch))
        self.assertEqual(
            (vehicle.color, vehicle.engine_no, vehicle.usage, vehicle.model_id), ("Red", "E-271", "rental", self.model)
        )

    def test_bad_rows(self):
        owned = self.make_vehicle(self.make_customer("Somebody Else"))
        plated = self.make_vehicle(plate_ids=[(0, 0, {"plate": "沪A271C9"})])
        batch = self.load(
            self.HEADER,
            "1M8GDM9A1KP042788,,,,,,,",
            "11111111111111111,Nothing,,,,,,",
            f"{owned.vin},,,,,Import Buyer 271,,",
            f"{self.next_vin()},,,,沪A271C9,,,",
            f"{plated.vin},,,,沪A271C8,,,",
            f"{self.next_vin()},,Space,,,,,",
            f"{self.next_vin()},,,2026-03-17,,,,",
            f"{self.next_vin()},,,,A1,,,",
            f"{self.next_vin()},,,,,,9000000,",
            f"{self.next_vin()},,,,,Nobody At All,,",
            f"{self.next_vin()},,,,沪A271C7,,,",
        )
        self.assertEqual(self.counts(batch), (11, 1, 0, 0, 10))
        reasons = self.bad(batch)
        expected = {
            2: "ninth sign should be X",
            3: "No model is found for “Nothing”",
            4: "Somebody Else is the owner",
            5: f"The vehicle {plated.vin} has this plate",
            6: "has the plate 沪A271C9",
            7: "“Space”",
            8: "2026-03-17 is no day in the past",
            9: "does not begin with a province",
            10: "9000000",
            11: "No customer is found for “Nobody At All”",
        }
        for row, text in expected.items():
            self.assertIn(text, reasons[row])

    def test_trial_changes_nothing(self):
        batch = self.load(self.HEADER, "11111111111111111,,,,沪A271C1,Import Buyer 271,5,", dry_run=True)
        self.assertEqual(self.counts(batch), (1, 1, 0, 0, 0))
        self.assertFalse(self.env["crm.vehicle"]._of_vin("11111111111111111"))

    def test_managers_alone_import(self):
        with self.assertRaises(AccessError):
            self.load(self.HEADER, "11111111111111111,,,,,,,", user=self.station_manager)
