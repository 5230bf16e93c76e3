from odoo import http
from odoo.tests import HttpCase, JsonRpcException, freeze_time, tagged
from odoo.tools import mute_logger

from .tobacco_common import NOON
from .tobacco_portal_common import TobaccoPortalCommon

PAGES = ("", "/file", "/licence", "/grade", "/compliance", "/quota", "/report")


@tagged("post_install", "-at_install")
class TestTobaccoPortalPages(TobaccoPortalCommon, HttpCase):
    """The pages as retailers open them, and what another one finds there."""

    @classmethod
    def setUpClass(cls):
        with freeze_time(NOON):
            super().setUpClass()
            cls.publish(cls.scheme)
        cls.event = cls.make_event()

    @classmethod
    def make_event(cls):
        values = {
            "retailer_id": cls.retailer.id,
            "description": "No prices at all",
            "deduction_id": cls.env.ref("crm_industry.tobacco_deduction_05").id,
            "evidence": "Picture 77",
        }
        event = cls.env["crm.tobacco.compliance.event"].with_user(cls.inspector).create(values)
        event.action_confirm()
        return event

    def page(self, path, user=None):
        self.authenticate(*[(user or self.mine).login] * 2)
        return self.url_open(f"/my/retail{path}")

    def post(self, path, user=None, **values):
        self.authenticate(*[(user or self.mine).login] * 2)
        return self.url_open(f"/my/retail{path}", data={"csrf_token": http.Request.csrf_token(self)} | values)

    def test_pages(self):
        for path, words in (
            ("", ("Corner Shop", "CZ2", "Tobacco 4V", "80", "you may appeal until")),
            ("/file", ("Town", "Client Manager")),
            ("/licence", (self.licence.number, "Valid")),
            ("/grade", ("place 1 of 5", "the best grade with it is D", "Apply for a Better One")),
            ("/compliance", ("Buys tobacco from other sources", "Confirmed")),
            (f"/compliance/{self.event.id}", ("No prices at all", "Picture 77", "Send the Appeal")),
            ("/quota", ("Nothing is limited this week",)),
        ):
            answer = self.page(path)
            self.assertEqual(answer.status_code, 200, path)
            for word in words:
                self.assertIn(word, answer.text, path)

    def test_an_appeal(self):
        path = f"/compliance/{self.event.id}"
        answer = self.post(f"{path}/appeal", text=" ")
        self.assertIn("tell us why", answer.text)
        answer = self.post(f"{path}/appeal", text="They are ours")
        self.assertEqual(answer.url.rpartition("/my")[2], f"/retail{path}?done=1")
        self.assertIn("They are ours", answer.text)
        self.assertEqual(self.event.state, "appealed")

    def test_an_application(self):
        wanted = self.scheme.grade_ids.filtered(lambda grade: grade.code == "B")
        values = {"scheme_id": self.scheme.id, "requested_grade_id": wanted.id}
        self.assertIn("tell us why", self.post("/grade/apply", **values, reason="").text)
        answer = self.post("/grade/apply", **values, reason="Twice as many counters")
        self.assertIn("Twice as many counters", answer.text)
        self.assertNotIn("Twice as many counters", self.page("/grade", self.theirs).text)

    def test_a_report(self):
        field = f"stock_{self.cigarette.id}"
        self.assertIn("is no number", self.post("/report", **{field: "some"}).text)
        answer = self.post("/report", **{field: "123"})
        self.assertIn("your report is here", answer.text)
        self.assertIn('value="123"', answer.text)
        self.assertNotIn('value="123"', self.page("/report", self.theirs).text)

    def test_another_retailer_finds_nothing(self):
        secrets = ("Corner Shop", self.licence.number, "No prices at all", "Buys tobacco", "Picture 77")
        for path in PAGES:
            answer = self.page(path, self.theirs)
            self.assertEqual(answer.status_code, 200, path)
            for secret in secrets:
                self.assertNotIn(secret, answer.text, path)
        for path in (f"/compliance/{self.event.id}", "/compliance/0", f"/compliance/{10**30}"):
            self.assertEqual(self.page(path, self.theirs).status_code, 404, path)
        self.assertEqual(self.post(f"/compliance/{self.event.id}/appeal", self.theirs, text="Mine").status_code, 404)
        self.assertEqual(self.event.state, "confirmed")

    def test_others_are_sent_away(self):
        stranger = self.make_portal_user(self.make_customer("No Tobacco"), 1)
        for user in (stranger, self.salesperson):
            for path in PAGES:
                self.assertNotIn("/my/retail", self.page(path, user).url)
            self.assertEqual(self.page(f"/compliance/{self.event.id}", user).status_code, 404)

    def test_nothing_by_rpc(self):
        self.authenticate(self.mine.login, self.mine.login)
        for record in (self.retailer, self.licence, self.event, self.event.step_ids[0], self.route):
            for method, args in (("read", [record.ids, ["display_name"]]), ("write", [record.ids, {}]), ("search_read", [[]])):
                params = {"model": record._name, "method": method, "args": args, "kwargs": {}}
                with mute_logger("odoo.http"), self.assertRaises(JsonRpcException, msg=record._name):
                    self.make_jsonrpc_request(f"/web/dataset/call_kw/{record._name}/{method}", params)
        for method in ("_appeal_event", "_home_page", "_apply"):
            params = {"model": "crm.tobacco.portal", "method": method, "args": [], "kwargs": {}}
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(f"/web/dataset/call_kw/crm.tobacco.portal/{method}", params)
