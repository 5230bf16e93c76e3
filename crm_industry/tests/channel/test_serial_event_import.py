from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.crm_grading.tests.import_common import ImportOutcome

from .serial_common import NOON, SerialCommon

HEADER = "external_id,code,kind,time,dealer_ref,dealer,region,product,note"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestSerialEventImport(ImportOutcome, SerialCommon):
    """Files of serial events."""

    def load(self, *rows, user=None, **values):
        values = {"source": "file"} | values
        return self.import_lines("crm.serial.event.import", HEADER, *rows, user=user or self.channel_manager, **values)

    def events(self):
        return self.env["crm.serial.event"].search([("source", "=", "file")], order="external_id")

    def test_rows_become_events(self):
        lot = self.make_lots("S1")
        self.dealer_b.ref = "DB-1"
        batch = self.load(
            "1,S1,receipt,2026-03-01 12:00,DB-1,,,,",
            "2,FAKE,Activation,2026/3/1 8:30,,,South City,,by phone",
            "3,S1,scan,2026-03-01T04:00:00Z,,Dealer B,,,",
        )
        self.assertEqual((self.counts(batch), self.bad(batch)), ((3, 3, 0, 0, 0), {}))
        first, second, third = self.events()
        self.assertEqual((first.lot_id, first.dealer_id), (lot, self.dealer_b))
        self.assertEqual((first.region_id, first.kind), (self.south, "receipt"))
        self.assertEqual((second.code, second.lot_id.id, second.region_id), ("FAKE", False, self.south_city))
        self.assertEqual((second.kind, second.note), ("activation", "by phone"))
        self.assertEqual(third.dealer_id, self.dealer_b)
        times = [event.event_time.isoformat() for event in (first, second, third)]
        self.assertEqual(times, ["2026-03-01T04:00:00", "2026-03-01T00:30:00", "2026-03-01T04:00:00"])

    def test_the_same_file_twice_changes_nothing(self):
        rows = ["1,S1,scan,2026-03-01,,,,,", "2,S2,scan,2026-03-01,,,,,"]
        self.load(*rows)
        self.assertEqual(self.counts(self.load(*rows)), (2, 0, 0, 2, 0))
        self.assertEqual(len(self.events()), 2)

    def test_an_event_on_record_stays(self):
        self.load("1,S1,scan,2026-03-01,,,,,")
        batch = self.load("1,S1,activation,2026-03-01,,,,,")
        self.assertEqual(self.counts(batch), (1, 0, 0, 0, 1))
        self.assertIn("on record with other content", self.bad(batch)[2])
        self.assertEqual(self.events().kind, "scan")

    def test_the_serial_number_may_become_known_later(self):
        self.load("1,S1,scan,2026-03-01,,,,,")
        self.make_lots("S1")
        self.assertEqual(self.counts(self.load("1,S1,scan,2026-03-01,,,,,")), (1, 0, 0, 1, 0))

    def test_bad_rows_say_why(self):
        other = self.make_product("Other", self.phones, tracking="serial", default_code="OTHER")
        self.make_lots("S1")
        lot = self.make_lots("S1", product=other)
        batch = self.load(
            "1,S1,scan,2026-03-01,,,,,",
            "2,S1,scan,2026-03-01,,,,OTHER,",
            "3,S2,theft,2026-03-01,,,,,",
            "4,S2,scan,01.03.2026,,,,,",
            "5,S2,scan,2027-03-01,,,,,",
            "6,S2,scan,2026-03-01,NOBODY,,,,",
            "7,S2,scan,2026-03-01,,,Atlantis,,",
            "8,,scan,2026-03-01,,,,,",
            "2,S2,scan,2026-03-01,,,,,",
        )
        self.assertEqual(self.counts(batch), (9, 1, 0, 0, 8))
        self.assertEqual(self.events().lot_id, lot)
        reasons = self.bad(batch)
        for row, text in {
            2: "Several products",
            4: "no kind of event",
            5: "no time",
            6: "future",
            7: "No dealer",
            8: "No region",
            9: "missing",
            10: "Repeats",
        }.items():
            self.assertIn(text, reasons[row])

    def test_a_trial_changes_nothing(self):
        batch = self.load("1,S1,scan,2026-03-01,,,,,", dry_run=True)
        self.assertEqual((self.counts(batch), batch.state), ((1, 1, 0, 0, 0), "draft"))
        self.assertFalse(self.events())

    def test_only_channel_managers_import(self):
        with self.assertRaises(AccessError):
            self.load("1,S1,scan,2026-03-01,,,,,", user=self.salesperson)

    def test_imports_and_events_of_another_company_stay_apart(self):
        self.load("1,S1,scan,2026-03-01,,,,,")
        batch = self.load(
            "1,S9,scan,2026-03-01,,,,,", user=self.other_channel_manager, company_id=self.other_company.id
        )
        self.assertEqual(self.counts(batch), (1, 1, 0, 0, 0))
        self.assertEqual(sorted(self.events().mapped("code")), ["S1", "S9"])
