from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .telecom_common import NOON, TelecomCommon


class TelecomPortalCommon(TelecomCommon):
    """Two customers with a portal user each; ``payer`` pays for an account of the subscriber."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        cls.mine, cls.theirs = (cls.make_portal_user(partner) for partner in (cls.subscriber, cls.payer))
        cls.paid = cls.make_account(payer_id=cls.payer.id)
        cls.active = cls.subscribe("active")
        cls.other = cls.subscribe("active", "fixed", account_id=cls.paid.id)
        cls.bill = cls.make_bill(
            lines=[
                {"line": "1", "amount": 100, "tax": 6, "kind": "recurring", "subscription": cls.active.name},
                {"line": "2", "amount": 20, "tax": 0, "kind": "usage", "description": "Calls abroad"},
            ],
            state="sent",
        )
        cls.paid_bill = cls.make_bill(cls.paid, amount=55, name="B-2", state="sent")
        cls.category = cls.env.ref("crm_industry.complaint_category_telecom_plan")

    @classmethod
    def make_portal_user(cls, partner):
        user = new_test_user(cls.env, f"portal_{partner.id}", "base.group_portal", company_id=cls.company.id)
        user.partner_id.write({"parent_id": partner.id, "name": f"Buyer of {partner.name}"})
        user.lang = "en_US"
        return user

    @classmethod
    def portal(cls, user):
        return cls.env["crm.telecom.portal"].with_user(user)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomPortal(TelecomPortalCommon):
    """What customers read and ask for on the portal."""

    def test_own_accounts_and_subscriptions(self):
        page = self.portal(self.mine)._home_page()
        self.assertEqual({row["name"] for row in page["accounts"]}, {self.account.name, self.paid.name})
        [opened] = [row["open"] for row in page["accounts"] if row["id"] == self.account.id]
        self.assertEqual(opened, 126)
        [payer] = [row["payer"] for row in page["accounts"] if row["id"] == self.paid.id]
        self.assertEqual(payer, "Paying Parent Ltd")
        rows = {row["id"]: row for row in page["subscriptions"]}
        self.assertEqual(rows.keys(), {self.active.id, self.other.id})
        row = rows[self.active.id]
        self.assertEqual((row["number"], row["state_label"], row["fee"]), (self.active.number_id.e164, "Active", 100))

    def test_pages_show_the_living_first_and_each_once(self):
        ended = [self.subscribe("cancelled").id for _number in range(15)]
        living = [self.subscribe().id for _number in range(10)]
        living += [self.other.id, self.active.id]
        portal = self.portal(self.mine)
        first, second = (portal._home_page(page) for page in (1, 2))
        shown = [row["id"] for page in (first, second) for row in page["subscriptions"]]
        self.assertEqual((first["total"], len(first["subscriptions"])), (27, 20))
        self.assertEqual(set(shown[:12]), set(living))
        self.assertEqual(sorted(shown), sorted(ended + living))

    def queries(self, call):
        """The number of queries that a page takes from scratch."""
        call()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        return self.env.cr.sql_log_count - before

    def test_many_rows_take_no_more_queries_than_few(self):
        portal = self.portal(self.mine)
        pages = (portal._home_page, portal._bills_page)
        few = [self.queries(page) for page in pages]
        for number in range(15):
            self.subscribe()
            self.make_bill(name=f"MORE-{number}", state="sent")
        for page, number in zip(pages, few, strict=True):
            self.assertLessEqual(self.queries(page), number)

    def test_whoever_pays_reads_the_bills_alone(self):
        portal = self.portal(self.theirs)
        page = portal._home_page()
        self.assertFalse(page["accounts"])
        self.assertFalse(page["subscriptions"])
        [row] = portal._bills_page()["bills"]
        self.assertEqual((row["id"], row["customer"], row["open"]), (self.paid_bill.id, "Subscriber Ltd", 55))
        self.assertEqual(portal._bill_page(self.paid_bill.id)["total"], 55)
        for refused in (
            lambda: portal._bill_page(self.bill.id),
            lambda: portal._subscription_page(self.other.id),
            lambda: portal._request(self.other.id, {"category": str(self.category.id), "text": "Mine"}),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_bills_with_their_lines(self):
        portal = self.portal(self.mine)
        self.assertEqual({row["id"] for row in portal._bills_page()["bills"]}, {self.bill.id, self.paid_bill.id})
        bill = portal._bill_page(self.bill.id)
        self.assertEqual((bill["untaxed"], bill["tax"], bill["total"], bill["open"]), (120, 6, 126, 126))
        fee, calls = bill["lines"]
        self.assertEqual((fee["subscription"], fee["amount"], fee["tax"]), (self.active.number_id.e164, 100, 6))
        self.assertEqual((calls["description"], calls["subscription"]), ("Calls abroad", False))
        self.assertEqual(bill["state_label"], "To be paid")

    def test_bills_that_are_being_made_are_not_shown(self):
        raw = self.make_bill(name="B-3")
        self.assertEqual(raw.state, "new")
        portal = self.portal(self.mine)
        self.assertNotIn(raw.id, [row["id"] for row in portal._bills_page()["bills"]])
        with self.assertRaises(AccessError):
            portal._bill_page(raw.id)

    def test_usage_by_month_and_kind(self):
        self.make_usage(
            self.active,
            {"start": "2026-02-28T23:30:00+08:00", "minutes": 3},
            {"start": "2026-03-01T00:30:00+08:00", "minutes": 5},
            {"start": "2026-03-02T12:00:00+08:00", "minutes": 7, "amount": 1.5},
            {"start": "2026-03-02T12:00:00+08:00", "kind": "data", "minutes": 0, "megabytes": 250},
            {"start": "2026-03-02T12:00:00+08:00", "minutes": 9, "state": "rejected"},
            {"start": "2024-03-02T12:00:00+08:00", "minutes": 11},
        )
        self.company.business_tz = "Asia/Shanghai"
        usage = self.portal(self.mine)._subscription_page(self.active.id)["usage"]
        found = {(str(row["month"]), row["kind"]): row for row in usage}
        self.assertEqual(found.keys(), {("2026-03-01", "Voice"), ("2026-03-01", "Data"), ("2026-02-01", "Voice")})
        self.assertEqual(found["2026-03-01", "Voice"]["minutes"], 12)
        self.assertEqual(found["2026-03-01", "Voice"]["amount"], 1.5)
        self.assertEqual(found["2026-03-01", "Data"]["megabytes"], 250)
        self.assertEqual(found["2026-02-01", "Voice"]["minutes"], 3)

    def test_a_new_owner_does_not_read_what_the_former_one_used(self):
        self.make_usage(self.active, {"start": "2026-03-02T12:00:00+08:00"}, {"start": "2026-03-16T11:00:00+08:00", "minutes": 2})
        case = self.portal(self.mine)._request(self.active.id, {"category": str(self.category.id), "text": "Before"})
        self.identify(self.payer)
        account = self.make_account(partner_id=self.payer.id)
        terms = {"kind": "ownership", "partner_id": self.payer.id, "account_id": account.id, "date": "2026-03-16"}
        move = self.env["crm.telecom.move"].create({"subscription_id": self.active.id} | terms)
        move.action_plan()
        self.assertEqual((move.state, self.active.partner_id), ("done", self.payer), move.refusal)
        page = self.portal(self.theirs)._subscription_page(self.active.id)
        self.assertEqual([row["minutes"] for row in page["usage"]], [2])
        self.assertFalse(page["cases"])
        with self.assertRaises(AccessError):
            self.portal(self.mine)._subscription_page(self.active.id)
        self.assertEqual(self.env["crm.complaint.portal"].with_user(self.mine)._page(case.id)["id"], case.id)

    def test_a_request_is_a_case_of_the_service(self):
        portal = self.portal(self.mine)
        case = portal._request(self.active.id, {"category": str(self.category.id), "text": "A <b>larger</b> plan"})
        self.assertEqual(case.type_id.code, "request")
        self.assertEqual((case.partner_id, case.contact_id), (self.subscriber, self.mine.partner_id))
        self.assertEqual((case.telecom_subscription_id, case.category_id), (self.active, self.category))
        self.assertEqual((case.company_id, case.channel, case.state), (self.company, "portal", "new"))
        self.assertIn(self.active.number_id.e164, case.subject)
        self.assertNotIn("<b>", case.description)
        self.assertEqual([row["id"] for row in portal._subscription_page(self.active.id)["cases"]], case.ids)
        self.assertEqual(self.active.case_count, 1)

    def test_requests_that_are_refused(self):
        portal, complete = self.portal(self.mine), {"category": str(self.category.id), "text": "Please"}
        goods = self.env.ref("crm_industry.complaint_category_goods")
        over = self.subscribe("cancelled")
        for subscription, values in (
            (self.active, complete | {"text": "  "}),
            (self.active, complete | {"category": ""}),
            (self.active, complete | {"category": str(goods.id)}),
            (self.active, complete | {"text": "x" * 100_001}),
            (over, complete),
        ):
            with self.assertRaises(UserError):
                portal._request(subscription.id, values)
        self.assertFalse(self.env["crm.complaint"].search([("partner_id", "=", self.subscriber.id)]))

    def test_a_day_has_an_end(self):
        portal = self.portal(self.mine)
        for _number in range(20):
            portal._request(self.active.id, {"category": str(self.category.id), "text": "Again"})
        with self.assertRaisesRegex(UserError, "today"):
            portal._request(self.active.id, {"category": str(self.category.id), "text": "Again"})

    def test_only_customers_and_only_with_the_trade(self):
        for user in (self.telecom_agent, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.portal(user)._home_page()
        self.assertTrue(self.portal(self.mine)._counts())
        self.env.ref("base.group_user").implied_ids -= self.env.ref("crm_industry.group_trade_telecom")
        self.assertFalse(self.portal(self.mine)._counts())
        with self.assertRaises(AccessError):
            self.portal(self.mine)._subscription_page(self.active.id)

    def test_a_case_is_about_a_subscription_of_its_customer(self):
        values = {"subject": "Noise", "company_id": self.company.id, "telecom_subscription_id": self.other.id}
        self.env["crm.complaint"].create(values | {"partner_id": self.payer.id})
        stranger = self.make_customer("Stranger Ltd")
        with self.assertRaisesRegex(UserError, "does not belong to Stranger Ltd"):
            self.env["crm.complaint"].create(values | {"partner_id": stranger.id})

    def test_the_button_of_a_subscription(self):
        action = self.active.with_user(self.salesperson).action_new_case()
        cases = self.env["crm.complaint"].with_user(self.salesperson).with_context(**action["context"])
        case = cases.create({"subject": "Plan"})
        self.assertEqual((case.telecom_subscription_id, case.type_id.code), (self.active, "request"))
        self.assertEqual(case.telecom_subscription_name, f"{self.active.name} · {self.active.number_id.e164}")
        found = self.env["crm.complaint"].search(self.active.action_open_cases()["domain"])
        self.assertEqual(found, case)
        plain = new_test_user(self.env, "telecom_plain", "base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.active.with_user(plain).action_new_case()
