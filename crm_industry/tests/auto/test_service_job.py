import base64

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .auto_common import NOON, AutoCommon

PIXEL = base64.b64encode(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestServiceJob(AutoCommon):
    """From the booking to the call after the delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle = cls.make_vehicle(cls.buyer)
        cls.fault = cls.env["crm.service.fault"].create({"code": "T-1", "name": "Rattle"})

    def test_a_visit(self):
        job = self.make_job(self.vehicle, partner_id=False, words="It rattles")
        self.assertEqual((job.state, job.partner_id), ("booked", self.buyer))
        self.assertTrue(job.name.startswith("WJ"))
        self.assertEqual(len(job.check_ids), self.env["crm.service.check.item"].search_count([("active", "=", True)]))
        self.look_over(job, km=12000)
        job.action_receive()
        self.assertEqual((self.vehicle.odometer_km, self.vehicle.odometer_ids.source), (12000, "job"))
        job.write({"fault_ids": [(0, 0, {"fault_id": self.fault.id})], "operation_ids": [(4, self.oil_change.id)]})
        job.action_start()
        job.action_make_order()
        with self.assertRaises(UserError) as caught:
            job.action_finish()
        self.assertIn("Rattle", str(caught.exception))
        self.assertIn("confirm the order", str(caught.exception))
        job.fault_ids.outcome = "repaired"
        job.sale_order_id.action_confirm()
        job.action_finish()
        job.action_deliver()
        self.assertEqual(job.state, "delivered")
        self.assertEqual(job.event_ids.mapped("verb"), ["deliver", "finish", "start", "receive", "create"])
        self.assertEqual(job.event_ids.user_id, self.station_user)
        self.assertEqual(str(job.follow_up_due), "2026-03-19")
        self.assertEqual(job.activity_ids.user_id, self.station_user)

    def test_reception_needs_kilometres_and_checklist(self):
        job = self.make_job(self.vehicle)
        with self.assertRaises(UserError) as caught:
            job.action_receive()
        self.assertIn("Read the odometer", str(caught.exception))
        self.assertIn("Body and paint", str(caught.exception))
        self.look_over(job, km=5)
        paint = job.check_ids.filtered(lambda check: check.item_id.photo_needed)[0]
        paint.result = "defect"
        with self.assertRaises(UserError) as caught:
            job.action_receive()
        self.assertIn("photo is missing", str(caught.exception))
        paint.photo = PIXEL
        job.action_receive()
        with self.assertRaises(UserError):
            self.make_job(self.vehicle, "received")
        job.action_start()
        with self.assertRaises(UserError):
            paint.result = "ok"

    def test_reception_without_a_checklist(self):
        self.company.auto_checklist = False
        job = self.make_job(self.vehicle, km=7)
        job.action_receive()
        self.assertEqual(job.state, "received")

    def test_one_station_has_the_vehicle(self):
        self.make_job(self.vehicle, "received")
        second = self.make_job(self.vehicle, user=self.second_user, station_id=self.second_station.id)
        self.look_over(second)
        with self.assertRaises(UserError) as caught:
            second.action_receive()
        self.assertIn("Pudong", str(caught.exception))

    def test_steps_in_order(self):
        job = self.make_job(self.vehicle)
        for method in ("action_start", "action_finish", "action_deliver"):
            with self.assertRaises(UserError):
                getattr(job, method)()
        with self.assertRaises(AccessError):
            job.write({"state": "delivered"})
        with self.assertRaises(AccessError):
            job.write({"done_on": "2026-01-01"})
        with self.assertRaises(AccessError):
            job.create({"vehicle_id": self.vehicle.id, "station_id": self.station.id, "state": "done"})

    def test_work_again_and_cancel_need_a_reason(self):
        job = self.make_job(self.vehicle, "done")
        self.assertEqual(job.action_reopen()["res_model"], "crm.service.job.reason")
        job.action_reopen("still rattles")
        self.assertEqual((job.state, job.done_on), ("in_work", False))
        booked = self.make_job()
        booked.operation_ids = self.oil_change
        booked.action_make_order()
        window = self.env["crm.service.job.reason"].with_user(self.station_user)
        window = window.create({"verb": "cancel", "job_ids": [(6, 0, booked.ids)], "reason": "does not come"})
        window.action_confirm()
        self.assertEqual((booked.state, booked.sale_order_id.state), ("cancelled", "cancel"))
        confirmed = self.make_job(operation_ids=[(6, 0, self.oil_change.ids)])
        confirmed.action_make_order()
        confirmed.sale_order_id.action_confirm()
        with self.assertRaises(UserError):
            confirmed.action_cancel("too dear")

    def test_what_is_over_stays(self):
        job = self.make_job(self.vehicle, "delivered", fault_ids=[(0, 0, {"fault_id": self.fault.id})])
        for values in ({"km": 1}, {"words": "x"}, {"comeback_of_id": False}, {"planned_start": False}):
            with self.assertRaises(UserError):
                job.write(values)
        with self.assertRaises(UserError):
            job.fault_ids.outcome = "declined"
        with self.assertRaises(UserError):
            job.fault_ids.unlink()
        with self.assertRaises(UserError):
            job.action_make_order()

    def test_repair_days(self):
        cases = {"2026-03-16 05:00:00": 1, "2026-03-17 04:00:00": 1, "2026-03-17 04:00:01": 2, "2026-03-21 16:00:00": 6}
        for end, days in cases.items():
            job = self.make_job(state="in_work")
            with freeze_time(end):
                job.action_finish()
            self.assertEqual(job.repair_days, days, end)
        self.assertEqual(self.make_job().repair_days, 0)

    def test_comeback_is_of_the_same_vehicle(self):
        first = self.make_job(self.vehicle, "delivered")
        second = self.make_job(self.vehicle, comeback_of_id=first.id)
        self.assertEqual(second.comeback_of_id, first)
        with self.assertRaises(ValidationError):
            self.make_job(comeback_of_id=first.id)

    # -- the plan ------------------------------------------------------------------------------------------------------

    def plan(self, start, end, **values):
        times = {"planned_start": f"2026-03-17 {start}:00", "planned_end": f"2026-03-17 {end}:00"}
        return self.make_job(**(times | values))

    def test_no_bay_and_no_technician_twice(self):
        self.plan("01:00", "03:00", bay_id=self.bay.id, technician_id=self.technician.id)
        for values in ({"bay_id": self.bay.id}, {"technician_id": self.technician.id}):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.plan("02:59", "04:00", **values)
        self.plan("03:00", "04:00", bay_id=self.bay.id, technician_id=self.technician.id)
        self.env.cr.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'crm_service_job'::regclass AND contype = 'x'")
        self.assertEqual(
            {name for (name,) in self.env.cr.fetchall()}, {"crm_service_job_bay_free", "crm_service_job_technician_free"}
        )

    def test_what_is_cancelled_is_free(self):
        job = self.plan("01:00", "03:00", bay_id=self.bay.id)
        job.action_cancel("does not come")
        self.plan("01:00", "03:00", bay_id=self.bay.id)

    def test_plan_in_order(self):
        for start, end in (("03:00", "01:00"), ("03:00", "03:00")):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.plan(start, end)

    # -- the order -----------------------------------------------------------------------------------------------------

    def test_labour_at_the_rate_of_the_class(self):
        self.model.body_class = "suv"
        rates = self.env["crm.labour.rate"]
        job = self.make_job(self.vehicle, operation_ids=[(6, 0, self.oil_change.ids)])
        job.action_make_order()
        self.assertEqual(job.sale_order_id.amount_untaxed, 40)  # half an hour at the product's 80
        for body_class, price, expected in ((False, 120, 60), ("suv", 150, 75), ("bus", 900, 75)):
            rates.create({"body_class": body_class, "price": price, "company_id": self.company.root_id.id})
            job = self.make_job(operation_ids=[(6, 0, self.oil_change.ids)])
            job.action_make_order()
            self.assertEqual(job.sale_order_id.amount_untaxed, expected)

    def package(self, **values):
        lines = [{"operation_id": self.oil_change.id, "quantity": 2}, {"product_id": self.filter.id, "quantity": 3}]
        defaults = {"name": "Small service", "line_ids": [(0, 0, line) for line in lines]}
        return self.env["crm.service.package"].create(defaults | values)

    def test_package_at_the_prices_of_its_lines(self):
        job = self.make_job(self.vehicle, package_ids=[(6, 0, self.package().ids)])
        job.action_make_order()
        order = job.sale_order_id
        self.assertEqual(order.amount_untaxed, 2 * 0.5 * 80 + 3 * 45)
        job.action_make_order()
        self.assertEqual(len(order.order_line), 2)
        job.operation_ids = self.oil_change
        self.assertEqual(len(order.order_line), 2)

    def test_package_at_its_own_price(self):
        package = self.package(price=199, product_id=self.package_product.id)
        job = self.make_job(self.vehicle, package_ids=[(6, 0, package.ids)])
        job.action_make_order()
        order = job.sale_order_id
        self.assertEqual(order.amount_untaxed, 199)
        part = order.order_line.filtered(lambda line: line.product_id == self.filter)
        part.product_uom_qty = 4
        self.assertEqual((part.price_unit, order.amount_untaxed), (0, 199))
        self.assertEqual(order.with_user(self.station_user).auto_station_id, self.station)

    def test_parts_leave_the_stock(self):
        self.filter.is_storable = True
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        self.station.warehouse_id = warehouse
        job = self.make_job(self.vehicle, package_ids=[(6, 0, self.package().ids)])
        job.action_make_order()
        job.sale_order_id.action_confirm()
        move = job.sale_order_id.sudo().picking_ids.move_ids
        self.assertEqual((move.product_id, move.product_uom_qty), (self.filter, 3))
        self.assertEqual(move.picking_id.picking_type_id.warehouse_id, warehouse)

    def test_order_stays_with_its_job(self):
        job = self.make_job(self.vehicle, operation_ids=[(6, 0, self.oil_change.ids)])
        job.action_make_order()
        with self.assertRaises(UserError):
            job.sale_order_id.sudo().unlink()
        with self.assertRaises(AccessError):
            job.sale_order_id = False
        with self.assertRaises(AccessError):
            job.sale_order_id.write({"auto_job_ids": [(5, 0, 0)]})

    # -- the call ------------------------------------------------------------------------------------------------------

    def test_follow_up(self):
        job = self.make_job(self.vehicle, "done")
        with self.assertRaises(UserError):
            job.action_follow_up(5)
        job.action_deliver()
        for score in (0, 6, 2.5, "5", True, None):
            with self.assertRaises(UserError):
                job.action_follow_up(score)
        window = self.env["crm.service.follow.up"].with_user(self.station_user)
        window.create({"job_id": job.id, "score": "2", "words": "still rattles"}).action_confirm()
        self.assertEqual((job.follow_up_score, job.follow_up_words, job.follow_up_source), (2, "still rattles", "call"))
        self.assertEqual(job.activity_ids.mapped("summary"), ["The customer is not satisfied: 2 of 5"])
        with self.assertRaises(UserError):
            job.action_follow_up(5)

    def test_averages_of_those_who_answered(self):
        for score in (5, 2, None, None):
            job = self.make_job(self.make_vehicle(), "delivered", kind="inspection")
            if score:
                job.action_follow_up(score)
        domain = [("station_id", "=", self.station.id), ("kind", "=", "inspection")]
        jobs = self.env["crm.service.job"].with_user(self.station_user)
        [row] = jobs.formatted_read_group(domain, ["station_id"], ["follow_up_score:avg", "__count"])
        self.assertEqual((row["follow_up_score:avg"], row["__count"]), (3.5, 4))
        unanswered = [*domain, ("followed_up_on", "=", False)]
        self.assertFalse(jobs._read_group(unanswered, [], ["follow_up_score:avg"])[0][0])
        self.assertEqual(jobs.fields_get(["follow_up_score"])["follow_up_score"]["aggregator"], "avg")

    def test_no_call_when_switched_off(self):
        self.company.auto_follow_up_days = 0
        job = self.make_job(self.vehicle, "delivered")
        self.assertFalse(job.follow_up_due or job.activity_ids)
