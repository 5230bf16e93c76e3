import inspect
import json
from datetime import timedelta

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, JsonRpcException, freeze_time, tagged
from odoo.tools import mute_logger

from .agreement_common import NOON
from .shop_common import ShopCommon, ShopPages
from .test_diversion_case import DiversionCaseCommon

ADDON = "odoo.addons.crm_industry"
# What portal users may call of these models: it looks for their own dealer only, and is tried by a test of its own.
OWN_ONLY = {("crm.channel.report", "push_report")}
# Odoo's own ways in for mails and ratings, which the addon extends: what they do with senseless arguments is Odoo's matter.
OF_ODOO = {"message_process", "message_parse", "rating_apply"}


class WallCommon(ShopPages, DiversionCaseCommon, ShopCommon):
    """Everything there is of dealer A; dealer B's portal user, ``user_b``, who knows all of its ids."""

    @classmethod
    def setUpClass(cls):
        with freeze_time(NOON):
            super().setUpClass()
            cls.case.with_user(cls.investigator).action_notice()
            cls.address = cls.env["res.partner"].create({"name": "Depot of A", "type": "delivery", "parent_id": cls.dealer_a.id})
            cls.sent = cls.fill(quantity=3)
            cls.send(note="Words of A")
            cls.confirmed = cls.fill(cls.printer)
            cls.send()
            cls.confirmed.action_confirm()
            cls.own_basket = cls.fill(quantity=7)
            cls.make_records()
            cls.complaint = cls.env["crm.complaint"].create(
                {"subject": "Words of A", "partner_id": cls.dealer_a.id, "company_id": cls.company.id}
            )
            cls.env.flush_all()

    @classmethod
    def make_records(cls):
        """Records of dealer A that no other way of this world makes."""
        cls.report = cls.env["crm.channel.report"].create(
            {
                "partner_id": cls.dealer_a.id,
                "period": "month",
                "date_from": "2026-02-01",
                "line_ids": [Command.create({"product_id": cls.phone.id, "opening": 7, "closing": 7})],
            }
        )
        rule = cls.env["crm.rebate.rule"].create(
            {
                "name": "Rebate of A",
                "company_id": cls.company.id,
                "scope": "partner",
                "partner_ids": [Command.set(cls.dealer_a.ids)],
                "date_from": "2026-01-01",
                "period": "month",
                "tier_ids": [Command.create({"threshold": 1, "rate": 2})],
            }
        )
        period = {"date_from": "2026-01-01", "date_to": "2026-01-31"}
        accrual = {"rule_id": rule.id, "partner_id": cls.dealer_a.id, "company_id": cls.company.id, "amount": 77} | period
        cls.rebate = cls.env["crm.rebate.accrual"]._guarded_create([accrual])
        due = {"partner_id": cls.dealer_a.id, "company_id": cls.company.id, "period": "month", "date_due": "2026-02-05"} | period
        cls.due = cls.env["crm.channel.due"]._guarded_create([due])
        cls.target = cls.env["crm.target"].create(
            {"name": "Target of A", "amount": 500, "date_from": "2026-01-01", "dealer_id": cls.dealer_a.id}
        )
        cls.deposit = cls.env["crm.dealer.deposit"].create(
            {"agreement_id": cls.agreement_a.id, "kind": "receipt", "amount": 10, "reason": "Deposit of A"}
        )
        cls.make_subscription_of_a()
        cls.make_vehicle_of_a()
        cls.make_shop_of_a()

    @classmethod
    def make_subscription_of_a(cls):
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("crm_industry.group_trade_telecom")
        cls.telecom_account = cls.env["crm.telecom.account"].create(
            {"partner_id": cls.dealer_a.id, "company_id": cls.company.id, "external_id": "Account of A"}
        )
        cls.subscription = cls.env["crm.telecom.subscription"].create(
            {"account_id": cls.telecom_account.id, "access_type": "internet"}
        )

    @classmethod
    def make_vehicle_of_a(cls):
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("crm_industry.group_trade_auto")
        cls.vehicle = cls.env["crm.vehicle"].create({"vin": "LSVAA49J132047371", "color": "Color of A"})
        cls.env["crm.vehicle.party"].create(
            {"vehicle_id": cls.vehicle.id, "partner_id": cls.dealer_a.id, "date_from": "2026-01-01"}
        )
        station = cls.env["crm.station"].create({"name": "Portal Station", "company_id": cls.company.id, "day_capacity": 9})
        cls.job = cls.env["crm.service.job"].create(
            {"vehicle_id": cls.vehicle.id, "station_id": station.id, "partner_id": cls.dealer_a.id, "words": "Words of A"}
        )

    @classmethod
    def make_shop_of_a(cls):
        """Both dealers as tobacco retailers; an offence of A is confirmed."""
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("crm_industry.group_trade_tobacco")
        files = cls.env["crm.tobacco.retailer"]
        cls.retailer = files.create(
            {"partner_id": cls.dealer_a.id, "company_id": cls.company.id, "operator_name": "Operator of A"}
        )
        files.create({"partner_id": cls.dealer_b.id, "company_id": cls.company.id})
        cls.licence = cls.env["crm.tobacco.licence"].create(
            {
                "retailer_id": cls.retailer.id,
                "company_id": cls.company.id,
                "number": "310101177777",
                "valid_from": cls.company._business_today(),
            }
        )
        cls.licence._transition("grant")
        cls.event = cls.env["crm.tobacco.compliance.event"].create(
            {
                "retailer_id": cls.retailer.id,
                "company_id": cls.company.id,
                "description": "Offence of A",
                "deduction_id": cls.env.ref("crm_industry.tobacco_deduction_08").id,
                "evidence": "Picture of A",
            }
        )
        cls.event.action_confirm()

    def models(self):
        """The models of the addon, abstract ones as well."""
        return sorted(name for name, model in self.registry.items() if model._original_module == "crm_industry")

    def ids(self, name):
        """Ids of a model, of whatever is there."""
        model = self.env[name]
        if model._abstract or model._transient:
            return [1]
        return model.search([], limit=20).ids or [1]

    def secrets(self):
        """Words of dealer A that dealer B must not read."""
        orders = (self.sent | self.confirmed | self.own_basket).mapped("name")
        names = [record.name for record in (self.case, self.agreement_a, self.telecom_account, self.subscription)]
        return [
            "Dealer A",
            "Depot of A",
            "Words of A",
            "Rebate of A",
            "Account of A",
            "Color of A",
            "Operator of A",
            "Offence of A",
            "Picture of A",
            self.vehicle.vin,
            self.licence.number,
            self.job.name,
            *names,
            *orders,
        ]

    def state_of_a(self):
        """What must be the same after whatever dealer B tries."""
        self.env.invalidate_all()
        orders = self.sent | self.confirmed | self.own_basket
        return (
            orders.read(["state", "amount_total", "partner_shipping_id", "client_order_ref", "channel_note", "write_date"]),
            self.report.read(["state", "note", "write_date"]),
            self.case.read(["state", "replied_on", "write_date"]),
            self.case.evidence_ids.ids,
            self.rebate.read(["state", "amount"]),
            self.agreement_a.read(["state", "write_date"]),
            self.target.read(["amount", "approval_state", "write_date"]),
            self.deposit.read(["amount"]),
            self.due.read(["state"]),
            self.dealer_a.read(["name", "write_date"]),
            self.subscription.read(["state", "write_date"]),
            self.retailer.read(["compliance_score", "write_date"]),
            self.event.read(["state", "write_date"]),
            self.env["crm.tobacco.licence"].search([]).read(["state", "valid_to", "write_date"]),
            self.env["crm.grading.appeal"].search_count([("partner_id", "=", self.dealer_a.id)]),
            self.job.read(["state", "follow_up_score", "write_date"]),
            self.env["crm.service.job"].search_count([("vehicle_id", "=", self.vehicle.id)]),
            self.env["crm.complaint"].search_count([("telecom_subscription_id", "=", self.subscription.id)]),
        )


