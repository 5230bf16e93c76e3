import json

from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .auto_common import NOON
from .vehicle_portal_common import VehiclePortalCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAutoJson2(HttpCase, VehiclePortalCommon):
    """A job and its order over HTTP with an API key: for the people of the station, and nobody else."""

    def setUp(self):
        super().setUp()
        self.job = self.make_job(operation_ids=[(6, 0, self.oil_change.ids)])
        self.job.action_make_order()

    def post(self, user, record, method, **arguments):
        """:return: the status of the answer"""
        # without an end: the database goes by the true time, not by that of the test
        key = self.env["res.users.apikeys"].with_user(user).sudo()._generate("rpc", "auto", None)
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        content = {"ids": record.ids} | arguments
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/json/2/{record._name}/{method}", data=json.dumps(content), headers=headers)
        self.env.invalidate_all()
        return answer.status_code

    def test_another_station(self):
        order = self.job.sale_order_id
        doors = (
            (self.job, "write", {"vals": {"words": "mine", "km": 9}}),
            (self.job, "write", {"vals": {"station_id": self.second_station.id}}),
            (self.job, "write", {"vals": {"state": "done"}}),
            (self.job, "action_receive", {}),
            (self.job, "action_cancel", {"reason": "x"}),
            (self.job, "action_claim", {}),
            (self.job, "message_post", {"body": "x"}),
            (self.job.vehicle_id, "write", {"vals": {"job_ids": [[1, self.job.id, {"words": "mine"}]]}}),
            (order, "write", {"vals": {"auto_station_id": self.second_station.id}}),
            (order, "action_confirm", {}),
            (order, "read", {"fields": ["amount_total"]}),
            (order.order_line, "write", {"vals": {"price_unit": 1}}),
        )
        for user in (self.second_user, self.theirs):
            for record, method, arguments in doors:
                self.assertIn(self.post(user, record, method, **arguments), (403, 404, 422), (user.login, method, arguments))
        self.assertEqual((self.job.words, self.job.state, self.job.station_id), (False, "booked", self.station))
        self.assertEqual((order.sudo().state, order.sudo().amount_total), ("draft", 40))

    def test_the_own_station(self):
        self.assertEqual(self.post(self.station_user, self.job, "write", vals={"words": "mine", "km": 9}), 200)
        self.assertEqual(self.post(self.station_user, self.job.sale_order_id, "action_confirm"), 200)
        self.assertEqual(self.post(self.station_user, self.job, "action_receive"), 200)
        self.assertEqual((self.job.words, self.job.state, self.job.vehicle_id.odometer_km), ("mine", "received", 9))
