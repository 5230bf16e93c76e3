import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .report_common import ReportCommon


class ApiCase(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer_a.ref = "D-1"
        cls.lines = [{"product": "P-1", "opening": 0, "sell_in": 10, "sell_through": 4}]

    def push(self, user=None, external_id="R1", date_from="2024-05-31", lines=None, **values):
        reports = self.env["crm.channel.report"].with_user(user or self.channel_manager)
        return reports.push_report(external_id, date_from, self.lines if lines is None else lines, **values)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-15")
class TestChannelApi(ApiCase):
    """Reports that dealers' systems send."""

    def test_a_report_is_made_once(self):
        self.move_goods(self.dealer_a, self.phone, 10, "2024-05-10")
        answer = self.push(dealer="D-1")
        self.assertEqual(
            (answer["status"], answer["state"], answer["variances"], answer["missing"]), ("new", "submitted", [], [])
        )
        report = self.env["crm.channel.report"].browse(answer["id"])
        self.assertEqual((report.origin, report.partner_id, report.line_ids.closing), ("api", self.dealer_a, 6))
        before = report.read()
        self.assertEqual(self.push(dealer="D-1")["status"], "same")
        self.assertEqual(report.read(), before)

    def test_other_content_changes_or_corrects(self):
        first = self.push(dealer="D-1")
        changed = self.push(dealer="D-1", lines=[self.lines[0] | {"sell_through": 5}])
        self.assertEqual((changed["id"], changed["status"], changed["revision"]), (first["id"], "changed", 1))
        report = self.env["crm.channel.report"].browse(first["id"])
        self.assertEqual(report.line_ids.sell_through, 5)
        report.with_user(self.channel_manager).action_accept()
        corrected = self.push(dealer="D-1", lines=[self.lines[0] | {"sell_through": 6}])
        self.assertEqual((corrected["status"], corrected["revision"], corrected["state"]), ("corrected", 2, "submitted"))
        self.assertEqual(report.line_ids.sell_through, 5)
        self.assertEqual(self.push(dealer="D-1", lines=[self.lines[0] | {"sell_through": 6}])["status"], "same")

    def test_the_answer_names_variances(self):
        self.move_goods(self.dealer_a, self.printer, 1, "2024-05-10")
        answer = self.push(dealer=self.dealer_a.id, lines=[self.lines[0] | {"closing": 7}])
        self.assertEqual(answer["missing"], ["P-2"])
        self.assertEqual(
            answer["variances"],
            [
                {"product": "P-1", "figure": "sell_in", "reported": 10.0, "expected": 0.0},
                {"product": "P-1", "figure": "closing", "reported": 7.0, "expected": 6.0},
            ],
        )

    def test_nonsense_is_refused_in_one_sentence(self):
        line = self.lines[0]
        for values in (
            {"dealer": "Nobody"},
            {"dealer": None},
            {"dealer": "D-1", "external_id": ""},
            {"dealer": "D-1", "external_id": 7},
            {"dealer": "D-1", "date_from": "soon"},
            {"dealer": "D-1", "date_from": None},
            {"dealer": "D-1", "period": "year"},
            {"dealer": "D-1", "lines": []},
            {"dealer": "D-1", "lines": "x"},
            {"dealer": "D-1", "lines": [1]},
            {"dealer": "D-1", "lines": [line | {"report_id": 1}]},
            {"dealer": "D-1", "lines": [line | {"product": "P-9"}]},
            {"dealer": "D-1", "lines": [line | {"sell_in": "ten"}]},
            {"dealer": "D-1", "lines": [line | {"sell_in": float("inf")}]},
            {"dealer": "D-1", "lines": [line | {"unit": "km"}]},
            {"dealer": "D-1", "lines": [line | {"retailer": "Nobody"}]},
            {"dealer": "D-1", "lines": [line, line]},
            {"dealer": "D-1", "lines": [line | {"sell_through": 400}]},
            {"dealer": "D-1", "source": []},
            {"dealer": "D-1", "note": {"a": 1}},
            {"dealer": {"a": 1}},
        ):
            with self.assertRaises(UserError, msg=values):
                self.push(**values)
        self.assertFalse(self.env["crm.channel.report"].search([("partner_id", "=", self.dealer_a.id)]))

    def test_who_may_not_write_reports_of_the_dealer_may_not_send_them(self):
        self.dealer_a.user_id = self.channel_manager
        with self.assertRaises(AccessError):
            self.push(self.salesperson, dealer="D-1")

    def test_an_id_belongs_to_one_report(self):
        self.push(dealer="D-1")
        with self.assertRaisesRegex(UserError, "is that of the report"):
            self.push(dealer=self.dealer_b.id)
        with self.assertRaisesRegex(UserError, "is that of the report"):
            self.push(dealer="D-1", date_from="2024-04-30")
        self.assertEqual(self.push(dealer=self.dealer_b.id, source="other")["status"], "new")

    def test_portal_users_report_for_their_own_dealer(self):
        user = self.portal_user("api_dealer_a", self.dealer_a)
        answer = self.push(user)
        self.assertEqual(self.env["crm.channel.report"].browse(answer["id"]).partner_id, self.dealer_a)
        for other in (self.dealer_b.id, "Dealer B"):
            with self.assertRaises(AccessError):
                self.push(user, external_id="R2", dealer=other)
        with self.assertRaises(UserError):
            self.push(user, external_id="R2", date_from="2024-04-30", lines=[self.lines[0] | {"retailer": "Retailer"}])
        with self.assertRaises(AccessError):
            self.push(self.portal_user("api_shop", self.retailer))

    def test_ids_of_others_tell_nothing_about_them(self):
        self.push(dealer="D-1")
        self.dealer_a.user_id = self.channel_manager
        for user in (self.portal_user("api_dealer_b", self.dealer_b), self.salesperson):
            with self.assertRaisesRegex(UserError, "is taken") as told:
                self.push(user, dealer=self.dealer_b.id)
            self.assertNotIn("Dealer A", str(told.exception))


@tagged("post_install", "-at_install")
class TestChannelJson2(ApiCase, HttpCase):
    def test_with_a_key_over_http(self):
        self.channel_manager.group_ids |= self.env.ref("base.group_user")
        keys = self.env["res.users.apikeys"].with_user(self.channel_manager)
        key = keys._generate("rpc", "dealers", fields.Datetime.now() + timedelta(days=1))
        body = {"external_id": "H1", "date_from": "2024-05-31", "dealer": "D-1", "lines": self.lines}
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        answers = [
            self.url_open("/json/2/crm.channel.report/push_report", data=json.dumps(body), headers=headers).json()
            for _n in (1, 2)
        ]
        self.assertEqual([answer["status"] for answer in answers], ["new", "same"])
        self.assertEqual(answers[0]["id"], answers[1]["id"])
        headers["Authorization"] = "Bearer wrong"
        self.assertEqual(self.url_open("/json/2/crm.channel.report/push_report", data="{}", headers=headers).status_code, 401)