@tagged("post_install", "-at_install")
class TestPortalWallsRpc(WallCommon, HttpCase):
    """By RPC a portal user reads and writes nothing of this addon, and no document of another dealer."""

    CALLS = {
        "search_read": [[]],
        "search": [[]],
        "search_count": [[]],
        "name_search": [],
        "read": ["ids"],
        "web_read": ["ids", {"display_name": {}}],
        "web_search_read": [[], {}],
        "formatted_read_group": [[], [], ["__count"]],
        "export_data": ["ids", ["id"]],
        "write": ["ids", {"write_date": "2020-01-01"}],
        "unlink": ["ids"],
        "create": [[{}]],
        "copy": ["ids"],
    }

    def rpc(self, model, method, args, **kwargs):
        path = f"/web/dataset/call_kw/{model}/{method}"
        with mute_logger("odoo.http"):
            return self.make_jsonrpc_request(path, {"model": model, "method": method, "args": args, "kwargs": kwargs})

    def test_every_model_of_the_addon(self):
        before = self.state_of_a()
        self.log_in(self.user_b)
        for model in self.models():
            ids = self.ids(model)
            for method, args in self.CALLS.items():
                with self.assertRaises(JsonRpcException, msg=f"{model}.{method}"):
                    self.rpc(model, method, [ids if arg == "ids" else arg for arg in args])
        self.assertEqual(self.state_of_a(), before)

    def test_every_model_by_json2(self):
        self.env["ir.config_parameter"].set_param("portal.allow_api_keys", True)
        keys = self.env["res.users.apikeys"].with_user(self.user_b)
        key = keys._generate("rpc", "Key", fields.Datetime.now() + timedelta(days=1))
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        for model in self.models():
            for method, content in (("search_read", {"domain": []}), ("read", {"ids": self.ids(model)})):
                with mute_logger("odoo.http"):
                    answer = self.url_open(f"/json/2/{model}/{method}", data=json.dumps(content), headers=headers)
                self.assertIn(answer.status_code, (403, 404), f"{model}.{method}: {answer.text[:200]}")

    def test_every_public_method(self):
        """Methods of this addon that a client can call: with the ids of dealer A, and something for each argument."""
        before = self.state_of_a()
        tried = 0
        for name in self.models():
            for method in self.public_methods(name):
                if (name, method) in OWN_ONLY or method in self.CALLS:
                    continue
                with self.subTest(f"{name}.{method}"), mute_logger("odoo.sql_db"):
                    self.assertSaysNothing(method, self.answer_of(name, method))
                tried += 1
        self.assertGreater(tried, 80)
        self.assertEqual(self.state_of_a(), before)

    def assertSaysNothing(self, method, answer):
        """What is not refused tells which fields a model has, or opens a window on what the client named itself."""
        if answer is None:
            return
        self.assertTrue(method == "fields_get" or answer.get("type") == "ir.actions.act_window", answer)
        self.assertFalse([secret for secret in self.secrets() if secret in repr(answer)])

    def answer_of(self, name, method):
        """What a method answers; None when it is refused."""
        try:
            with self.env.cr.savepoint():
                return self.call(name, method) or {}
        except UserError:
            return None

    def public_methods(self, name):
        for method, function in inspect.getmembers(self.registry[name], inspect.isfunction):
            written = [vars(part).get(method) for part in self.registry[name].mro() if part.__module__.startswith(ADDON)]
            private = method.startswith("_") or getattr(function, "_api_private", False)
            if any(written) and not private and method not in OF_ODOO:
                yield method

    def call(self, name, method):
        model = self.env[name].with_user(self.user_b).with_company(self.company)
        function = getattr(self.registry[name], method)
        needed = [
            value
            for value in list(inspect.signature(function).parameters.values())[1:]
            if value.default is value.empty and value.kind in (value.POSITIONAL_ONLY, value.POSITIONAL_OR_KEYWORD)
        ]
        args = [self.ids("res.partner")[:1] if "ids" in value.name else {} for value in needed]
        if not getattr(function, "_api_model", False):
            args = [self.ids(name)[:1], *args]
        return call_kw(model, method, args, {})

    def test_reports_are_pushed_for_the_own_dealer_only(self):
        reports = self.env["crm.channel.report"].with_user(self.user_b)
        for dealer in (self.dealer_a.id, self.dealer_a.name, self.dealer_a.ref or "A"):
            with self.assertRaises(AccessError):
                reports.push_report("B1", "2026-01-01", [{"product": "SHOP-P1", "closing": 1}], dealer=dealer)

    def test_documents_of_another_dealer(self):
        self.log_in(self.user_b)
        picking = self.picking
        for record in (self.sent, self.confirmed, self.own_basket, self.sent.order_line, self.dealer_a, self.address, picking):
            self.assertNotIn(record.ids[0], [row["id"] for row in self.rpc(record._name, "search_read", [[]], fields=["id"])])
            with self.assertRaises(JsonRpcException):
                self.rpc(record._name, "read", [record.ids, ["display_name"]])
            with self.assertRaises(JsonRpcException):
                self.rpc(record._name, "write", [record.ids, {"name": "Taken"}])
        own = self.fill(user=self.user_b)
        with self.assertRaises(JsonRpcException):
            self.rpc("sale.order", "write", [own.ids, {"client_order_ref": "By RPC"}])
        for name in ("channel_basket_of", "channel_check", "channel_exception_ids", "channel_outside"):
            with self.assertRaises(JsonRpcException):
                self.rpc("sale.order", "read", [own.ids, [name]])

    def test_nothing_is_found_out_by_searching_the_own_records(self):
        self.log_in(self.user_b)
        for path in (
            "channel_agreement_ids.dealer_id.name",
            "channel_position_ids.reason",
            "channel_region_id.name",
            "channel_type_id.code",
        ):
            with self.assertRaises(JsonRpcException, msg=path):
                self.rpc("res.partner", "search_read", [[(path, "ilike", "a")]], fields=["id"])


