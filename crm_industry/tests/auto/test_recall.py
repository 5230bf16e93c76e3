from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ...tools import vin as vins
from .auto_common import NOON, AutoCommon


def numbered(serial, begin="LTR"):
    """Return the valid VIN of a serial number."""
    raw = f"{begin}AB12C0S0{serial:06}"
    return raw[:8] + vins.check_digit(raw) + raw[9:]


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestRecall(AutoCommon):
    """Recalls follow the vehicle: found by VIN, open until the work is done, told to whoever owns it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.auto_checklist = False
        cls.cars = {n: cls.make_vehicle(cls.buyer if n < 5 else None, vin=numbered(n)) for n in range(1, 9)}
        cls.recall = (
            cls.env["crm.recall"]
            .with_user(cls.auto_manager)
            .create({"name": "Brake hoses", "number": "R-1", "brand_id": cls.brand.id})
        )

    def name_vins(self, *pairs):
        lines = [(0, 0, {"vin_from": numbered(first), "vin_to": last and numbered(last)}) for first, last in pairs]
        self.recall.range_ids = lines
        self.recall.action_open()

    def found(self):
        return {n for n, car in self.cars.items() if car in self.recall.line_ids.vehicle_id}

    def test_ranges_and_single_vins(self):
        self.name_vins((2, 4), (6, False))
        self.assertEqual(self.found(), {2, 3, 4, 6})
        self.assertEqual((self.recall.vehicle_count, self.recall.done_count), (4, 0))
        self.recall.range_ids = [(0, 0, {"vin_from": numbered(4), "vin_to": numbered(7)})]
        self.recall.action_open()
        self.assertEqual(self.found(), {2, 3, 4, 5, 6, 7})

    def test_counts_follow_what_happens(self):
        recall = self.recall.with_user(self.station_user)
        self.assertEqual((recall.vehicle_count, recall.done_count, recall.done_rate), (0, 0, 0))
        self.name_vins((1, 4))
        self.assertEqual((recall.vehicle_count, recall.done_count, recall.done_rate), (4, 0, 0))
        self.recall.range_ids = [(0, 0, {"vin_from": numbered(100)})]
        job = self.make_job(
            self.cars[2], "in_work", recall_line_ids=self.recall.line_ids.filtered(lambda e: e.vehicle_id == self.cars[2]).ids
        )
        job.action_finish()
        self.assertEqual((recall.vehicle_count, recall.done_count, recall.done_rate), (4, 1, 25))
        self.make_vehicle(vin=numbered(100))
        self.assertEqual((recall.vehicle_count, recall.done_count, recall.done_rate), (5, 1, 20))
        job.action_reopen("leaks")
        self.assertEqual((recall.vehicle_count, recall.done_count, recall.done_rate), (5, 0, 0))

    def test_check_digits_count_nothing_up(self):
        # By the whole text these would not be in order.
        digits = {n: car.vin[8] for n, car in self.cars.items()}
        self.assertNotEqual(sorted(digits, key=digits.get), sorted(digits))
        self.name_vins((1, 8))
        self.assertEqual(self.found(), set(range(1, 9)))

    def test_vehicles_that_come_later(self):
        self.name_vins((100, 200), (300, False))
        inside, single, outside = (self.make_vehicle(vin=numbered(n)) for n in (150, 300, 201))
        self.assertEqual(self.recall.line_ids.vehicle_id, inside | single)
        self.recall.action_close()
        self.make_vehicle(vin=numbered(160))
        self.assertEqual(self.recall.line_ids.vehicle_id, inside | single)
        self.assertFalse(outside.with_user(self.station_user).open_recall_count)

    def test_wrong_ranges(self):
        for first, last in (
            (numbered(5), numbered(4)),
            (numbered(5), numbered(6, "LTX")),
            ("1M8GDM9A1KP042788", False),
            ("X", False),
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.recall.range_ids = [(0, 0, {"vin_from": first, "vin_to": last})]
        with self.assertRaises(UserError):
            self.recall.action_open()

    def test_lists_of_vins(self):
        text = f"{numbered(1)}\n\n {numbered(2).lower()} \n{numbered(4)} ~ {numbered(6)}\n{numbered(1)}"
        window = self.env["crm.recall.list"].with_user(self.auto_manager)
        window.create({"recall_id": self.recall.id, "vins": text}).action_confirm()
        window.create({"recall_id": self.recall.id, "vins": text}).action_confirm()
        self.assertEqual(len(self.recall.range_ids), 3)
        with self.assertRaises(UserError) as caught:
            window.create({"recall_id": self.recall.id, "vins": f"{numbered(8)}\n1M8GDM9A1KP042788"}).action_confirm()
        self.assertIn("Line 2", str(caught.exception))
        self.recall.action_open()
        self.assertEqual(self.found(), {1, 2, 4, 5, 6})

    def test_owners_are_told_once_new_owners_too(self):
        self.name_vins((1, 6))
        notices = self.recall.line_ids.notice_ids
        self.assertEqual(len(notices), 4)  # of the cars that somebody owns
        self.assertEqual(notices.partner_id, self.buyer)
        notice = notices.filtered(lambda notice: notice.vehicle_id == self.cars[1])
        notice.with_user(self.station_user).action_called()
        self.assertEqual((notice.state, notice.channel, notice.user_id), ("sent", "call", self.station_user))
        with self.assertRaises(UserError):
            notice.with_user(self.station_user).action_letter()
        heir = self.make_customer("Li Na", is_company=False)
        for car in (self.cars[1], self.cars[2]):
            car.with_user(self.station_user).action_transfer(heir.id)
        states = {
            (notice.vehicle_id, notice.partner_id): notice.state
            for notice in self.recall.line_ids.filtered(lambda line: line.vehicle_id in self.cars[1] | self.cars[2]).notice_ids
        }
        self.assertEqual(
            states,
            {
                (self.cars[1], self.buyer): "sent",
                (self.cars[1], heir): "due",
                (self.cars[2], self.buyer): "needless",
                (self.cars[2], heir): "due",
            },
        )

    def test_owners_written_down_by_hand(self):
        self.name_vins((1, 8))
        heir = self.make_customer("Li Na", is_company=False)
        parties = self.env["crm.vehicle.party"].with_user(self.station_user)
        parties.create({"vehicle_id": self.cars[8].id, "partner_id": heir.id})
        lines = self.recall.line_ids.filtered(lambda line: line.vehicle_id == self.cars[8])
        self.assertEqual(lines.notice_ids.partner_id, heir)
        parties.create({"vehicle_id": self.cars[7].id, "partner_id": heir.id, "date_from": "2026-03-18"})
        lines = self.recall.line_ids.filtered(lambda line: line.vehicle_id == self.cars[7])
        self.assertFalse(lines.notice_ids)
        with freeze_time("2026-03-18 04:00:00"):
            lines._cron_find()
        self.assertEqual(lines.notice_ids.partner_id, heir)

    def test_mails(self):
        self.name_vins((1, 2))
        notices = self.recall.line_ids.notice_ids.with_user(self.auto_manager)
        with self.assertRaises(UserError):
            notices.action_send_mails()
        self.buyer.email = "zhang@example.com"
        with self.assertRaises(AccessError):
            notices.with_user(self.station_user).action_send_mails()
        notices.action_send_mails()
        self.assertEqual(set(notices.mapped("state")), {"sent"})
        mails = self.env["mail.mail"].search([("model", "=", "crm.recall.notice"), ("res_id", "in", notices.ids)])
        self.assertEqual(len(mails), 2)
        self.assertIn(self.cars[1].vin, "".join(str(body) for body in mails.mapped("body_html")))

    def test_done_at_the_workshop_stays_done_after_a_transfer(self):
        package = self.env["crm.service.package"].create({"name": "New hoses"})
        self.recall.package_id = package
        self.name_vins((1, 2))
        car = self.cars[1]
        job = self.make_job(car, kind="recall", km=100)
        job.action_take_recalls()
        self.assertEqual((len(job.recall_line_ids), job.package_ids), (1, package))
        for method in ("action_receive", "action_start", "action_finish"):
            getattr(job, method)()
        line = self.recall.line_ids.filtered(lambda line: line.vehicle_id == car)
        self.assertEqual((line.state, line.job_id, str(line.done_on), line.station_id), ("done", job, "2026-03-16", self.station))
        self.assertEqual(self.recall.done_rate, 50)
        self.assertEqual(line.notice_ids.state, "needless")
        job.action_reopen("forgot one")
        self.assertEqual((line.state, line.job_id.id), ("open", False))
        job.action_finish()
        car.with_user(self.station_user).action_transfer(self.make_customer("Li Na").id)
        self.assertEqual((line.state, len(line.notice_ids)), ("done", 1))
        self.assertEqual(car.with_user(self.station_user).open_recall_count, 0)

    def test_recalls_of_other_vehicles(self):
        self.name_vins((1, 2))
        job = self.make_job(self.cars[3])
        with self.assertRaises(ValidationError):
            job.recall_line_ids = self.recall.line_ids[0]
        other = self.make_job(self.cars[1])
        with self.assertRaises(AccessError):
            other.with_user(self.second_user).action_take_recalls()

    def test_who_may_what(self):
        self.name_vins((1, 2))
        recall = self.recall.with_user(self.station_manager)
        for act in (recall.action_close, recall.action_open, lambda: recall.write({"name": "x"})):
            with self.assertRaises(AccessError):
                act()
        for values in ({"state": "closed"}, {"state": "draft"}):
            with self.assertRaises(AccessError):
                self.recall.write(values)
        line = self.recall.line_ids[0]
        with self.assertRaises(AccessError):
            line.with_user(self.auto_manager).write({"state": "done"})
        with self.assertRaises(UserError):
            line.sudo().unlink()
        with self.assertRaises(UserError):
            self.recall.range_ids.unlink()
        with self.assertRaises(UserError):
            self.recall.unlink()
        self.assertEqual(
            len(self.env["crm.recall.vehicle"].with_user(self.other_station_user).search([("recall_id", "=", recall.id)])), 2
        )
