from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .auto_common import NOON, AutoCommon

ABSURD_DAYS = ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAutoHostile(AutoCommon):
    """Doors that no form has, and values that no form sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.auto_checklist = False
        cls.vehicle = cls.make_vehicle(cls.buyer)
        cls.fault = cls.env["crm.service.fault"].create({"code": "T-HOST", "name": "Squeak"})
        cls.job = cls.make_job(cls.vehicle, operation_ids=[(6, 0, cls.oil_change.ids)])
        cls.job.action_make_order()

    def own_job(self, user=None, **values):
        """A job of the second station, with an order."""
        values = {"station_id": self.second_station.id, "operation_ids": [Command.set(self.oil_change.ids)]} | values
        job = self.make_job(self.make_vehicle(), user=user or self.second_user, **values)
        job.action_make_order()
        return job

    # -- jobs of another station ---------------------------------------------------------------------------------------

    def test_through_records_that_all_may_change(self):
        command = [Command.update(self.job.id, {"words": "mine"})]
        doors = (
            (self.vehicle, {"job_ids": command}),
            (self.vehicle, {"job_ids": [Command.create({"station_id": self.station.id, "partner_id": self.buyer.id})]}),
            (self.own_job().sale_order_id, {"auto_job_ids": command}),
            (self.own_job().sale_order_id, {"auto_job_ids": [Command.link(self.job.id)]}),
        )
        for record, values in doors:
            with self.assertRaises(AccessError), self.cr.savepoint():
                record.with_user(self.second_user).write(values)
        self.assertEqual((self.job.words, len(self.vehicle.job_ids)), (False, 1))

    def test_through_an_import(self):
        rows = [[str(self.job.id), "mine"]]
        result = self.env["crm.service.job"].with_user(self.second_user).load([".id", "words"], rows)
        self.assertFalse(result["ids"])
        names = ["station_id/.id", "vehicle_id/.id", "partner_id/.id", "kind"]
        row = [str(self.station.id), str(self.vehicle.id), str(self.buyer.id), "Repair"]
        result = self.env["crm.service.job"].with_user(self.second_user).load(names, [row])
        self.assertFalse(result["ids"])
        self.assertTrue(self.env["crm.service.job"].with_user(self.station_user).load(names, [row])["ids"])
        self.assertFalse(self.job.words)

    def test_lines_moved_into_an_order(self):
        line = self.own_job().sale_order_id.order_line
        for user in (self.second_user, self.technician):
            with self.assertRaises(AccessError), self.cr.savepoint():
                line.with_user(user).order_id = self.job.sale_order_id.id
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.job.sale_order_id.order_line.with_user(self.station_user).order_id = line.order_id.id
        other = self.make_job(operation_ids=[Command.set(self.oil_change.ids)])
        other.action_make_order()
        other.sale_order_id.order_line.order_id = self.job.sale_order_id
        self.assertEqual(len(self.job.sale_order_id.order_line), 2)

    def test_questions_about_jobs_of_others(self):
        feedbacks = self.env["crm.auto.feedback"].with_user(self.second_user)
        values = {"stage": "service", "partner_id": self.buyer.id, "vehicle_id": self.vehicle.id, "job_id": self.job.id}
        with self.assertRaises(AccessError), self.cr.savepoint():
            feedbacks.create(values | {"station_id": self.station.id})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            feedbacks.create(values | {"station_id": self.second_station.id})
        mine = values | {"job_id": self.own_job().id, "station_id": self.second_station.id}
        with self.assertRaises(ValidationError), self.cr.savepoint():
            feedbacks.create(mine)

    def test_a_fault_that_goes_to_another_job_counts_there(self):
        law = self.env.ref("crm_industry.warranty_law_cn")
        law.rule_ids.filtered(lambda rule: rule.counting == "same_fault").at_most = 1
        self.model.household = True
        cars = [self.make_vehicle(self.buyer, first_sale_date="2026-01-01", delivery_date="2026-01-01") for _car in range(2)]
        jobs = [self.make_job(car, "in_work", km=100) for car in cars]
        row = self.env["crm.service.job.fault"].create({"job_id": jobs[0].id, "fault_id": self.fault.id, "outcome": "repaired"})
        jobs[0].action_finish()
        self.assertTrue(cars[0].clock_ids)
        row.job_id = jobs[1]
        jobs[1].action_finish()
        self.assertEqual([bool(car.clock_ids) for car in cars], [False, True])

    # -- vehicles ------------------------------------------------------------------------------------------------------

    def test_spellings_of_a_vin(self):
        vehicles = self.env["crm.vehicle"].with_user(self.station_user)
        number = self.next_vin()
        car = vehicles.create({"vin": f" {number[:3].lower()}-{number[3:9]} {number[9:].lower()}"})
        self.assertEqual(car.vin, number)
        for text in (number.lower(), "".join(chr(ord(sign) + 0xFEE0) for sign in number)):
            self.assertEqual(vehicles._of_vin(text), car)
        for sign in "IOQioq":
            with self.assertRaisesRegex(ValidationError, f"{sign.upper()} is in no VIN"), self.cr.savepoint():
                vehicles.create({"vin": number[:13] + sign + number[14:]})
        for text in ("   ", number[:16], number + "1", "А" + number[1:]):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                vehicles.create({"vin": text})
        self.assert_refused_by_the_database(lambda: vehicles.create({"vin": ""}))

    def test_days_that_are_none(self):
        plate = {"plate": "沪A12345", "country_id": self.env.ref("base.cn").id, "vehicle_id": self.vehicle.id}
        makers = (
            lambda day: self.vehicle.write({"first_sale_date": day}),
            lambda day: self.vehicle.write({"delivery_date": day}),
            lambda day: self.vehicle.party_ids.write({"date_to": day}),
            lambda day: self.env["crm.vehicle.plate"].create(plate | {"date_from": day}),
            lambda day: self.read_odometer(self.vehicle, 10, day),
            lambda day: self.vehicle.with_user(self.station_user).action_transfer(self.company.partner_id.id, day),
        )
        for day in ABSURD_DAYS:
            for make in makers:
                with self.assertRaises(UserError), self.cr.savepoint():
                    make(day)

    def test_moments_that_are_none(self):
        drives = self.env["crm.test.drive"]
        car = self.make_vehicle(condition="demo")
        for span in (("0001-01-01 00:00:00", "2026-03-17 02:00:00"), ("2026-03-17 01:00:00", "9999-12-31 23:59:59")):
            plan = dict(zip(("planned_start", "planned_end"), span, strict=True))
            drive = {"station_id": self.station.id, "vehicle_id": car.id, "partner_id": self.buyer.id}
            for act in (
                lambda plan=plan: self.job.write(plan),
                lambda span=span: self.job.write({"promised_on": span[0] if span[0] < "1900" else span[1]}),
                lambda plan=plan, drive=drive: drives.create(drive | plan),
            ):
                self.assert_refused_by_the_database(act)

    def assert_refused_by_the_database(self, act):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            act()
            self.env.flush_all()

    def test_odometers(self):
        self.read_odometer(self.vehicle, 5000, "2026-03-10")
        for km in (-1, 5_000_001):
            self.assert_refused_by_the_database(lambda km=km: self.read_odometer(self.vehicle, km))
        with self.assertRaises(UserError), self.cr.savepoint():
            self.read_odometer(self.vehicle, 10**12)
        self.job.km = 4000
        self.job.action_receive()
        reading = self.vehicle.odometer_ids.filtered(lambda reading: reading.source == "job")
        self.assertTrue(reading.rollback)
        with self.assertRaises(AccessError):
            reading.with_user(self.auto_manager).km = 6000

    # -- midnight in Shanghai, 16:00 UTC -------------------------------------------------------------------------------

    def test_warranty_ends_at_midnight(self):
        self.model.household = True
        car = self.make_vehicle(self.buyer, first_sale_date="2023-03-16", delivery_date="2023-03-16")
        self.assertEqual(str(car.repair_until), "2026-03-16")
        for moment, covered in (("2026-03-16 15:59:59", True), ("2026-03-16 16:00:00", False)):
            with freeze_time(moment):
                job = self.make_job(car, km=100)
                self.assertEqual(job.under_warranty, covered, moment)
                job.action_receive()
                day = "2026-03-16" if covered else "2026-03-17"
                self.assertEqual((str(job.received_day), job.under_warranty), (day, covered))
                job.action_start()
                job.action_finish()

    def test_licence_ends_at_midnight(self):
        values = {"planned_start": "2026-03-16 15:00:00", "licence_number": "1", "licence_until": "2026-03-16"}
        values |= {"station_id": self.station.id, "vehicle_id": self.make_vehicle(condition="demo").id}
        values |= {"partner_id": self.buyer.id, "km_start": 10}
        drive = self.env["crm.test.drive"].with_user(self.station_user).create(values | {"planned_end": "2026-03-16 16:30:00"})
        with self.assertRaises(UserError):
            drive.action_check_licence()
        drive.planned_end = "2026-03-16 15:30:00"
        drive.action_check_licence()
        drive.planned_end = "2026-03-16 16:30:00"
        with self.assertRaisesRegex(UserError, "licence"):
            drive.action_start()
        drive.planned_end = "2026-03-16 15:30:00"
        drive.action_start()
        drive.km_end = 20
        drive.action_return()
        for values in ({"km_end": 30}, {"licence_until": "2030-01-01"}, {"planned_end": "2026-03-16 17:00:00"}):
            with self.assertRaises(UserError):
                drive.write(values)
        drive.score = 4

    # -- partners who are merged ---------------------------------------------------------------------------------------

    def merge(self, gone, stays):
        self.env["base.partner.merge.automatic.wizard"]._merge((gone | stays).ids, stays)

    def test_merged_owners_keep_what_was_said(self):
        twin, today = self.make_customer("Zhang  Wei", is_company=False), self.company._business_today()
        other, feedbacks = self.make_vehicle(twin), self.env["crm.auto.feedback"]
        asked = [feedbacks._ask("sale", who, self.vehicle, self.station, today) for who in (self.buyer, twin)]
        asked[1].with_user(self.station_user).action_answer(3, "Dusty")
        apart = feedbacks._ask("sale", twin, other, self.station, today)
        self.merge(twin, self.buyer)
        self.assertFalse(asked[0].exists())
        self.assertEqual((asked[1].partner_id, asked[1].score), (self.buyer, 3))
        self.assertEqual((apart.exists().partner_id, other.owner_id), (self.buyer, self.buyer))

    def test_merged_owners_keep_two_answers(self):
        twin, feedbacks = self.make_customer("Zhang  Wei", is_company=False), self.env["crm.auto.feedback"]
        for who, score in ((self.buyer, 5), (twin, 4)):
            feedback = feedbacks._ask("sale", who, self.vehicle, self.station, self.company._business_today())
            feedback.with_user(self.station_user).action_answer(score, f"Said {score}")
        self.merge(twin, self.buyer)
        feedback = feedbacks.search([("vehicle_id", "=", self.vehicle.id), ("stage", "=", "sale")])
        self.assertEqual((feedback.score, feedback.partner_id), (5, self.buyer))
        self.assertIn("4 of 5, Said 4", feedback.message_ids[0].body)

    def test_merged_owners_are_told_once(self):
        twin = self.make_customer("Zhang  Wei", is_company=False)
        car = self.make_vehicle(twin, since="2025-01-01")
        apart = self.make_vehicle(twin)
        vins = [Command.create({"vin_from": each.vin}) for each in (car, apart)]
        recall = self.env["crm.recall"].create({"name": "Hose", "number": "M-1", "brand_id": self.brand.id, "range_ids": vins})
        recall.action_open()
        notices = self.env["crm.recall.notice"]
        notices.search([("vehicle_id", "=", car.id)]).with_user(self.station_user).action_called()
        car.with_user(self.station_user).action_transfer(self.buyer.id)
        self.merge(twin, self.buyer)
        found = notices.search([("recall_id", "=", recall.id)])
        told = {(notice.vehicle_id, notice.partner_id, notice.state) for notice in found}
        self.assertEqual(told, {(car, self.buyer, "sent"), (apart, self.buyer, "due")})

    def test_merged_drivers_drive_once(self):
        twin = self.make_customer("Zhang  Wei", is_company=False)
        cars = [self.make_vehicle(condition="demo") for _car in range(3)]
        span = {"planned_start": "2026-03-17 01:00:00", "planned_end": "2026-03-17 02:00:00"}
        later = {"planned_start": "2026-03-18 01:00:00", "planned_end": "2026-03-18 02:00:00"}
        drives = self.env["crm.test.drive"]
        for car, who, when in ((cars[0], self.buyer, span), (cars[1], twin, span), (cars[2], twin, later)):
            drives |= drives.create({"station_id": self.station.id, "vehicle_id": car.id, "partner_id": who.id} | when)
        self.merge(twin, self.buyer)
        self.assertEqual(drives.exists().mapped("state"), ["planned", "cancelled", "planned"])
        self.assertEqual(drives.partner_id, self.buyer)

    # -- counts --------------------------------------------------------------------------------------------------------

    def test_open_recalls_are_counted_at_once(self):
        car = self.vehicle.with_user(self.station_user)
        self.assertEqual(car.open_recall_count, 0)
        vins = [Command.create({"vin_from": car.vin})]
        recall = self.env["crm.recall"].create({"name": "Hose", "number": "M-2", "brand_id": self.brand.id, "range_ids": vins})
        recall.action_open()
        self.assertEqual(car.open_recall_count, 1)
