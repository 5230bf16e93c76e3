from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .touchpoint_common import NOON, TouchpointCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTouchpointRecord(TouchpointCommon):
    """Contacts that other systems send."""

    def send(self, *touchpoints, source="exchange", user=None):
        return self.env["crm.touchpoint"].with_user(user or self.salesperson).record_touchpoints(list(touchpoints), source)

    def call(self, number, **values):
        return {
            "external_id": f"T{number}",
            "customer": "C-1",
            "channel": "phone",
            "direction": "in",
            "subject": f"Call {number}",
            "time": "2026-03-09T10:00:00+08:00",
        } | values

    def found(self, source="exchange"):
        return self.env["crm.touchpoint"].search([("source", "=", source)], order="external_id")

    def test_touchpoints_are_recorded_once(self):
        calls = [
            self.call(1, duration=2.5, result="positive", user="colleague", body="<p>Yes<script>x()</script></p>"),
            self.call(2, customer=None, email=" LI.LEI@harbour.example", time="2026-03-09 10:00", channel="email"),
            self.call(3, customer=None, partner_id=self.customer.id),
        ]
        self.assertEqual(self.send(*calls), {"new": 3, "same": 0, "errors": []})
        self.assertEqual(self.send(*calls), {"new": 0, "same": 3, "errors": []})
        first, second, third = self.found()
        self.assertEqual((first.partner_id, first.contact_id.id, first.user_id), (self.customer, False, self.colleague))
        self.assertEqual((first.duration, first.result, first.body), (2.5, "positive", "<p>Yes</p>"))
        self.assertEqual((second.partner_id, second.contact_id), (self.customer, self.contact))
        self.assertEqual({each.time for each in self.found()}, {datetime(2026, 3, 9, 2)}, "Shanghai")
        self.assertEqual((third.partner_id, third.user_id.id), (self.customer, False))
        self.assertEqual(self.send(*calls, source="other exchange")["new"], 3)

    def test_the_same_one_with_other_content_is_an_error_and_stays(self):
        self.send(self.call(1))
        answer = self.send(self.call(1, subject="Something else"), self.call(2))
        self.assertEqual((answer["new"], answer["same"]), (1, 0))
        [error] = answer["errors"]
        self.assertEqual((error["index"], error["external_id"]), (0, "T1"))
        self.assertEqual(self.found()[0].subject, "Call 1")

    def test_twice_in_one_call_is_once(self):
        answer = self.send(self.call(1), self.call(1), self.call(1, channel="chat"))
        self.assertEqual((answer["new"], answer["same"], [e["index"] for e in answer["errors"]]), (1, 1, [2]))

    def test_bad_ones_say_why_and_leave_the_others(self):
        bad = [
            "no touchpoint",
            self.call(1, channel="smoke signs"),
            self.call(2, time="yesterday"),
            self.call(3, time="2027-01-01"),
            self.call(4, customer="NOBODY"),
            self.call(5, customer=None),
            self.call(6, subject=" "),
            self.call(7, external_id=None),
            self.call(8, subject=17),
            self.call(10, subject="x" * 201),
            self.call(11, customer=["list"]),
            self.call(12, duration=-1),
            self.call(13, duration="long"),
            self.call(14, user="nobody"),
            self.call(15, direction="up"),
            self.call(16, result="fine"),
            self.call(17, partner_id=["list"]),
            self.call(18, partner_id=2**40),
            self.call(19, body="x" * 100_001),
        ]
        answer = self.send(*bad, self.call(9))
        self.assertEqual((answer["new"], [error["index"] for error in answer["errors"]]), (1, list(range(len(bad)))))
        self.assertEqual(self.found().mapped("external_id"), ["T9"])

    def test_an_address_of_several_customers_is_nobodys(self):
        self.make_customer("Somebody Else", email="Li.Lei@harbour.example")
        [error] = self.send(self.call(1, customer=None, email="li.lei@harbour.example"))["errors"]
        self.assertIn("Several customers", error["message"])

    def test_an_address_of_several_contacts_of_a_customer_is_the_customers(self):
        self.env["res.partner"].create({"name": "Han", "parent_id": self.customer.id, "email": "li.lei@harbour.example"})
        self.send(self.call(1, customer=None, email="li.lei@harbour.example"))
        self.assertEqual(self.found().partner_id, self.customer)

    def test_customers_out_of_reach_are_not_found(self):
        self.customer.company_id = self.other_company
        [error] = self.send(self.call(1))["errors"]
        self.assertIn("No customer is found", error["message"])

    def test_calls_that_make_no_sense_are_refused(self):
        recorder = self.env["crm.touchpoint"].with_user(self.salesperson)
        for given, source in (("x", "app"), ({}, "app"), ([], ""), ([], 5), ([], "x" * 201), ([], "manual"), ([{}] * 2001, "a")):
            with self.assertRaises(UserError):
                recorder.record_touchpoints(given, source)

    def test_only_who_may_record_sends(self):
        with self.assertRaises(AccessError):
            self.send(self.call(1), user=self.env.ref("base.public_user"))

    def test_the_company_is_the_callers(self):
        self.send(self.call(1), user=self.other_seller)
        self.assertEqual(self.found().company_id, self.other_company)
