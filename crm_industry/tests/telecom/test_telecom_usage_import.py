import base64
import csv
import io
from datetime import datetime
from unittest.mock import patch

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.crm_grading.tests.import_common import ImportOutcome

from .telecom_common import NOON, TelecomCommon

HEADER = "external_id,number,start,kind,minutes,megabytes,quantity,amount,state"


class UsageCase(ImportOutcome, TelecomCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.business_tz = "Asia/Shanghai"
        cls.subscription = cls.subscribe("active", day="2026-01-01")
        cls.subscription.external_id = "SUB-1"

    def load(self, *lines, user=None, header=HEADER, **values):
        rows = [line.replace("NAME", self.subscription.name) for line in lines]
        return self.import_lines(
            "crm.telecom.import.batch", header, *rows, user=user or self.telecom_manager, kind="usage", **values
        )

    def usage(self, name):
        return self.env["crm.telecom.usage"].search([("external_id", "=", name), ("source", "=", "file")])

    def everything(self):
        self.env.cr.execute(
            "SELECT external_id, revision, payload_hash, state, minutes, amount FROM crm_telecom_usage ORDER BY id"
        )
        return self.env.cr.fetchall()


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomUsageImport(UsageCase):
    """Usage from files: once, whatever the file looks like, and bad rows by themselves."""

    def test_rows_become_usage_of_their_subscription(self):
        batch = self.load(
            "u1,NAME,2026-03-15 21:30:00,voice,2.5,,,1.25,",
            'u2,SUB-1,2026-03-15T03:00:00+00:00,Data,,"1,024.5",,,',
        )
        self.assertEqual(self.counts(batch), (2, 2, 0, 0, 0), self.bad(batch))
        call, data = self.usage("u1"), self.usage("u2")
        self.assertEqual(call.subscription_id | data.subscription_id, self.subscription)
        self.assertEqual(call.start_time, datetime(2026, 3, 15, 13, 30))
        self.assertEqual((call.hour, call.peak, call.minutes, call.amount, call.state), (21, False, 2.5, 1.25, "rated"))
        self.assertEqual((data.hour, data.peak, data.megabytes, data.state, data.revision), (11, True, 1024.5, "guided", 1))
        self.assertEqual(data.start_time, datetime(2026, 3, 15, 3))

    def test_the_same_file_again_changes_nothing(self):
        lines = [f"u{n},NAME,2026-03-10 08:00,sms,,,1,0.1," for n in range(5)]
        self.load(*lines)
        before = self.everything()
        self.assertEqual(self.counts(self.load(*lines)), (5, 0, 0, 5, 0))
        self.assertEqual(self.everything(), before)

    def test_other_content_is_a_revision_and_what_it_was_is_kept(self):
        self.load("u1,NAME,2026-03-10 08:00,voice,1,,,1,")
        batch = self.load("u1,NAME,2026-03-10 08:00,voice,3,,,3,")
        self.assertEqual(self.counts(batch), (1, 0, 1, 0, 0))
        usage = self.usage("u1")
        self.assertEqual((usage.minutes, usage.amount, usage.revision, usage.state), (3, 3, 2, "rerated"))
        former = usage.revision_ids
        self.assertEqual((former.revision, former.content["minutes"], former.content["state"]), (1, 1, "rated"))
        self.assertEqual(former.user_id, self.telecom_manager)

    def test_billed_usage_stays(self):
        self.load("u1,NAME,2026-03-10 08:00,voice,1,,,1,billed")
        batch = self.load("u1,NAME,2026-03-10 08:00,voice,2,,,1,billed", "u2,NAME,2026-03-10 08:00,voice,2,,,1,")
        self.assertEqual(self.counts(batch), (2, 1, 0, 0, 1))
        self.assertEqual(self.bad(batch), {2: "u1 is billed: its content stays."})
        self.assertEqual(self.usage("u1").minutes, 1)

    def test_bad_rows_say_why_and_the_others_go_in(self):
        batch = self.load(
            "good,NAME,2026-03-10 08:00:00,voice,1,,,1,",
            "unknown,nobody,2026-03-10 08:00:00,voice,1,,,1,",
            "future,NAME,2026-03-18 08:00:00,voice,1,,,1,",
            "less,NAME,2026-03-10 08:00:00,voice,-1,,,1,",
            "kind,NAME,2026-03-10 08:00:00,smoke,1,,,1,",
            "time,NAME,2026-02-30 08:00:00,voice,1,,,1,",
            'comma,NAME,2026-03-10 08:00:00,data,,"1,5",,1,',
            "good,NAME,2026-03-11 08:00:00,voice,9,,,1,",
            ",NAME,2026-03-11 08:00:00,voice,9,,,1,",
            "state,NAME,2026-03-10 08:00:00,voice,1,,,1,  Rated  ",
            "TMF,NAME,2026-03-10 08:00:00,valueAdded,,,1,1,",
        )
        self.assertEqual(self.counts(batch), (11, 3, 0, 0, 8), self.bad(batch))
        bad = self.bad(batch)
        self.assertEqual(bad[3], "No subscription was known by “nobody” at that time.")
        self.assertIn("lies in the future", bad[4])
        self.assertIn("from zero on", bad[5])
        self.assertIn("“smoke” is not known; there are: voice, sms", bad[6])
        self.assertIn("is no time like", bad[7])
        self.assertIn("“1,5” is not a number", bad[8])
        self.assertEqual(bad[9], "Repeats the external ID of row 2.")
        self.assertIn("External ID is missing", bad[10])
        self.assertEqual((self.usage("state").state, self.usage("TMF").kind), ("rated", "value_added"))

    def test_files_in_any_encoding_and_with_broken_letters(self):
        content = f"{HEADER}\nu1,NAME,2026-03-10 08:00,voice,1,,,1,\nu用,NAME,2026-03-10 08:00,voice,1,,,1,\n"
        content = content.replace("NAME", self.subscription.name)
        for encoding in ("utf-8-sig", "gb18030"):
            batch = self.import_file(content.encode(encoding), source=encoding)
            self.assertEqual(self.counts(batch), (2, 2, 0, 0, 0), encoding)
        many = content + "".join(f"m{n},{self.subscription.name},2026-03-10 08:00,voice,1,,,1,\n" for n in range(20))
        batch = self.import_file(many.encode().replace(b"u1", b"u\xff"), source="broken")
        self.assertEqual(self.counts(batch), (22, 21, 0, 0, 1))
        self.assertIn("letters in no known encoding", self.bad(batch)[2])
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.import_file(b"\x00\x01\x02")

    def import_file(self, content, filename="usage.csv", **values):
        batch = self.env["crm.telecom.import.batch"].with_user(self.telecom_manager)
        batch = batch.create({"file": base64.b64encode(content), "filename": filename, "kind": "usage"} | values)
        batch.action_import()
        return batch

    def test_a_workbook(self):
        book, stream = Workbook(), io.BytesIO()
        book.active.append(HEADER.split(","))
        book.active.append(["x1", self.subscription.name, datetime(2026, 3, 10, 8), "voice", 1.5, None, None, 2, None])
        book.active.append(["x2", "nobody", datetime(2026, 3, 10, 8), "voice", 1.5, None, None, 2, None])
        book.save(stream)
        batch = self.import_file(stream.getvalue(), "usage.xlsx")
        self.assertEqual(self.counts(batch), (2, 1, 0, 0, 1))
        self.assertEqual((self.usage("x1").minutes, self.usage("x1").hour), (1.5, 8))

    def test_a_trial_changes_nothing(self):
        batch = self.load("u1,NAME,2026-03-10 08:00,voice,1,,,1,", "u2,nobody,2026-03-10 08:00,voice,1,,,1,", dry_run=True)
        self.assertEqual(self.counts(batch), (2, 1, 0, 0, 1))
        self.assertTrue(batch.tried)
        self.assertFalse(self.usage("u1"))

    def test_pieces_add_up(self):
        lines = [f"u{n},NAME,2026-03-10 08:00,sms,,,1,0.1," for n in range(23)] + ["bad,nobody,2026-03-10 08:00,sms,,,1,,"]
        steps = "odoo.addons.crm_grading.models.foundation.crm_import_mixin_steps.READ_ROWS"
        with patch(steps, 7), patch.object(self.registry["crm.telecom.usage"], "_intake_piece_rows", 5):
            batch = self.load(*lines)
        self.assertEqual(self.counts(batch), (24, 23, 0, 0, 1))
        self.assertEqual(self.bad(batch), {25: "No subscription was known by “nobody” at that time."})

    def test_who_imports_and_that_nobody_writes(self):
        with self.assertRaises(AccessError):
            self.load("u1,NAME,2026-03-10 08:00,voice,1,,,1,", user=self.telecom_agent)
        self.load("u1,NAME,2026-03-10 08:00,voice,1,,,1,")
        usage = self.usage("u1")
        self.assertEqual(usage.with_user(self.telecom_agent).minutes, 1)
        self.assertFalse(usage.with_user(self.other_telecom_agent).search([("id", "=", usage.id)]))
        for user in (self.telecom_manager, self.env.user):
            with self.assertRaises(AccessError):
                usage.with_user(user).write({"minutes": 0})
            with self.assertRaises(UserError):
                usage.with_user(user).unlink()
            with self.assertRaises(AccessError):
                usage.with_user(user).create({"external_id": "x"})

    def test_subscriptions_of_other_companies_are_unknown(self):
        customer = self.make_customer("Elsewhere", company_id=self.other_company.id)
        account = self.make_account(partner_id=customer.id, company_id=self.other_company.id)
        other = self.subscribe(account_id=account.id, offering_id=False, access_type="mobile")
        other.external_id = "SUB-OTHER"
        batch = self.load("u1,SUB-OTHER,2026-03-10 08:00,voice,1,,,1,")
        self.assertEqual(self.counts(batch), (1, 0, 0, 0, 1))

    def test_salespeople_see_usage_of_their_customers_alone(self):
        self.load("u1,NAME,2026-03-10 08:00,voice,1,,,1,")
        usage = self.usage("u1").with_user(self.salesperson)
        self.subscriber.user_id = self.salesperson
        self.assertTrue(usage.search([("id", "=", usage.id)]))
        self.subscriber.user_id = self.telecom_manager
        self.assertFalse(usage.search([("id", "=", usage.id)]))


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomBadRows(HttpCase, UsageCase):
    def test_bad_rows_are_downloaded_as_csv_and_imported_when_corrected(self):
        batch = self.load("u1,no用body,2026-03-10 08:00,voice,1,,,1,", "u2,NAME,then,voice,1,,,1,")
        self.authenticate("telecom_manager", "telecom_manager")
        answer = self.url_open(batch.action_error_file()["url"])
        self.assertIn(".csv", answer.headers["Content-Disposition"])
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        self.assertEqual(
            [row[:2] for row in rows[1:]],
            [
                ["2", "No subscription was known by “no用body” at that time."],
                ["3", "“then” is no time like 2026-03-31 14:05."],
            ],
        )
        text = answer.content.decode("utf-8-sig").replace("no用body", self.subscription.name).replace("then", "2026-03-10 08:00")
        again = (
            self.env["crm.telecom.import.batch"]
            .with_user(self.telecom_manager)
            .create({"file": base64.b64encode(text.encode()), "filename": "again.csv", "kind": "usage"})
        )
        again.action_import()
        self.assertEqual(self.counts(again), (2, 2, 0, 0, 0))
