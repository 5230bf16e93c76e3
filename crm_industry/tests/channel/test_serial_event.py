from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .serial_common import NOON, SerialCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestSerialEvent(SerialCommon):
    """Events by hand, from other systems, and that they stay."""

    def send(self, *events, source="app", user=None):
        return self.env["crm.serial.event"].with_user(user or self.channel_manager).record_events(list(events), source)

    def event(self, number, **values):
        return {
            "external_id": f"E{number}",
            "code": f"S{number}",
            "kind": "scan",
            "time": "2026-03-01T12:00:00+08:00",
        } | values

    def events(self, source="app"):
        return self.env["crm.serial.event"].search([("source", "=", source)], order="external_id")

    # -- by hand -------------------------------------------------------------------------------------------------------

    def test_a_code_finds_its_serial_number_and_the_dealer_the_region(self):
        lot = self.make_lots("S1")
        event = self.see(" S1 ", dealer=self.dealer_b)
        self.assertEqual((event.lot_id, event.code, event.region_id), (lot, "S1", self.south))
        self.assertEqual((event.source, event.company_id), ("manual", self.company))

    def test_an_unknown_code_is_kept_as_text(self):
        event = self.see("WHO-KNOWS", region=self.east)
        self.assertEqual((event.code, event.lot_id), ("WHO-KNOWS", self.env["stock.lot"]))

    def test_a_code_of_several_products_needs_the_product(self):
        other = self.make_product("Other", self.phones, tracking="serial")
        self.make_lots("S1")
        self.make_lots("S1", product=other)
        with self.assertRaisesRegex(ValidationError, "name the product"):
            self.see("S1")
        self.assertEqual(self.see("x", lot_id=self.lot("S1").id).code, "S1")

    def test_serial_numbers_of_other_companies_stay_theirs(self):
        lot = self.env["stock.lot"].create(
            {"name": "S1", "product_id": self.handset.id, "company_id": self.other_company.id}
        )
        for lot_id in (lot.id, lot.id + 1000):
            with self.assertRaisesRegex(ValidationError, "no such serial number"):
                self.see("x", lot_id=lot_id)
        self.assertFalse(self.see("S1").lot_id, "nor is it found by its code")

    def test_the_future_has_not_been_seen(self):
        with self.assertRaises(ValidationError):
            self.see("S1", at="2026-03-12 00:00:00")

    def test_nobody_changes_or_deletes_an_event(self):
        event = self.see("S1")
        for user in (self.env.user, self.channel_manager, self.salesperson):
            with self.assertRaises(AccessError):
                event.with_user(user).write({"code": "S2"})
        with self.assertRaises(AccessError):
            event.with_user(self.channel_manager).unlink()
        with self.assertRaises(UserError):
            event.sudo().unlink()

    def test_salespeople_record_and_see_what_is_theirs(self):
        self.dealer_b.user_id = self.channel_manager
        own = self.env["crm.serial.event"].with_user(self.salesperson).create([{"code": "S1", "dealer_id": self.dealer_b.id}])
        other = self.see("S2", dealer=self.dealer_b)
        found = self.env["crm.serial.event"].with_user(self.salesperson).search([("id", "in", (own | other).ids)])
        self.assertEqual(found, own)

    def test_a_kind_that_there_is_not_is_refused(self):
        for model, field in (("crm.serial.event", "code"), ("crm.serial.scan", "codes")):
            with self.assertRaisesRegex(ValidationError, "nonsense"):
                self.env[model].with_user(self.salesperson).create({field: "S1", "kind": "nonsense"})

    def test_a_form_for_phones_records_each_code_once(self):
        self.make_lots("S1")
        scan = self.env["crm.serial.scan"].with_user(self.salesperson)
        form = scan.create({"codes": "S1\n S2\n\nS1\n", "kind": "stock_check", "dealer_id": self.dealer_b.id})
        answer = form.action_record()
        events = self.env["crm.serial.event"].search([("code", "in", ("S1", "S2"))])
        self.assertEqual(sorted(events.mapped("code")), ["S1", "S2"])
        self.assertEqual((events.dealer_id, events.region_id), (self.dealer_b, self.south))
        self.assertIn("2 codes recorded, 1 of them", answer["params"]["message"])
        with self.assertRaises(UserError):
            scan.create({"codes": " \n "}).action_record()

    # -- other systems -------------------------------------------------------------------------------------------------

    def test_events_are_recorded_once(self):
        lot = self.make_lots("S1")
        self.dealer_b.ref = "DB-1"
        self.south_city.code = "TEST-SC"
        events = [
            self.event(1, dealer="DB-1", kind="receipt"),
            self.event(2, region="TEST-SC", time="2026-03-01 12:00", note="shelf"),
        ]
        self.assertEqual(self.send(*events), {"new": 2, "same": 0, "errors": []})
        self.assertEqual(self.send(*events), {"new": 0, "same": 2, "errors": []})
        first, second = self.events()
        self.assertEqual((first.lot_id, first.dealer_id, first.region_id), (lot, self.dealer_b, self.south))
        self.assertEqual((second.lot_id, second.region_id, second.note), (self.env["stock.lot"], self.south_city, "shelf"))
        for event in (first, second):
            self.assertEqual(event.event_time, datetime(2026, 3, 1, 4), "Shanghai")
        self.assertEqual(self.send(*events, source="other app")["new"], 2)

    def test_the_same_event_with_other_content_is_an_error_and_stays(self):
        self.send(self.event(1))
        answer = self.send(self.event(1, kind="activation"), self.event(2))
        self.assertEqual((answer["new"], answer["same"]), (1, 0))
        [error] = answer["errors"]
        self.assertEqual((error["index"], error["external_id"]), (0, "E1"))
        self.assertEqual(self.events()[0].kind, "scan")

    def test_twice_in_one_call_is_once(self):
        answer = self.send(self.event(1), self.event(1), self.event(1, kind="activation"))
        self.assertEqual((answer["new"], answer["same"], [e["index"] for e in answer["errors"]]), (1, 1, [2]))

    def test_bad_events_say_why_and_leave_the_others(self):
        bad = [
            "no event",
            self.event(1, kind="theft"),
            self.event(2, time="yesterday"),
            self.event(3, time="2027-01-01"),
            self.event(4, dealer="NOBODY"),
            self.event(5, region="NOWHERE"),
            self.event(6, code=" "),
            self.event(7, external_id=None),
            self.event(8, code=17),
            self.event(10, code="x" * 201),
            self.event(11, dealer=["list"]),
        ]
        answer = self.send(*bad, self.event(9))
        self.assertEqual((answer["new"], [error["index"] for error in answer["errors"]]), (1, list(range(11))))
        self.assertEqual(self.events().mapped("external_id"), ["E9"])

    def test_letters_that_no_database_keeps_are_left_out(self):
        self.assertEqual(self.send(self.event(1, code="S\ud8001\x00"))["new"], 1)
        self.assertEqual(self.events().code, "S1")

    def test_calls_that_make_no_sense_are_refused(self):
        recorder = self.env["crm.serial.event"].with_user(self.channel_manager)
        for events, source in (("x", "app"), ({}, "app"), ([], ""), ([], 5), ([], "x" * 201), ([{}] * 5001, "app")):
            with self.assertRaises(UserError):
                recorder.record_events(events, source)

    def test_only_who_may_record_events_sends_them(self):
        with self.assertRaises(AccessError):
            self.send(self.event(1), user=self.env.ref("base.public_user"))

    def test_the_company_is_the_callers(self):
        self.send(self.event(1), user=self.other_channel_manager)
        self.assertEqual(self.events().company_id, self.other_company)
