from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .auto_common import NOON, AutoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVehicleMaintenance(AutoCommon):
    """The next maintenance: after some months, or at some kilometres, whichever comes first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.auto_checklist = False
        cls.model.write({"service_months": 12, "service_km": 10000, "first_service_months": 3, "first_service_km": 5000})
        cls.vehicle = cls.make_vehicle(cls.buyer, delivery_date="2025-12-01")

    def due(self, vehicle=None):
        vehicle = vehicle or self.vehicle
        vehicle._refresh_maintenance(vehicle)
        return (vehicle.maintenance_due_on, vehicle.maintenance_due_km, vehicle.maintenance_by)

    def serve(self, day, km, vehicle=None):
        with freeze_time(f"{day} 04:00:00"):
            job = self.make_job(vehicle or self.vehicle, kind="maintenance", km=km)
            for method in ("action_receive", "action_start", "action_finish", "action_deliver"):
                getattr(job, method)()
        return job

    def test_first_service_by_time(self):
        self.assertEqual(self.due(), (date(2026, 3, 1), 5000, "time"))

    def test_first_service_by_kilometres(self):
        self.read_odometer(self.vehicle, 0, "2025-12-01")
        self.read_odometer(self.vehicle, 3000, "2025-12-31")
        # 100 km a day: 2000 km more are 20 days
        self.assertEqual(self.due(), (date(2025, 12, 31) + timedelta(days=20), 5000, "km"))
        self.read_odometer(self.vehicle, 5200, "2026-01-10")
        self.assertEqual(self.due(), (date(2026, 1, 10), 5000, "km"))

    def test_later_services(self):
        self.serve("2026-01-15", 4800)
        self.assertEqual(self.due(), (date(2027, 1, 15), 14800, "time"))
        self.read_odometer(self.vehicle, 7200, "2026-03-16")
        # 2400 km in 60 days; 7600 km more are 190 days
        self.assertEqual(self.due(), (date(2026, 3, 16) + timedelta(days=190), 14800, "km"))

    def test_part_days_are_rounded_up(self):
        self.serve("2026-01-15", 1000)
        self.read_odometer(self.vehicle, 1300, "2026-01-22")
        # 300 km in 7 days; 9700 km more are 226 1/3 days
        self.assertEqual(self.due()[0], date(2026, 1, 22) + timedelta(days=227))

    def test_other_jobs_don_t_count(self):
        self.make_job(self.vehicle, "delivered", km=4000)
        self.assertEqual(self.due()[1], 5000)

    def test_without_intervals_nothing_is_due(self):
        self.model.write({"service_months": 0, "service_km": 0, "first_service_months": 0, "first_service_km": 0})
        self.assertEqual(self.due(), (False, 0, False))
        self.assertEqual(self.due(self.make_vehicle()), (False, 0, False))

    def test_voided_readings_don_t_count(self):
        self.read_odometer(self.vehicle, 0, "2025-12-01")
        typo = self.read_odometer(self.vehicle, 90000, "2025-12-31")
        self.assertEqual(self.vehicle.maintenance_by, "km")
        typo.action_void("typo")
        self.assertEqual((self.vehicle.maintenance_due_on, self.vehicle.maintenance_by), (date(2026, 3, 1), "time"))

    def test_reminder_once_for_a_due_day(self):
        self.serve("2025-03-20", 4000)
        self.assertEqual(self.due()[0], date(2026, 3, 20))
        job = self.vehicle.job_ids
        self.env["crm.vehicle"]._cron_maintenance()
        reminders = job.activity_ids.filtered(lambda activity: activity.activity_type_id.name == "Maintenance due")
        self.assertEqual((reminders.user_id, reminders.date_deadline), (self.station_user, date(2026, 3, 20)))
        self.env["crm.vehicle"]._cron_maintenance()
        self.assertEqual(len(job.activity_ids.filtered(lambda activity: activity.summary == reminders.summary)), 1)

    def test_reminders_can_be_off_or_later(self):
        self.serve("2025-03-20", 4000)
        for days in (0, 3):
            self.company.auto_maintenance_days = days
            self.env["crm.vehicle"]._cron_maintenance()
            self.assertFalse(self.vehicle.maintenance_reminded)
        self.company.auto_maintenance_days = 4
        self.env["crm.vehicle"]._cron_maintenance()
        self.assertEqual(self.vehicle.maintenance_reminded, date(2026, 3, 20))
