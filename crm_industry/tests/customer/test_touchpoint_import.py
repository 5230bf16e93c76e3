from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.crm_grading.tests.import_common import ImportOutcome

from .touchpoint_common import NOON, TouchpointCommon

HEADER = "external_id,customer_ref,customer,contact,moment,channel,direction,subject,body,minutes,result,login"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTouchpointImport(ImportOutcome, TouchpointCommon):
    """Files of contacts with customers."""

    def load(self, *rows, user=None, **values):
        values = {"source": "file"} | values
        return self.import_lines("crm.touchpoint.import", HEADER, *rows, user=user or self.sale_manager, **values)

    def found(self):
        return self.env["crm.touchpoint"].search([("source", "=", "file")], order="external_id")

    def test_rows_become_touchpoints(self):
        batch = self.load(
            "1,C-1,,Li Lei,2026-03-09 10:00,phone,in,Price,Asks <b>now</b>,3.25,Positive,colleague",
            "2,,Harbour Trading,,2026/3/9 8:30,E-mail,To the Customer,Offer,,,,",
        )
        self.assertEqual((self.counts(batch), self.bad(batch)), ((2, 2, 0, 0, 0), {}))
        first, second = self.found()
        self.assertEqual((first.partner_id, first.contact_id, first.user_id), (self.customer, self.contact, self.colleague))
        self.assertEqual((first.time, first.result), (datetime(2026, 3, 9, 2), "positive"))
        self.assertIn("&lt;b&gt;now&lt;/b&gt;", first.body)
        self.assertEqual((second.channel, second.direction, second.duration), ("email", "out", 0))
        self.assertEqual((second.time, second.user_id.id), (datetime(2026, 3, 9, 0, 30), False))

    def test_the_same_file_twice_changes_nothing_and_what_is_on_record_stays(self):
        row = "1,C-1,,,2026-03-09 10:00,phone,in,Price,,,,"
        self.load(row)
        self.assertEqual(self.counts(self.load(row)), (1, 0, 0, 1, 0))
        changed = self.load(row.replace("Price", "Discount"))
        self.assertEqual((self.counts(changed)[-1], self.found().subject), (1, "Price"))
        self.assertIn("is on record with other content", self.bad(changed)[2])

    def test_sent_and_imported_are_the_same(self):
        """The same content is known again, whichever way it comes."""
        call = {
            "external_id": "1", "customer": "C-1", "time": "2026-03-09T10:00:00+08:00", "channel": "phone", "direction": "in",
            "subject": "Price", "duration": 3,
        }  # fmt: skip
        self.env["crm.touchpoint"].with_user(self.sale_manager).record_touchpoints([call], "file")
        batch = self.load("1,C-1,,,2026-03-09 10:00,phone,in,Price,,3,,")
        self.assertEqual(self.counts(batch), (1, 0, 0, 1, 0))

    def test_bad_rows_say_why(self):
        batch = self.load(
            "1,NOBODY,,,2026-03-09,phone,in,Price,,,,",
            "2,C-1,,Nobody,2026-03-09,phone,in,Price,,,,",
            "3,C-1,,,yesterday,phone,in,Price,,,,",
            "4,C-1,,,2027-03-09,phone,in,Price,,,,",
            "5,C-1,,,2026-03-09,smoke,in,Price,,,,",
            "6,C-1,,,2026-03-09,phone,in,Price,,-1,,",
            "7,C-1,,,2026-03-09,phone,in,Price,,,,nobody",
            "8,C-1,,,2026-03-09,phone,in,,,,,",
            "9,C-1,,,2026-03-09,phone,in,Good,,,,",
        )
        self.assertEqual(sorted(self.bad(batch)), list(range(2, 10)))
        self.assertEqual(self.found().mapped("external_id"), ["9"])

    def test_only_managers_import(self):
        with self.assertRaises(AccessError):
            self.load("1,C-1,,,2026-03-09,phone,in,Price,,,,", user=self.salesperson)

    def test_a_trial_changes_nothing(self):
        batch = self.load("1,C-1,,,2026-03-09,phone,in,Price,,,,", dry_run=True)
        self.assertEqual((self.counts(batch)[1], len(self.found())), (1, 0))
