import base64
import io
import time

from openpyxl import Workbook

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomNumberImport(TelecomCommon):
    """Blocks of numbers from a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.region = cls.env["crm.region"].create({"name": "Test Town", "code": "T-TOWN", "kind": "city"})

    def load(self, text, user=None, filename="numbers.csv", **values):
        content = text if isinstance(text, bytes) else text.encode()
        batch = self.env["crm.telecom.number.import"].with_user(user or self.telecom_manager)
        batch = batch.create({"file": base64.b64encode(content), "filename": filename} | values)
        batch.action_import()
        return batch

    def counts(self, batch):
        return (batch.rows_new, batch.rows_changed, batch.rows_same, batch.rows_bad)

    def number(self, e164):
        return self.env["crm.telecom.number"].search([("e164", "=", e164), ("company_id", "=", self.company.id)])

    def test_rows_become_numbers(self):
        text = (
            "Number,Access,Grade,Region,Note\n"
            "13766008888,,,,\n"
            "+8613766000271,Mobile,lucky,T-TOWN,shop window\n"
            "021 6012 3456,Fixed line,,Test Town,\n"
        )
        batch = self.load(text)
        self.assertEqual(self.counts(batch), (3, 0, 0, 0), batch.error_ids.mapped("message"))
        beautiful, by_hand, line = map(self.number, ("+8613766008888", "+8613766000271", "+862160123456"))
        self.assertEqual((beautiful.grade_id.code, beautiful.grade_manual, beautiful.state), ("AAAA", False, "free"))
        self.assertEqual((by_hand.grade_id.code, by_hand.grade_manual, by_hand.region_id), ("lucky", True, self.region))
        self.assertEqual((line.access_type, line.region_id, by_hand.note), ("fixed", self.region, "shop window"))
        self.assertEqual(self.counts(self.load(text)), (0, 0, 3, 0))
        self.assertEqual(self.counts(self.load("Number,Region\n13766008888,T-TOWN\n")), (0, 1, 0, 0))
        self.assertEqual(beautiful.region_id, self.region)

    def test_bad_rows_are_kept_with_their_reasons(self):
        text = (
            "Number,Access,Grade,Region\n"
            "13766000001,,,\n"
            "13766x,,,\n"
            ",Mobile,,\n"
            "+86 137-6600-0001,,,\n"
            "13766000002,Pigeon,,\n"
            "13766000003,,Platinum,\n"
            "13766000004,,,Atlantis\n"
        )
        batch = self.load(text)
        self.assertEqual(self.counts(batch), (1, 0, 0, 6))
        reasons = {row.row_number: row.message for row in batch.error_ids}
        for row, part in {
            3: "“13766x” is no telephone number",
            4: "Number",
            5: "2",
            6: "“Pigeon” is no access of numbers",
            7: "No grade is found for “Platinum”",
            8: "No region is found for “Atlantis”",
        }.items():
            self.assertIn(part, reasons[row])

    def test_what_is_in_use_stays_in_use(self):
        subscription = self.subscribe("active")
        number = subscription.number_id
        batch = self.load(f"Number,Access,Note\n{number.e164},Fixed line,\n")
        self.assertEqual(self.counts(batch), (0, 0, 0, 1))
        self.assertIn("is or was in use", batch.error_ids.message)
        self.assertEqual(self.counts(self.load(f"Number,Note\n{number.e164},VIP\n")), (0, 1, 0, 0))
        self.assertEqual((number.state, number.subscription_id, number.note), ("assigned", subscription, "VIP"))

    def test_what_was_in_use_stays_what_it_was(self):
        """As on the form: whoever had it had a mobile number."""
        number = self.subscribe("created").number_id
        number.with_user(self.telecom_agent).action_unassign()
        self.assertEqual(number.state, "free")
        batch = self.load(f"Number,Access,Note\n{number.e164},Fixed line,\n")
        self.assertEqual(self.counts(batch), (0, 0, 0, 1))
        self.assertIn("is or was in use", batch.error_ids.message)
        self.assertEqual(number.access_type, "mobile")

    def test_workbook_and_trial(self):
        book, stream = Workbook(), io.BytesIO()
        for row in (["Number", "Note"], [13766000005, None], ["13766000006", "x"]):
            book.active.append(row)
        book.save(stream)
        batch = self.load(stream.getvalue(), filename="numbers.xlsx", dry_run=True)
        self.assertEqual((self.counts(batch), batch.state), ((2, 0, 0, 0), "draft"))
        self.assertFalse(self.number("+8613766000005"))
        batch.dry_run = False
        batch.action_import()
        self.assertTrue(self.number("+8613766000005"))

    def test_for_managers_alone(self):
        for user in (self.telecom_agent, self.salesperson):
            with self.assertRaises(AccessError):
                self.load("Number\n13766000001\n", user)

    def test_imported_numbers_take_their_steps(self):
        self.load("Number\n13766000271\n")
        number = self.number("+8613766000271").with_user(self.telecom_agent)
        number.action_reserve(self.subscriber.id)
        self.assertEqual(number.event_ids.verb, "reserve")

    def test_a_hundred_thousand_by_few_statements(self):
        """Two imports of different sizes take the same number of statements but for the pieces that are read and applied."""

        def statements(first, count):
            lines = "\n".join(f"137{first + number:08}" for number in range(count))
            before, begin = self.env.cr.sql_log_count, time.monotonic()
            batch = self.load(f"Number\n{lines}\n")
            self.assertEqual(self.counts(batch), (count, 0, 0, 0))
            return self.env.cr.sql_log_count - before, time.monotonic() - begin

        small, _seconds = statements(10_000_000, 200)
        large, _seconds = statements(20_000_000, 4_000)
        self.assertLessEqual(large, small + 5)
