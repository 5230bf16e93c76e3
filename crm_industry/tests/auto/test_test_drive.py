from psycopg2.errors import ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTestDrive(AutoCommon):
    """Test drives: nobody and nothing is booked twice, the licence is looked at, readings are kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.car = cls.make_vehicle(condition="demo")
        cls.lead = cls.env["crm.lead"].create({"name": "Comet", "partner_id": cls.buyer.id, "type": "opportunity"})

    def plan(self, user=None, **values):
        defaults = {
            "station_id": self.station.id,
            "vehicle_id": self.car.id,
            "partner_id": self.buyer.id,
            "planned_start": "2026-03-17 01:00:00",
            "planned_end": "2026-03-17 02:00:00",
        }
        return self.env["crm.test.drive"].with_user(user or self.station_user).create(defaults | values)

    def test_a_test_drive(self):
        drive = self.plan(lead_id=self.lead.id)
        with self.assertRaises(UserError):
            drive.action_start()
        drive.write({"licence_number": "310105199001010018", "licence_until": "2026-03-16"})
        with self.assertRaises(UserError):
            drive.action_check_licence()
        drive.licence_until = "2030-01-01"
        drive.action_check_licence()
        with self.assertRaises(UserError):
            drive.action_start()
        drive.km_start = 500
        drive.action_start()
        with self.assertRaises(UserError):
            drive.vehicle_id = self.make_vehicle(condition="demo")
        drive.km_end = 499
        with self.assertRaises(UserError):
            drive.action_return()
        drive.write({"km_end": 517, "score": 5, "feedback": "Quiet"})
        drive.action_return()
        self.assertEqual((drive.state, self.car.odometer_km, drive.licence_checked_by), ("done", 517, self.station_user))
        self.assertEqual(drive.event_ids.sorted("id").mapped("verb"), ["create", "start", "return"])
        self.assertIn(self.car.vin, self.lead.message_ids[0].body)
        self.assertEqual((self.lead.test_drive_count, self.car.test_drive_count), (1, 1))

    def test_another_licence_is_looked_at_again(self):
        drive = self.plan(licence_number="1", licence_until="2030-01-01")
        drive.action_check_licence()
        drive.licence_number = "2"
        self.assertFalse(drive.licence_checked_on)
        with self.assertRaises(AccessError):
            drive.licence_checked_on = "2026-03-16"

    def test_nothing_is_booked_twice(self):
        drive = self.plan()
        other = self.make_customer("Li Na", is_company=False)
        half = {"planned_start": "2026-03-17 01:30:00", "planned_end": "2026-03-17 02:30:00"}
        for values in ({"partner_id": other.id}, {"vehicle_id": self.make_vehicle(condition="demo").id}):
            with mute_logger("odoo.sql_db"), self.assertRaises(ExclusionViolation), self.cr.savepoint():
                self.plan(**values, **half)
        self.plan(planned_start="2026-03-17 02:00:00", planned_end="2026-03-17 03:00:00")
        drive.action_cancel()
        self.plan()

    def test_average_of_who_said_something(self):
        for hour, score in enumerate((4, 0, 5, 0)):
            span = {"planned_start": f"2026-03-17 0{hour}:00:00", "planned_end": f"2026-03-17 0{hour}:30:00"}
            self.plan(score=score, **span)
        drives = self.env["crm.test.drive"].with_user(self.station_user)
        [(average,)] = drives._read_group([("vehicle_id", "=", self.car.id)], [], ["score:avg"])
        self.assertEqual(average, 4.5)

    def test_not_with_the_car_of_a_customer(self):
        with self.assertRaises(ValidationError):
            self.plan(vehicle_id=self.make_vehicle(self.buyer).id)

    def test_people_of_other_stations(self):
        drive = self.plan()
        self.assertTrue(drive.with_user(self.other_station_user).planned_start)
        tomorrow = {"planned_start": "2026-03-18 01:00:00", "planned_end": "2026-03-18 02:00:00"}
        for user in (self.second_user, self.other_station_user):
            foreign = drive.with_user(user)
            for act in (
                lambda foreign=foreign: foreign.write({"score": 3}),
                lambda foreign=foreign: foreign.action_cancel(),
                lambda foreign=foreign: foreign.action_check_licence(),
                lambda user=user: self.plan(user, user_id=self.station_user.id, **tomorrow),
            ):
                with self.assertRaises(AccessError):
                    act()
        with self.assertRaises(AccessError):
            drive.station_id = self.second_station
        with self.assertRaises(AccessError):
            drive.state = "done"
