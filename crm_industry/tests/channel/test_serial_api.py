import json

from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..channel_common import ChannelCommon


@tagged("post_install", "-at_install")
class TestSerialApi(ChannelCommon, HttpCase):
    """Events over Odoo's JSON-2 API with an API key."""

    def call(self, user, method, **arguments):
        until = Datetime.add(Datetime.now(), days=1)
        key = self.env["res.users.apikeys"].with_user(user)._generate("rpc", "Serial events", until)
        headers = {"Authorization": f"bearer {key}", "Content-Type": "application/json"}
        with mute_logger("odoo.http"):  # refusals are logged as warnings
            return self.url_open(f"/json/2/crm.serial.event/{method}", data=json.dumps(arguments), headers=headers)

    def test_events_are_sent_with_a_key_and_once(self):
        event = {"external_id": "1", "code": "API-1", "kind": "activation", "time": "2026-03-01T12:00:00+08:00"}
        answers = [self.call(self.salesperson, "record_events", events=[event], source="api test") for _time in range(2)]
        self.assertEqual([answer.status_code for answer in answers], [200, 200])
        self.assertEqual([answer.json()["new"] for answer in answers], [1, 0])
        recorded = self.env["crm.serial.event"].search([("source", "=", "api test")])
        self.assertEqual((recorded.code, recorded.create_uid, recorded.company_id), ("API-1", self.salesperson, self.company))

    def test_what_makes_no_sense_is_told_in_a_sentence(self):
        answer = self.call(self.salesperson, "record_events", events="all", source="api test")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("5", answer.json()["message"])

    def test_events_are_neither_changed_nor_deleted(self):
        event = self.env["crm.serial.event"].create([{"code": "API-2"}])
        for method, arguments in (("write", {"vals": {"code": "X"}}), ("unlink", {})):
            answer = self.call(self.channel_manager, method, ids=event.ids, **arguments)
            self.assertIn(answer.status_code, (403, 422), method)
        self.env.invalidate_all()
        self.assertEqual(event.exists().code, "API-2")
