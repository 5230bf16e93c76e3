import json

from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .telecom_common import NOON, TelecomCommon

RECORDING = {
    "crm.telecom.usage": "record_usage",
    "crm.telecom.bill": "record_bills",
    "crm.telecom.bill.payment": "record_payments",
    "crm.telecom.topup": "record_topups",
}
NOTHING_NEW = {"new": 0, "changed": 0, "same": 1, "errors": []}


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomJson2(TelecomCommon, HttpCase):
    """What an operator's systems send over HTTP with an API key: the same request twice is recorded once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.subscription = cls.subscribe("active", day="2026-01-01")
        cls.prepaid = cls.make_account(payment_mode="prepaid")
        cls.telecom_manager.group_ids |= cls.env.ref("base.group_user")

    def setUp(self):
        super().setUp()
        self.key = self.make_key(self.telecom_manager)

    def make_key(self, user, scope="rpc"):
        # without an end: the database goes by the true time, not by that of the test
        return self.env["res.users.apikeys"].with_user(user).sudo()._generate(scope, "telecom", None)

    def post(self, model, method=None, key=None, **arguments):
        """:return: (status, answer)"""
        headers = {"Authorization": f"Bearer {key or self.key}", "Content-Type": "application/json"}
        url = f"/json/2/{model}/{method or RECORDING[model]}"
        with mute_logger("odoo.http"):
            answer = self.url_open(url, data=json.dumps(arguments), headers=headers)
        return answer.status_code, answer.json()

    def entry(self, model):
        number = self.subscription.name
        bill = {"external_id": "b1", "account": self.account.name, "date": "2026-03-01", "state": "sent"}
        return {
            "crm.telecom.usage": {
                "external_id": "u1",
                "number": number,
                "start": "2026-03-10T08:00:00Z",
                "kind": "voice",
                "minutes": 2,
            },
            "crm.telecom.bill": bill | {"lines": [{"amount": 100, "tax": 6, "kind": "recurring", "subscription": number}]},
            "crm.telecom.bill.payment": {"external_id": "p1", "bill": "b1", "date": "2026-03-05", "amount": 40},
            "crm.telecom.topup": {"external_id": "t1", "account": self.prepaid.name, "amount": 30},
        }[model]

    def send(self, model, **values):
        return self.post(model, entries=[self.entry(model) | values], source="system")

    def found(self, model):
        self.env.invalidate_all()
        return self.env[model].search([("source", "=", "system"), ("company_id", "=", self.company.id)])

    def test_usage(self):
        self.assertEqual(self.send("crm.telecom.usage"), (200, NOTHING_NEW | {"new": 1, "same": 0}))
        self.assertEqual(self.send("crm.telecom.usage"), (200, NOTHING_NEW))
        usage = self.found("crm.telecom.usage")
        self.assertEqual((usage.subscription_id, usage.minutes, usage.revision), (self.subscription, 2, 1))
        self.assertEqual(self.send("crm.telecom.usage", minutes=3)[1]["changed"], 1)
        _status, answer = self.send("crm.telecom.usage", external_id="u2", number="nobody")
        self.assertEqual(answer["errors"][0]["message"], "No subscription was known by “nobody” at that time.")
        self.assertEqual(self.found("crm.telecom.usage").mapped("minutes"), [3])

    def test_bills_and_their_payments(self):
        self.assertEqual(self.send("crm.telecom.bill"), (200, NOTHING_NEW | {"new": 1, "same": 0}))
        self.assertEqual(self.send("crm.telecom.bill"), (200, NOTHING_NEW))
        bill = self.found("crm.telecom.bill")
        self.assertEqual((bill.amount_total, bill.revision, len(bill.line_ids)), (106, 1, 1))
        self.assertEqual(self.send("crm.telecom.bill.payment")[1]["new"], 1)
        self.assertEqual(self.send("crm.telecom.bill.payment"), (200, NOTHING_NEW))
        bill = self.found("crm.telecom.bill")
        self.assertEqual((bill.amount_open, bill.state, len(bill.payment_ids)), (66, "partially_paid", 1))

    def test_top_ups(self):
        self.assertEqual(self.send("crm.telecom.topup")[1]["new"], 1)
        status, answer = self.send("crm.telecom.topup")
        self.assertEqual((status, answer["new"], answer["same"], answer["errors"]), (200, 0, 1, []))
        self.assertEqual(self.found("crm.telecom.topup").amount, 30)
        self.assertEqual(self.prepaid.balance, 30)
        self.assertIn("other content", self.send("crm.telecom.topup", amount=31)[1]["errors"][0]["message"])
        self.assertEqual(self.prepaid.balance, 30)

    def test_keys_that_are_none(self):
        mine = self.env["res.users.apikeys"].sudo().search([("user_id", "=", self.telecom_manager.id)])
        for model in RECORDING:
            self.assertEqual(self.send(model)[0], 200, model)
        mine.unlink()
        for model in RECORDING:
            for key in ("wrong", "0" * 40, self.key):
                status, _answer = self.post(model, key=key, entries=[], source="system")
                self.assertEqual(status, 401, (model, key))
        other = self.make_key(self.telecom_manager, scope="another")
        self.assertEqual(self.post("crm.telecom.usage", key=other, entries=[], source="system")[0], 401)

    def test_people_who_may_not(self):
        """Customers on the portal, salespeople and agents have keys perhaps, and record nothing."""
        portal = new_test_user(self.env, "telecom_portal_key", "base.group_portal")
        for user in (portal, self.salesperson, self.telecom_agent):
            key = self.make_key(user)
            for model in RECORDING:
                status, answer = self.post(model, key=key, entries=[self.entry(model)], source="system")
                self.assertEqual((status, answer["name"]), (403, "odoo.exceptions.AccessError"), (user.login, model))
        for model in RECORDING:
            self.assertFalse(self.found(model), model)

    def test_what_makes_no_sense_is_no_error_of_the_server(self):
        for model in RECORDING:
            for entries in (None, {}, "x", 5):
                status, answer = self.post(model, entries=entries, source="system")
                self.assertEqual((status, answer["name"]), (422, "odoo.exceptions.UserError"), (model, entries))
            status, answer = self.post(model, entries=[None, "x", [], {}, {"external_id": {}}], source="system")
            self.assertEqual((status, [error["index"] for error in answer["errors"]]), (200, [0, 1, 2, 3, 4]), model)
            self.assertEqual(self.post(model, method="_intake_entries", entries=[], source="x")[0], 403)
            for method, arguments in (
                ("create", {"vals_list": [{"source": "system"}]}),
                ("unlink", {"ids": self.found(model).ids}),
            ):
                self.assertIn(self.post(model, method=method, **arguments)[0], (200, 403, 422), (model, method))
            self.assertFalse(self.found(model))