@tagged("post_install", "-at_install")
class TestPortalWallsPages(WallCommon, HttpCase):
    """On the pages nothing of another dealer is there, whatever a client sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.channel_portal_order = "confirm"

    def routes(self):
        """The addon's own pages of the portal: {path: methods}."""
        found = {}
        for rule in self.env["ir.http"].routing_map().iter_rules():
            function = inspect.unwrap(rule.endpoint.func if hasattr(rule.endpoint, "func") else rule.endpoint)
            if function.__module__.startswith(ADDON) and rule.rule.startswith("/my/"):
                found.setdefault(rule.rule, set()).update(rule.methods or {"GET", "POST"})
        return found

    def paths(self, rule):
        """A route with the ids of dealer A."""
        documents = [
            self.sent, self.confirmed, self.own_basket, self.case, self.report, self.complaint, self.subscription,
            self.telecom_account, self.vehicle, self.job, self.event,
        ]  # fmt: skip
        ids = [*(document.id for document in documents), 0, 2**31, 10**30]
        filled = []
        for number in ids:
            path = rule
            for part, value in (
                ("<int:order_id>", number), ("<int:case_id>", number), ("<int:page>", number), ("<string:day>", "2026-02-01"),
                ("<int:complaint_id>", number), ("<int:attachment_id>", number),
                ("<int:subscription_id>", number), ("<int:bill_id>", number), ("<int:account_id>", number),
                ("<int:vehicle_id>", self.vehicle.id if number == self.job.id else number), ("<int:job_id>", number),
                ("<int:event_id>", number),
            ):  # fmt: skip
                path = path.replace(part, str(value))
            self.assertNotIn("<", path, "A kind of route that this test has to learn")
            filled.append(path)
        return sorted(set(filled))

    def forged(self):
        line = self.own_basket.order_line[0]
        return {
            "partner_id": self.dealer_a.id,
            "dealer_id": self.dealer_a.id,
            "order": self.own_basket.id,
            "order_id": self.own_basket.id,
            "again": self.sent.id,
            "stamp": self.shop()._stamp(self.own_basket),
            "address": self.address.id,
            f"quantity_{line.id}": "99",
            "remove": line.id,
            "case_id": self.case.id,
            "text": "Forged answer",
            "reference": "Forged",
            "note": "Forged",
            "submit": "1",
        }

    def test_every_page(self):
        before, secrets, tried = self.state_of_a(), self.secrets(), 0
        self.fill(user=self.user_b)
        routes = self.routes()
        self.assertGreaterEqual(len(routes), 16)
        self.log_in(self.user_b)
        token = http.Request.csrf_token(self)
        for rule, methods in routes.items():
            for path in self.paths(rule):
                answers = []
                if "GET" in methods:
                    answers += [self.url_open(path), self.url_open(path, params=self.forged())]
                if "POST" in methods:
                    answers.append(self.url_open(path, data=self.forged() | {"csrf_token": token}))
                for answer in answers:
                    tried += 1
                    self.assertIn(answer.status_code, (200, 404), path)
                    for secret in secrets:
                        self.assertNotIn(secret, answer.text, path)
        self.assertGreater(tried, 50)
        self.assertEqual(self.state_of_a(), before)

    def test_what_is_named_and_not_own_is_not_there(self):
        line = self.own_basket.order_line[0]
        basket = self.fill(user=self.user_b)
        mine = basket.order_line
        stamp = self.shop(self.user_b)._basket_page()["stamp"]
        hidden = self.make_product("Hidden", self.phones, channel_portal_ok=False)
        for path, values in (
            ("/add", {"product_id": hidden.id, "quantity": "1"}),
            ("/add", {"product_id": 0, "quantity": "1"}),
            ("/add", {"product_id": "x", "quantity": "1"}),
            ("/add", {"product_id": 10**30, "quantity": "1"}),
            ("/add", {"product_id": "9" * 5000, "quantity": "1"}),
            ("/add", {"product_id": self.phone.id, "quantity": "1", "uom_id": "0"}),
            ("/basket", {f"quantity_{line.id}": "5"}),
            ("/basket", {"remove": line.id}),
            ("/basket", {"address": self.address.id}),
            ("/basket", {"address": self.dealer_a.id}),
            ("/submit", {"order": self.own_basket.id, "stamp": stamp}),
            ("/submit", {"order": self.sent.id, "stamp": stamp}),
            ("/submit", {"stamp": stamp}),
            ("/submit", {"order": basket.id, "stamp": stamp, "address": self.address.id}),
            (f"/order/{self.sent.id}/again", {}),
            (f"/order/{self.own_basket.id}/again", {}),
        ):
            self.assertEqual(self.answer(path, self.user_b, **values).status_code, 404, (path, values))
        for path in (f"/order/{self.sent.id}", f"/order/{self.own_basket.id}", f"/basket?again={self.sent.id}"):
            self.assertEqual(self.url_open(f"/my/shop{path}").status_code, 404, path)
        self.env.invalidate_all()
        self.assertEqual((basket.state, basket.order_line, mine.product_uom_qty), ("draft", mine, 1))
        self.assertEqual(basket.partner_shipping_id.commercial_partner_id, self.dealer_b)

    def test_what_is_own_is_there(self):
        """The same pages, as dealer A: what the other tests do not find can be found."""
        for path, word in (
            ("/my/shop/basket", "Depot of A"),
            (f"/my/shop/order/{self.sent.id}", self.sent.name),
            (f"/my/diversion/{self.case.id}", self.case.name),
            ("/my/channel/rebates", "Rebate of A"),
            ("/my/telecom", self.telecom_account.name),
            (f"/my/telecom/account/{self.telecom_account.id}", self.telecom_account.name),
            (f"/my/telecom/subscription/{self.subscription.id}", self.subscription.name),
            ("/my/retail/file", "Operator of A"),
            ("/my/retail/licence", self.licence.number),
            (f"/my/retail/compliance/{self.event.id}", "Offence of A"),
            ("/my/vehicles", self.vehicle.vin),
            (f"/my/vehicles/{self.vehicle.id}", "Color of A"),
            (f"/my/vehicles/{self.vehicle.id}/book", "Please choose"),
        ):
            self.log_in(self.user_a)
            self.assertIn(word, self.url_open(path).text, path)
