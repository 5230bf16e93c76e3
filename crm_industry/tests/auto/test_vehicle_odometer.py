from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVehicleOdometer(AutoCommon):
    """Readings are kept, what can't be is flagged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle = cls.make_vehicle()

    def flags(self):
        """Return [(km, rollback, too_fast)] of the readings that count, oldest first."""
        rows = self.env["crm.vehicle.odometer"].search(
            [("vehicle_id", "=", self.vehicle.id), ("voided", "=", False)], order="date, id"
        )
        return [(row.km, row.rollback, row.too_fast) for row in rows]

    def test_rollback(self):
        for km, day in (
            (5000, "2026-01-01"),
            (9000, "2026-02-01"),
            (7000, "2026-02-15"),
            (8000, "2026-03-01"),
            (9500, "2026-03-10"),
        ):
            self.read_odometer(self.vehicle, km, day)
        # Against the highest one before, day by day.
        self.assertEqual(
            self.flags(),
            [(5000, False, False), (9000, False, False), (7000, True, False), (8000, True, False), (9500, False, False)],
        )
        self.assertEqual((self.vehicle.odometer_km, str(self.vehicle.odometer_date)), (9500, "2026-03-10"))

    def test_reading_noted_later(self):
        self.read_odometer(self.vehicle, 5000, "2026-03-01")
        self.read_odometer(self.vehicle, 6000, "2026-01-01")
        self.assertEqual(self.flags(), [(6000, False, False), (5000, True, False)])
        self.assertEqual(self.vehicle.odometer_km, 5000)

    def test_many_at_one_time(self):
        other = self.make_vehicle()
        self.env["crm.vehicle.odometer"].create(
            [
                {"vehicle_id": self.vehicle.id, "km": 100, "date": "2026-01-01"},
                {"vehicle_id": other.id, "km": 50, "date": "2026-01-02"},
                {"vehicle_id": self.vehicle.id, "km": 90, "date": "2026-01-01"},
            ]
        )
        self.assertEqual(self.flags(), [(100, False, False), (90, True, False)])
        self.assertEqual((self.vehicle.odometer_km, other.odometer_km), (90, 50))

    def test_more_than_a_car_can_drive(self):
        self.company.auto_km_a_day = 1000
        self.read_odometer(self.vehicle, 1000, "2026-03-01")
        self.read_odometer(self.vehicle, 3000, "2026-03-03")
        self.read_odometer(self.vehicle, 5001, "2026-03-05")
        self.assertEqual(self.flags(), [(1000, False, False), (3000, False, False), (5001, False, True)])

    def test_void(self):
        self.read_odometer(self.vehicle, 5000, "2026-01-01")
        typo = self.read_odometer(self.vehicle, 90000, "2026-01-02")
        self.read_odometer(self.vehicle, 6000, "2026-03-01")
        self.assertEqual([flag for _km, flag, _fast in self.flags()], [False, False, True])
        with self.assertRaises(AccessError):
            typo.with_user(self.station_user).action_void("typo")
        for reason in ("", " ", False):
            with self.assertRaises(UserError):
                typo.with_user(self.station_manager).action_void(reason)
        typo.with_user(self.station_manager).action_void("one nought too many")
        self.assertEqual(self.flags(), [(5000, False, False), (6000, False, False)])
        with self.assertRaises(UserError):
            typo.with_user(self.station_manager).action_void("again")

    def test_append_only(self):
        reading = self.read_odometer(self.vehicle, 5000).with_user(self.auto_manager)
        for values in ({"km": 1}, {"rollback": True}, {"voided": True}, {"date": "2026-01-01"}, {"note": "x"}):
            with self.assertRaises(AccessError):
                reading.write(values)
            with self.assertRaises(AccessError):
                reading.sudo().write(values)
        with self.assertRaises(UserError):
            reading.unlink()
        with self.assertRaises(UserError):
            reading.sudo().unlink()

    def test_who_may_read_the_odometer(self):
        values = {"vehicle_id": self.vehicle.id, "km": 5}
        reading = self.env["crm.vehicle.odometer"].with_user(self.other_station_user).create(values)
        self.assertEqual((reading.user_id, reading.company_id.id), (self.other_station_user, self.other_company.id))
        with self.assertRaises(AccessError):
            self.env["crm.vehicle.odometer"].with_user(self.salesperson).create(values)
        with self.assertRaises(AccessError):
            self.env["crm.vehicle.odometer"].with_user(self.station_user).create(values | {"rollback": True})

    def test_absurd_readings(self):
        for km, day in ((1, "2026-03-17"), (1, "0001-01-01"), (float("nan"), "2026-01-01"), (10**12, "2026-01-01")):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.read_odometer(self.vehicle, km, day)

    def test_kilometres_a_day(self):
        for km, day in ((1000, "2026-01-01"), (90000, "2026-01-05"), (500, "2026-01-06"), (4100, "2026-03-04")):
            reading = self.read_odometer(self.vehicle, km, day)
            if km == 90000:
                reading.action_void("typo")
        [row] = self.env.execute_query_dict(self.env["crm.vehicle.odometer"]._km_a_day_query(self.vehicle.ids))
        # 3100 km in 31 + 28 + 3 days
        self.assertEqual((float(row["km_a_day"]), row["km"]), (50.0, 4100))
