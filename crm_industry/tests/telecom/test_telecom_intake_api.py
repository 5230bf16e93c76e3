import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomIntakeApi(TelecomCommon):
    """What systems send by the API."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.subscription = cls.subscribe("active", day="2026-01-01")
        cls.usage = cls.env["crm.telecom.usage"].with_user(cls.telecom_manager)
        cls.bills = cls.env["crm.telecom.bill"].with_user(cls.telecom_manager)

    def call(self, name, **values):
        entry = {"external_id": name, "number": self.subscription.name, "start": "2026-03-10T08:00:00Z", "kind": "voice"}
        return entry | {"minutes": 2} | values

    def test_usage_is_recorded_once_and_bad_entries_say_why(self):
        bad = [self.call("b", number="nobody"), "nonsense", self.call("c", minutes=[1]), self.call("d", kind=3)]
        entries = [self.call("a"), *bad]
        answer = self.usage.record_usage(entries, "network")
        self.assertEqual((answer["new"], answer["changed"], answer["same"]), (1, 0, 0))
        self.assertEqual([error["index"] for error in answer["errors"]], [1, 2, 3, 4])
        self.assertEqual(answer["errors"][0]["message"], "No subscription was known by “nobody” at that time.")
        self.assertEqual(self.usage.record_usage(entries[:1], "network"), {"new": 0, "changed": 0, "same": 1, "errors": []})
        self.assertEqual(self.usage.record_usage([self.call("a", minutes=3)], "network")["changed"], 1)
        self.assertEqual(self.usage.record_usage([self.call("a")], "other network")["new"], 1)
        twice = self.usage.record_usage([self.call("t"), self.call("t")], "network")
        self.assertEqual((twice["new"], len(twice["errors"])), (1, 1))

    def test_numbers_without_end_and_truths_are_no_amounts(self):
        values = (float("inf"), float("-inf"), float("nan"), True)
        answer = self.usage.record_usage([self.call(f"x{n}", minutes=value) for n, value in enumerate(values)], "network")
        self.assertEqual((answer["new"], [error["index"] for error in answer["errors"]]), (0, [0, 1, 2, 3]))
        entry = {"external_id": "b1", "account": self.account.name, "date": "2026-03-01", "lines": [{"amount": float("inf")}]}
        self.assertEqual(len(self.bills.record_bills([entry], "billing")["errors"]), 1)

    def test_bills_with_lines(self):
        entry = {"external_id": "b1", "account": self.account.name, "date": "2026-03-01", "state": "sent"}
        lines = [
            {"amount": 80, "tax": 4.8, "kind": "recurring", "subscription": self.subscription.name, "description": "Plan"},
            {"amount": 20.5, "tax": 1.23},
        ]
        answer = self.bills.record_bills([entry | {"lines": lines}], "billing")
        self.assertEqual(answer, {"new": 2, "changed": 0, "same": 0, "errors": []})
        bill = self.bills.search([("external_id", "=", "b1")])
        self.assertEqual((bill.amount_total, bill.state), (106.53, "sent"))
        self.assertEqual(bill.line_ids.mapped("description"), ["Plan", False])
        bad = [entry | {"lines": [{"amount": "x"}]}, entry | {"external_id": "b2", "lines": "x"}]
        answer = self.bills.record_bills(bad, "billing")
        self.assertEqual([error["index"] for error in answer["errors"]], [0, 1])

    def test_a_file_and_the_api_know_the_same_entry(self):
        self.usage.record_usage([self.call("a", start="2026-03-10 08:00:00")], "file")
        usage = self.usage.search([("external_id", "=", "a")])
        batch = self.env["crm.telecom.import.batch"].with_user(self.telecom_manager)
        text = f"external_id,number,start,kind,minutes\na,{self.subscription.name},2026-03-10 08:00,voice,2\n"
        batch = batch.create({"file": base64.b64encode(text.encode()), "filename": "x.csv", "kind": "usage"})
        batch.action_import()
        self.assertEqual((batch.rows_same, usage.revision), (1, 1))

    def test_payments(self):
        bill = self.make_bill(state="sent", amount=100)
        payments = self.env["crm.telecom.bill.payment"].with_user(self.telecom_manager)
        entry = {"external_id": "p1", "bill": "B-1", "date": "2026-03-05", "amount": 40, "reference": "R1"}
        self.assertEqual(payments.record_payments([entry], "bank")["new"], 1)
        self.assertEqual((bill.state, bill.amount_open), ("partially_paid", 60))
        self.assertEqual(payments.record_payments([entry], "bank")["same"], 1)

    def test_who_may_call_and_with_what(self):
        for records, method in ((self.usage, "record_usage"), (self.bills, "record_bills")):
            with self.assertRaises(AccessError):
                getattr(records.with_user(self.telecom_agent), method)([], "x")
            for arguments in ((None, "x"), ({}, "x"), ([], ""), ([], 5), ([{}] * 5001, "x"), ([], "x" * 201)):
                with self.assertRaises(UserError):
                    getattr(records, method)(*arguments)
