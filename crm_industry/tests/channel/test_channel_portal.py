from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_grading.tests.portal_common import PortalPages

from .report_common import ReportCommon


@tagged("post_install", "-at_install")
class TestChannelPortal(PortalPages, ReportCommon, HttpCase):
    """What dealers see and write of their own, and nothing of others."""

    MONTH = "2024-05-01"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_a, cls.user_b = (
            cls.portal_user("portal_dealer_a", cls.dealer_a),
            cls.portal_user("portal_dealer_b", cls.dealer_b),
        )
        cls.shop = cls.portal_user("portal_shop", cls.retailer)
        cls.move_goods(cls.dealer_a, cls.phone, 10, "2024-05-10")
        cls.report_b = cls.make_report(cls.dealer_b, cls.MONTH, {cls.printer: {"opening": 77.31, "closing": 77.31}}, "submitted")

    def page(self, path, user=None):
        return self.page_of(user or self.user_a, f"/my/channel/{path}")

    def post(self, path, user=None, **values):
        return self.body(self.send_form(user or self.user_a, f"/my/channel/{path}", values))

    def figures(self, product, **values):
        return {f"{name}_{product.id}": str(value) for name, value in values.items()}

    def own(self):
        return self.env["crm.channel.report"].search([("partner_id", "=", self.dealer_a.id)])

    def test_the_form_proposes_what_we_delivered(self):
        page = self.page(f"report/{self.MONTH}")
        field = page.split(f'name="sell_in_{self.phone.id}"')[1].split(">")[0]
        self.assertIn('value="10"', field)
        self.assertNotIn("Printer", page)

    def test_a_dealer_saves_and_submits_its_report(self):
        values = self.figures(self.phone, opening=0, sell_in=10, sell_through=4, closing=6)
        self.post(f"report/{self.MONTH}", **values)
        self.assertEqual((self.own().state, self.own().origin), ("draft", "portal"))
        self.post(f"report/{self.MONTH}", submit="1", note="Good month", **values)
        report = self.own()
        self.assertEqual((report.state, report.note, report.submitted_by), ("submitted", "Good month", self.user_a))
        self.assertEqual((report.line_ids.closing, report.line_ids.delivered), (6, 10))
        self.assertIn("submitted already", self.post(f"report/{self.MONTH}", submit="1", **values))

    def test_what_does_not_add_up_is_told(self):
        page = self.post(f"report/{self.MONTH}", submit="1", **self.figures(self.phone, sell_in=10, sell_through=4, closing=7))
        self.assertIn("closing stock is 6, not 7", page)
        self.assertFalse(self.own())
        self.assertIn("is no number", self.post(f"report/{self.MONTH}", **self.figures(self.phone, sell_in="ten")))
        self.assertIn("at least one product", self.post(f"report/{self.MONTH}", submit="1"))

    def test_a_correction_begins_on_the_portal(self):
        values = self.figures(self.phone, opening=0, sell_in=10, sell_through=4, closing=6)
        self.post(f"report/{self.MONTH}", submit="1", **values)
        self.own().with_user(self.channel_manager).action_reject("Count again")
        self.assertIn("Count again", self.page(f"report/{self.MONTH}"))
        self.post(f"report/{self.MONTH}/correct")
        self.assertEqual(self.own().mapped("state"), ["draft", "rejected"])
        self.post(f"report/{self.MONTH}", submit="1", **self.figures(self.phone, sell_in=10, sell_through=3, closing=7))
        self.assertEqual(self.own()[0].line_ids.sell_through, 3)

    def test_products_of_others_are_not_taken(self):
        values = self.figures(self.phone, sell_in=10, closing=10) | self.figures(self.printer, opening=5, closing=5)
        self.post(f"report/{self.MONTH}", submit="1", **values)
        self.assertEqual(self.own().line_ids.product_id, self.phone)

    def test_nothing_of_another_dealer_by_any_parameter(self):
        forged = f"partner_id={self.dealer_b.id}&dealer={self.dealer_b.id}&report_id={self.report_b.id}&id={self.report_b.id}"
        for path in ("reports", f"report/{self.MONTH}", f"report/{self.report_b.id}", "rebates"):
            page = self.page(f"{path}?{forged}")
            self.assertNotIn("77.31", page)
            self.assertNotIn("Printer", page)
        values = self.figures(self.phone, sell_in=10, closing=10)
        values |= {"partner_id": str(self.dealer_b.id), "report_id": str(self.report_b.id), "state": "accepted"}
        self.post(f"report/{self.MONTH}", submit="1", **values)
        self.assertEqual((self.report_b.state, self.report_b.line_ids.closing), ("submitted", 77.31))
        self.assertEqual((self.own().partner_id, self.own().state), (self.dealer_a, "submitted"))

    def test_nothing_by_rpc(self):
        self.log_in(self.user_a)
        calls = [(model, "search_read", [[]], {}) for model in self.models()]
        calls += [(model, "create", [[{}]], {}) for model in self.models()]
        ids = self.report_b.ids
        calls += [
            ("crm.channel.report", "read", [ids], {}),
            ("crm.channel.report", "write", [ids, {"note": "x"}], {}),
            ("crm.channel.report", "unlink", [ids], {}),
            ("crm.channel.report", "action_submit", [ids], {}),
            ("crm.channel.report", "action_accept", [ids], {}),
            ("crm.channel.report", "action_reject", [ids, "x"], {}),
            ("crm.channel.report", "action_correct", [ids], {}),
            ("crm.channel.report", "action_reconcile", [ids], {}),
            ("crm.channel.report.line", "write", [self.report_b.line_ids.ids, {"closing": 1}], {}),
            ("crm.channel.report", "web_search_read", [[], {}], {}),
            ("crm.channel.report", "_save_report", [self.MONTH, {}, True], {}),
            ("crm.channel.portal", "_report_page", [self.MONTH], {}),
        ]
        for model, method, args, kwargs in calls:
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException, msg=f"{model}.{method}"):
                self.make_jsonrpc_request(
                    f"/web/dataset/call_kw/{model}/{method}", {"model": model, "method": method, "args": args, "kwargs": kwargs}
                )
        self.env.invalidate_all()
        self.assertEqual((self.report_b.state, self.report_b.note, self.report_b.line_ids.closing), ("submitted", False, 77.31))

    def models(self):
        return (
            "crm.channel.report", "crm.channel.report.line", "crm.channel.due", "crm.channel.import", "crm.channel.analysis",
            "crm.channel.rejection", "crm.rebate.rule", "crm.rebate.tier", "crm.rebate.accrual", "crm.rebate.accrual.line",
        )  # fmt: skip

    def test_who_is_no_dealer_sees_no_such_pages(self):
        self.log_in(self.shop)
        for path in ("reports", f"report/{self.MONTH}", "rebates"):
            self.assertTrue(self.url_open(f"/my/channel/{path}").url.endswith("/my"))
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["channel_count"]})
        self.assertEqual(counters["channel_count"], 0)
        self.post(f"report/{self.MONTH}", user=self.shop, submit="1", **self.figures(self.phone, sell_in=10, closing=10))
        self.assertFalse(self.env["crm.channel.report"].search([("partner_id", "=", self.retailer.id)]))
        with self.assertRaises(AccessError):
            self.env["crm.channel.portal"].with_user(self.shop)._report_page(self.MONTH)

    def test_visitors_have_to_log_in(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/channel/reports").url)

    def test_days_that_are_none_lead_back(self):
        self.log_in(self.user_a)
        for day in ("soon", "9999-01-01", "2024-13-40", "1900-01-01"):
            self.assertTrue(self.url_open(f"/my/channel/report/{day}").url.endswith("/my/channel/reports"), day)

    def test_the_list_shows_what_is_owed(self):
        self.company.channel_report_start = "2024-05-01"
        self.type_dealer.channel_reporting = True
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET create_date = '2020-01-01' WHERE id = %s", [self.dealer_a.id])
        self.env["crm.channel.due"]._refresh(self.company)
        page = self.page("reports")
        self.assertIn(f"/my/channel/report/{self.MONTH}", page)
        counters = self.make_jsonrpc_request("/my/counters", {"counters": ["channel_count"]})
        self.assertEqual(counters["channel_count"], 1)
