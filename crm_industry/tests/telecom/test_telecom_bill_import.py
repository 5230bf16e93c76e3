from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.crm_grading.tests.import_common import ImportOutcome

from .telecom_common import NOON, TelecomCommon

HEADER = "external_id,account,date,date_due,period_from,period_to,state,paid,line,amount,tax,kind,subscription"


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomBillImport(ImportOutcome, TelecomCommon):
    """Bills from files: with their lines, once, and revised until they are settled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.external_id = "ACC-1"
        cls.subscription = cls.subscribe("active", day="2026-01-01")

    def load(self, *lines, user=None, header=HEADER, **values):
        rows = [line.replace("SUB", self.subscription.name) for line in lines]
        return self.import_lines(
            "crm.telecom.import.batch", header, *rows, user=user or self.telecom_manager, kind="bill", **values
        )

    def pay(self, *lines):
        return self.import_lines("crm.telecom.import.batch", *lines, user=self.telecom_manager, kind="payment")

    def bill(self, name):
        return self.env["crm.telecom.bill"].search([("external_id", "=", name), ("company_id", "=", self.company.id)])

    def test_rows_with_one_external_id_are_the_lines_of_one_bill(self):
        batch = self.load(
            'b1,ACC-1,2026-03-01,2026-03-15,2026-02-01,2026-02-28,,,1,"1,000.00",60,recurring,SUB',
            "b2,ACC-1,2026-03-01,,,,,,,50,3,,",
            "b1,,,,,,,,2,20.5,1.23,usage,",
        )
        self.assertEqual(self.counts(batch), (3, 3, 0, 0, 0), self.bad(batch))
        bill = self.bill("b1")
        self.assertEqual((bill.amount_untaxed, bill.amount_tax), (1020.5, 61.23))
        self.assertEqual((bill.amount_total, bill.amount_open), (1081.73, 1081.73))
        self.assertEqual((bill.account_id, bill.partner_id, bill.payer_id), (self.account, self.subscriber, self.subscriber))
        self.assertEqual(
            [(line.line, line.kind, line.subscription_id) for line in bill.line_ids],
            [
                ("1", "recurring", self.subscription),
                ("2", "usage", self.env["crm.telecom.subscription"]),
            ],
        )
        self.assertEqual((bill.state, str(self.bill("b2").date_due)), ("new", "2026-03-01"))

    def test_bills_go_to_the_payer_of_the_account(self):
        self.account.payer_id = self.payer
        self.load("b1,ACC-1,2026-03-01,,,,,,,50,3,,")
        self.assertEqual((self.bill("b1").payer_id, self.bill("b1").partner_id), (self.payer, self.subscriber))

    def test_the_same_file_again_changes_nothing_and_other_content_is_a_revision(self):
        line = "b1,ACC-1,2026-03-01,,,,sent,,,50,3,,"
        self.load(line)
        self.assertEqual(self.counts(self.load(line)), (1, 0, 0, 1, 0))
        batch = self.load("b1,ACC-1,2026-03-01,,,,sent,,1,40,2.4,,", "b1,ACC-1,2026-03-01,,,,sent,,2,5,0.3,,")
        self.assertEqual(self.counts(batch), (2, 0, 2, 0, 0))
        bill = self.bill("b1")
        self.assertEqual((bill.amount_total, bill.revision, bill.state, len(bill.line_ids)), (47.7, 2, "sent", 2))
        self.assertEqual(bill.revision_ids.content["amount_total"], 53)

    def test_settled_bills_stay(self):
        self.load("b1,ACC-1,2026-03-01,,,,sent,53,,50,3,,", "b2,ACC-1,2026-03-01,,,,Settled  ,,,50,3,,")
        self.assertEqual(set((self.bill("b1") | self.bill("b2")).mapped("state")), {"settled"})
        self.assertEqual(self.bill("b2").amount_open, 0)
        batch = self.load("b1,ACC-1,2026-03-01,,,,sent,53,,60,3.6,,")
        self.assertEqual(self.bad(batch), {2: "The bill b1 is settled: its content stays."})
        self.assertEqual(self.bill("b1").amount_total, 53)

    def test_payments_in_the_file_make_the_state(self):
        self.load("b1,ACC-1,2026-03-01,,,,sent,20,,50,3,,", "b2,ACC-1,2026-03-01,,,,partiallyPaid,1,,50,3,,")
        self.assertEqual((self.bill("b1").state, self.bill("b1").amount_open), ("partially_paid", 33))
        self.assertEqual(self.bill("b2").state, "partially_paid")
        self.load("b1,ACC-1,2026-03-01,,,,sent,53,,50,3,,")
        self.assertEqual((self.bill("b1").state, self.bill("b1").revision), ("settled", 2))

    def test_what_is_on_hold_here_stays_on_hold(self):
        bill = self.make_bill(name="b1", source="file", state="sent", tax=6)
        self.step(bill, "hold", "disputed_amount")
        self.load("b1,ACC-1,2026-03-01,,,,sent,,,50,3,,")
        self.assertEqual((bill.state, bill.held_state, bill.amount_total, bill.revision), ("on_hold", "sent", 53, 2))
        self.step(bill, "release")
        self.assertEqual(bill.state, "sent")

    def test_a_bad_row_spoils_its_bill_and_no_other(self):
        batch = self.load(
            "b1,ACC-1,2026-03-01,,,,,,1,50,3,,",
            "b1,ACC-1,2026-03-01,,,,,,2,fifty,3,,",
            "b2,ACC-1,2026-03-01,,,,,,1,50,3,,nobody",
            "b2,ACC-1,2026-03-01,,,,,,2,50,3,,",
            "b3,ACC-1,2026-03-01,,,,,,1,50,3,,",
            "b3,ACC-1,2026-03-02,,,,,,2,50,3,,",
            "b4,none,2026-03-01,,,,,,,50,3,,",
            "b5,ACC-1,2026-03-01,2026-02-01,,,,,,50,3,,",
            "b6,ACC-1,2026-03-01,,,,,,,50.001,3,,",
            "b7,ACC-1,2026-03-01,,,,,60,,50,3,,",
            "b8,ACC-1,,,,,,,,50,3,,",
            "b9,ACC-1,2026-03-01,,,,,,,50,3,,",
            "b9,ACC-1,2026-03-01,,,,,,,50,3,,",
        )
        self.assertEqual(self.counts(batch), (13, 1, 0, 0, 12), self.bad(batch))
        bad = self.bad(batch)
        self.assertIn("“fifty” is not a number", bad[3])
        self.assertEqual(bad[2], "Row 3 of this bill is bad: none of it is taken.")
        self.assertEqual(bad[4], bad[5])
        self.assertEqual(bad[4], "No subscription is known by “nobody”.")
        self.assertIn("different accounts", bad[6])
        self.assertEqual(bad[8], "No account is known by “none”.")
        self.assertIn("due before", bad[9])
        self.assertIn("more decimals", bad[10])
        self.assertIn("More has been paid", bad[11])
        self.assertEqual(bad[12], "The date is missing.")
        self.assertEqual(bad[14], "Repeats the external ID of row 13.")
        self.assertFalse(self.bill("b1") | self.bill("b2") | self.bill("b3"))

    def test_days_that_are_none_of_our_time(self):
        """One such day would make an account overdue for centuries, or the figures by month without end."""
        batch = self.load(
            "b1,ACC-1,0206-03-01,,,,,,,50,3,,",
            "b2,ACC-1,2026-03-01,2206-03-15,,,,,,50,3,,",
            "b3,ACC-1,2026-03-01,,0001-01-01,2026-02-28,,,,50,3,,",
            "b4,ACC-1,9999-12-31,,,,,,,50,3,,",
            "b5,ACC-1,2026-03-01,2030-03-01,,,sent,,,50,3,,",
        )
        self.assertEqual(self.counts(batch), (5, 1, 0, 0, 4), self.bad(batch))
        self.assertEqual(set(self.bad(batch).values()), {"A day of it lies before 1990-01-01 or after 2031-03-16."})
        batch = self.pay("external_id,bill,date,amount", "p1,b5,1026-03-01,1", "p2,b5,2026-03-02,1")
        self.assertEqual(self.counts(batch), (2, 1, 0, 0, 1), self.bad(batch))

    def test_bills_mark_the_usage_of_their_period_as_billed(self):
        self.company.business_tz = "Asia/Shanghai"
        before, first, last, after = self.make_usage(
            self.subscription,
            {"start": "2026-01-31 23:59:59"},
            {"start": "2026-02-01 00:00:00"},
            {"start": "2026-02-28 23:59:59"},
            {"start": "2026-03-01 00:00:00"},
        ).sorted("start_time")
        self.load("b1,ACC-1,2026-03-01,,2026-02-01,2026-02-28,new,,,50,3,,")
        self.assertEqual(first.state, "guided")
        bill = self.bill("b1")
        bill.with_user(self.telecom_manager).action_validate()
        self.assertEqual([usage.state for usage in (before, first, last, after)], ["guided", "billed", "billed", "guided"])
        self.assertEqual((first | last).bill_id, bill)

    def test_payments_from_a_file(self):
        bill = self.make_bill(state="sent", amount=100)
        rows = ["external_id,bill,date,amount", "p1,B-1,2026-03-05,40", "p2,B-1,2026-03-06,60"]
        batch = self.pay(*rows, "p3,B-1,2026-03-07,1", "p4,B-9,2026-03-07,1")
        self.assertEqual(self.counts(batch), (4, 2, 0, 0, 2), self.bad(batch))
        self.assertEqual(set(self.bad(batch)), {4, 5})
        self.assertEqual((bill.state, bill.amount_open), ("settled", 0))
        self.assertEqual(bill.last_event_id.verb, "pay")
        again = self.pay(*rows)
        self.assertEqual(self.counts(again), (2, 0, 0, 2, 0))
        other = self.pay(rows[0], "p1,B-1,2026-03-05,41")
        self.assertIn("on record with other content", self.bad(other)[2])

    def test_nobody_writes_bills(self):
        bill = self.make_bill()
        for user in (self.telecom_manager, self.env.user):
            for values in ({"amount_total": 1}, {"state": "settled"}, {"amount_open": 0}, {"name": "x"}):
                with self.assertRaises(AccessError):
                    bill.with_user(user).write(values)
            with self.assertRaises(AccessError):
                bill.with_user(user).create({"external_id": "x"})
            with self.assertRaises(UserError):
                bill.with_user(user).unlink()
        self.assertFalse(bill.with_user(self.other_telecom_agent).search([("id", "=", bill.id)]))
