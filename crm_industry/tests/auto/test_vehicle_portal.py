from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .auto_common import NOON
from .vehicle_portal_common import VehiclePortalCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVehiclePortal(VehiclePortalCommon):
    """What owners read of their vehicles and ask for on the portal."""

    def old_job(self, owner, day, **values):
        """A job that was delivered on a day, with an order of 40."""
        with freeze_time(f"{day} 04:00:00"):
            job = self.make_job(self.vehicle, partner_id=owner.id, operation_ids=[(6, 0, self.oil_change.ids)], **values)
            job.action_make_order()
            job.sale_order_id.action_confirm()
            self.look_over(job)
            for verb in ("receive", "start", "finish", "deliver"):
                getattr(job, f"action_{verb}")()
        return job

    def test_own_vehicles_alone(self):
        second = self.make_vehicle(self.buyer)
        archived = self.make_vehicle(self.buyer, active=False)
        page = self.portal()._list_page()
        self.assertEqual([row["id"] for row in page["vehicles"]], [second.id, self.vehicle.id])
        self.assertNotIn(archived.id, [row["id"] for row in page["vehicles"]])
        self.assertEqual(page["total"], 2)
        self.assertFalse(self.portal(self.theirs)._list_page()["vehicles"])
        for refused in (self.vehicle.id, second.id, 0, -1, 2**70):
            with self.assertRaises(AccessError):
                self.portal(self.theirs)._vehicle_page(refused)

    def test_history_of_the_own_time(self):
        before = self.old_job(self.seller, "2025-10-10")
        by_driver = self.old_job(self.make_customer("Driver"), "2026-02-01", words="Not the owner's")
        own = self.old_job(self.buyer, "2026-02-10", words="It rattles")
        elsewhere = self.make_job(
            self.vehicle, "received", user=self.second_user, station_id=self.second_station.id, partner_id=self.buyer.id
        )
        rows = {row["id"]: row for row in self.portal()._vehicle_page(self.vehicle.id)["jobs"]}
        self.assertEqual(list(rows), [elsewhere.id, own.id, by_driver.id])
        self.assertNotIn(before.id, rows)
        self.assertEqual(
            [rows[job.id]["priced"] and rows[job.id]["amount"] for job in (own, by_driver, elsewhere)], [40, False, False]
        )
        self.assertEqual([rows[job.id]["words"] for job in (own, by_driver)], ["It rattles", False])
        self.assertEqual(rows[own.id]["work"], ["0.5 × [T-OIL] Change the oil"])
        self.assertEqual(rows[elsewhere.id]["station"], "Puxi")

    def test_nothing_is_left_after_the_transfer(self):
        own = self.old_job(self.buyer, "2026-02-10")
        self.vehicle._transfer(self.seller)
        self.assertFalse(self.portal()._counts())
        for refused in (
            lambda: self.portal()._vehicle_page(self.vehicle.id),
            lambda: self.portal()._rate(self.vehicle.id, own.id, {"score": "5"}),
            lambda: self.book(),
        ):
            with self.assertRaises(AccessError):
                refused()
        # The first owner again: what was in the first time is theirs, what was in between is not.
        self.assertFalse(self.portal(self.theirs)._vehicle_page(self.vehicle.id)["jobs"])
        with freeze_time("2026-04-01 04:00:00"):
            first = self.old_job(self.seller, "2026-03-20")
            jobs = self.portal(self.theirs)._vehicle_page(self.vehicle.id)["jobs"]
            self.assertEqual([row["id"] for row in jobs], [first.id])

    def test_maintenance_warranty_and_recalls_in_plain_words(self):
        self.model.write({"household": True, "service_months": 12, "service_km": 10000})
        self.read_odometer(self.vehicle, 9000)
        recall = self.env["crm.recall"].create(
            {"name": "Brake hoses", "number": "R-1", "brand_id": self.brand.id, "reason": "They crack"}
        )
        self.env["crm.recall.range"].create({"recall_id": recall.id, "vin_from": self.vehicle.vin})
        recall.action_open()
        page = self.portal()._vehicle_page(self.vehicle.id)
        self.assertEqual((page["recall_count"], page["recalls"][0]["reason"]), (1, "They crack"))
        self.assertEqual(str(page["due_on"]), "2026-06-01")
        repair, refund = page["warranty"]
        self.assertIn("06/01/2028 or 60,000 km", repair["text"])
        self.assertIn("06/01/2027 or 50,000 km", refund["text"])
        self.read_odometer(self.vehicle, 60001)
        [repair] = self.portal()._vehicle_page(self.vehicle.id)["warranty"]
        self.assertEqual(repair["level"], "secondary")

    def test_one_step_before_the_case(self):
        fault = self.env["crm.service.fault"].create({"code": "T-P", "name": "Rattle"})
        for month in (10, 11, 12):
            self.old_job(self.seller, f"2025-{month}-05", fault_ids=[(0, 0, {"fault_id": fault.id, "outcome": "repaired"})])
        self.old_job(self.buyer, "2026-02-05", fault_ids=[(0, 0, {"fault_id": fault.id, "outcome": "repaired"})])
        warning = self.portal()._vehicle_page(self.vehicle.id)["warranty"][-1]
        self.assertEqual(warning["level"], "warning")
        self.assertIn("Rattle (4 so far)", warning["text"])

    def test_employees_and_switched_off(self):
        for user in (self.station_user, self.auto_manager):
            with self.assertRaises(AccessError):
                self.portal(user)._list_page()
        self.env.ref("base.group_user").implied_ids -= self.env.ref("crm_industry.group_trade_auto")
        self.assertFalse(self.portal()._counts())
        with self.assertRaises(AccessError):
            self.portal()._vehicle_page(self.vehicle.id)

    def test_rating(self):
        job = self.old_job(self.buyer, "2026-03-10")
        other = self.old_job(self.make_customer("Driver"), "2026-03-11")
        with self.assertRaises(AccessError):
            self.portal()._rate(self.vehicle.id, other.id, {"score": "5"})
        for score in ("", "0", "6", "five", "5.0", "55"):
            with self.assertRaises(UserError):
                self.portal()._rate(self.vehicle.id, job.id, {"score": score})
        self.portal()._rate(self.vehicle.id, job.id, {"score": "4", "words": " Fine\x00 "})
        self.assertEqual((job.follow_up_score, job.follow_up_words, job.follow_up_source), (4, "Fine", "portal"))
        with self.assertRaises(UserError):
            self.portal()._rate(self.vehicle.id, job.id, {"score": "5"})

    # -- booking -------------------------------------------------------------------------------------------------------

    def test_a_booking(self):
        job = self.book()
        self.assertEqual((job.state, str(job.wished_day), job.booked_online), ("booked", "2026-03-18", True))
        self.assertEqual((job.partner_id, job.kind, job.words), (self.buyer, "maintenance", "In the morning"))
        self.assertIn(job.user_id, self.station.user_ids)
        self.assertEqual(job.activity_ids.user_id, job.user_id)
        [row] = self.portal()._vehicle_page(self.vehicle.id)["jobs"]
        self.assertEqual((row["id"], row["may_cancel"], str(row["day"])), (job.id, True, "2026-03-18"))
        self.assertTrue(job.with_user(self.station_user).read(["wished_day"]))
        job.with_user(self.station_user).planned_start = "2026-03-18 01:00:00"

    def test_bookings_that_are_refused(self):
        for values in (
            {"station": ""},
            {"station": str(self.second_station.id)},
            {"station": str(self.other_station.id)},
            {"day": ""},
            {"day": "2026-03-16"},
            {"day": "2026-03-27"},
            {"day": "never"},
            {"kind": "accident"},
            {"kind": ""},
        ):
            with self.assertRaises(UserError, msg=values):
                self.book(**values)
        with self.assertRaises(AccessError):
            self.book(self.theirs)
        self.assertFalse(self.vehicle.job_ids)
        self.book(day="2026-03-26")

    def test_a_vehicle_is_booked_once(self):
        self.book()
        with self.assertRaises(UserError):
            self.book(day="2026-03-19")

    def test_places_of_a_day(self):
        # 17 March in Shanghai begins at 16:00 of the 16th in UTC.
        self.make_job(planned_start="2026-03-16 16:30:00", planned_end="2026-03-16 17:30:00")
        self.make_job(planned_start="2026-03-17 15:30:00", planned_end="2026-03-17 15:45:00")
        cancelled = self.make_job(planned_start="2026-03-18 01:00:00", planned_end="2026-03-18 02:00:00")
        cancelled.action_cancel("x")
        days = {str(day): places for day, places in self.station._free_days().items()}
        self.assertNotIn("2026-03-17", days)
        self.assertEqual((days["2026-03-18"], len(days)), (2, 9))
        with self.assertRaises(UserError):
            self.book(day="2026-03-17")
        self.book()
        moved = self.book(vehicle=self.make_vehicle(self.buyer))
        self.assertNotIn("2026-03-18", map(str, self.station._free_days()))
        with self.assertRaises(UserError):
            self.book(vehicle=self.make_vehicle(self.buyer))
        moved.with_user(self.station_user).write({"planned_start": "2026-03-20 01:00:00", "planned_end": "2026-03-20 02:00:00"})
        self.book(vehicle=self.make_vehicle(self.buyer))

    def test_closed_days(self):
        self.station.calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Weekdays",
                "tz": "Asia/Shanghai",
                "attendance_ids": [
                    (0, 0, {"name": str(day), "dayofweek": str(day), "hour_from": 9, "hour_to": 17}) for day in range(5)
                ],
            }
        )
        days = [str(day) for day in self.station._free_days()]
        self.assertEqual(days, [f"2026-03-{day}" for day in (17, 18, 19, 20, 23, 24, 25, 26)])
        page = self.portal()._booking_page(self.vehicle.id)
        self.assertEqual([day["value"] for day in page["days"]], days)
        self.assertIn("Tuesday", page["days"][0]["label"])

    def test_calling_it_off(self):
        job = self.book()
        self.portal()._cancel(self.vehicle.id, job.id)
        self.assertEqual((job.state, job.event_ids[0].reason), ("cancelled", "Called off by the customer on the portal"))
        self.assertEqual(job.activity_ids.mapped("summary"), ["The customer does not come"])
        with self.assertRaises(UserError):
            self.portal()._cancel(self.vehicle.id, job.id)
        self.assertEqual(self.book().state, "booked")

    def test_marks_of_bookings_are_nobodys_to_write(self):
        job = self.make_job(self.vehicle)
        for values in ({"booked_online": True}, {"wished_day": "2026-03-20"}):
            with self.assertRaises(AccessError):
                job.write(values)
