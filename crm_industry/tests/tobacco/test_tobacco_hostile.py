from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .supply_common import MONDAY, SupplyCommon
from .tobacco_common import NOON


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoHostile(SupplyCommon):
    """What people of the trade try by RPC, import and copy, beside the screens that are made for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.strong[0]
        cls.shop.user_id = cls.salesperson
        cls.shop_licence = cls.shop.licence_ids
        cls.plan = cls.publish_plan(cls.make_plan())
        cls.penalty = cls.make_event(cls.shop)
        cls.penalty.action_confirm()
        cls.stranger = cls.make_user("stranger", "sales_team.group_sale_salesman")

    @classmethod
    def make_event(cls, retailer, user=None, **values):
        defaults = {"retailer_id": retailer.id, "description": "Seen", "evidence": "Picture"}
        if (user or cls.inspector) == cls.inspector:
            defaults["deduction_id"] = cls.env.ref("crm_industry.tobacco_deduction_08").id
        return cls.env["crm.tobacco.compliance.event"].with_user(user or cls.inspector).create(defaults | values)

    def assertRefused(self, *attempts):
        """Assert that each attempt is refused with words, not with a failure, and leaves nothing behind."""
        for attempt in attempts:
            with self.subTest(line=attempt.__code__.co_firstlineno), mute_logger("odoo.sql_db"):
                self.assertTrue(self.is_refused(attempt))

    def is_refused(self, attempt):
        try:
            with self.cr.savepoint():
                attempt()
                self.env.flush_all()
        except (UserError, IntegrityError):
            return True
        finally:
            self.env.invalidate_all()
        return False

    def test_files_keep_their_customer_and_company(self):
        """With the file go licence, points and band: it can't be handed to somebody else."""
        other = self.make_customer("Without a Licence")
        for user in (self.salesperson, self.tobacco_manager):
            shop = self.shop.with_user(user)
            self.assertRefused(
                lambda shop=shop: shop.write({"partner_id": other.id}),
                lambda shop=shop: shop.write({"company_id": self.other_company.id}),
            )
        fresh = self.env["crm.tobacco.retailer"].with_user(self.salesperson).create({"partner_id": other.id})
        fresh.partner_id = self.make_customer("Corrected")

    def test_what_follows_is_nobodys_to_write(self):
        shop, portal = self.shop.with_user(self.tobacco_manager), self.make_user("p", "base.group_portal")
        for values in (
            {"compliance_score": 100},
            {"compliance_penalties": 0},
            {"compliance_class_id": self.env.ref("crm_industry.compliance_class_a").id},
            {"licence_state": "valid"},
            {"licence_id": self.shop_licence.id},
            {"licence_valid_to": "2050-01-01"},
            {"code": "CZ1"},
            {"order_day": "1"},
            {"user_id": portal.id},
            {"floor_area": -1},
            {"staff_count": -1},
            {"floor_area": float("inf")},
            {"staff_count": 10**12},
        ):
            with self.subTest(values=values):
                self.assertRefused(lambda values=values: shop.write(values))
        partner = self.shop.partner_id.with_user(self.salesperson)
        for values in ({"tobacco_market": "rural"}, {"tobacco_format_id": False}):
            self.assertRefused(lambda values=values: partner.write(values))
        partners = partner.with_context(default_tobacco_market="rural")
        self.assertRefused(lambda: partners.create({"name": "New Shop", "tobacco_market": "town"}))
        self.assertFalse(partners.create({"name": "New Shop"}).tobacco_market)

    def test_another_salespersons_retailers(self):
        shop = self.shop.with_user(self.stranger)
        self.assertRefused(
            lambda: shop.write({"scale": "1"}),
            lambda: shop.read(["scale"]),
            lambda: self.shop_licence.with_user(self.stranger).action_renew(),
            lambda: self.penalty.with_user(self.stranger).action_appeal("For a friend"),
            lambda: self.make_event(self.shop, self.stranger),
            lambda: (
                self.env["crm.tobacco.licence"]
                .with_user(self.stranger)
                .create({"retailer_id": self.shop.id, "valid_from": "2029-01-01"})
            ),
        )

    def test_licences(self):
        licence = self.shop_licence
        for user in (self.salesperson, self.tobacco_manager, self.inspector):
            mine = licence.with_user(user)
            self.assertRefused(
                lambda mine=mine: mine.write({"state": "valid"}),
                lambda mine=mine: mine.write({"valid_to": "2060-01-01"}),
                lambda mine=mine: mine.write({"applied_on": "2020-01-01"}),
                lambda mine=mine: mine.write({"late": False}),
                lambda mine=mine: mine.write({"retailer_id": self.weak[0].id}),
                lambda mine=mine: mine.write({"event_ids": [(5,)]}),
                lambda mine=mine: mine.copy(),
                lambda mine=mine: mine.unlink(),
            )
        licences = self.env["crm.tobacco.licence"].with_user(self.inspector)
        base = {"retailer_id": self.shop.id, "valid_from": "2030-01-01", "number": "310101100001"}
        for values in (
            {"state": "valid"},
            {"renewal_of_id": licence.id},
            {"valid_to": "2029-01-01"},
            {"valid_to": "2035-01-01"},
            {"number": "1" * 13},
            {"number": "-31010110000"},
            {"valid_from": "9999-01-01", "valid_to": False},
            {"company_id": self.other_company.id},
        ):
            self.assertRefused(lambda values=values: licences.create(base | values))
        loaded = licences.load(
            ["retailer_id/.id", "valid_from", "number", "state"], [[self.shop.id, "2030-01-01", "310101100002", "Valid"]]
        )
        self.assertFalse(loaded["ids"])
        self.assertRefused(lambda: licences.with_context(default_state="valid").create(base).action_resume())
        self.assertEqual(licences.with_context(default_state="valid").create(base).state, "applied")

    def test_penalties(self):
        event = self.penalty
        for user in (self.salesperson, self.tobacco_manager, self.inspector):
            mine = event.with_user(user)
            for values in (
                {"state": "revoked"},
                {"points": 0},
                {"description": "Nothing"},
                {"retailer_id": self.weak[0].id},
                {"confirmed_by_id": False},
                {"appeal_until": "2050-01-01"},
                {"state_since": "2020-01-01"},
                {"step_ids": [(5,)]},
            ):
                self.assertRefused(lambda mine=mine, values=values: mine.write(values))
            self.assertRefused(lambda mine=mine: mine.unlink(), lambda mine=mine: mine.step_ids.unlink())
        for values in ({"points": -1}, {"points": 101}, {"state": "confirmed"}, {"date": "0001-01-01"}):
            self.assertRefused(lambda values=values: self.make_event(self.shop, **values))
        self.assertEqual(event.with_user(self.inspector).copy().state, "reported")
        self.assertEqual(self.shop.compliance_score, 95)

    def test_nobody_decides_on_an_appeal_that_the_same_person_has_taken_down(self):
        self.penalty.with_user(self.second_inspector).action_appeal("The shop called")
        self.assertRefused(lambda: self.penalty.with_user(self.second_inspector).action_revoke("Right"))
        self.penalty.with_user(self.tobacco_manager).action_revoke("Right")
        self.assertEqual(self.penalty.state, "revoked")

    def test_plans_quotas_and_bands(self):
        cell = self.plan.quota_ids[0]
        band = self.env["crm.supply.band"].search([("retailer_id", "=", self.shop.id)], limit=1)
        for user in (self.salesperson, self.tobacco_manager, self.second_manager, self.inspector):
            plan = self.plan.with_user(user)
            for values in (
                {"state": "draft"},
                {"approval_state": "draft"},
                {"published_on": False},
                {"closed_on": NOON},
                {"total": 10**6},
                {"week": MONDAY + timedelta(days=7)},
                {"product_id": self.cheap_cigarette.id},
                {"quota_ids": [(5,)]},
                {"quota_ids": [(1, cell.id, {"quantity": 999})]},
                {"quota_ids": [(0, 0, {"band": 1, "quantity": 999})]},
            ):
                self.assertRefused(lambda plan=plan, values=values: plan.write(values))
            self.assertRefused(
                lambda plan=plan: plan.unlink(),
                lambda plan=plan: plan.action_generate(),
                lambda user=user: cell.with_user(user).write({"quantity": 999}),
                lambda user=user: cell.with_user(user).write({"retailers": 0}),
                lambda user=user: cell.with_user(user).unlink(),
                lambda user=user: band.with_user(user).write({"band": 30}),
                lambda user=user: band.with_user(user).unlink(),
                lambda user=user: band.with_user(user).create({"retailer_id": self.shop.id, "band": 30, "week": MONDAY}),
            )
        for total in (0, -5, 10**12, 2.5e18):
            self.assertRefused(lambda total=total: self.make_plan(total, week=MONDAY + timedelta(days=14)))
        self.assertRefused(lambda: self.make_plan(week=MONDAY + timedelta(days=15)))

    def test_the_file_of_another_company(self):
        inspector = self.other_inspector
        for record in (self.shop, self.shop_licence, self.penalty):
            self.assertRefused(lambda record=record: record.with_user(inspector).read(["display_name"]))
        self.assertRefused(
            lambda: self.penalty.with_user(inspector).action_appeal("x"),
            lambda: self.shop_licence.with_user(inspector).action_suspend("x"),
            lambda: self.make_event(self.shop, inspector),
        )

    def test_the_tables_of_the_trade(self):
        penalty_free = self.env.ref("crm_industry.tobacco_deduction_08")
        best = self.env.ref("crm_industry.compliance_class_a")
        for user in (self.salesperson, self.inspector):
            self.assertRefused(
                lambda user=user: penalty_free.with_user(user).write({"points": 0}),
                lambda user=user: best.with_user(user).write({"min_score": 0}),
                lambda user=user: best.with_user(user).copy(),
                lambda user=user: self.route.with_user(user).write({"cutoff": 24}),
                lambda user=user: self.grocery.with_user(user).write({"active": False}),
            )
        manager = self.tobacco_manager
        self.assertRefused(
            lambda: penalty_free.with_user(manager).write({"points": -5}),
            lambda: best.with_user(manager).write({"min_score": 101}),
            lambda: best.with_user(manager).write({"min_score": float("nan")}),
            lambda: self.route.with_user(manager).write({"cutoff": 25}),
            lambda: self.route.with_user(manager).write({"cutoff": float("nan")}),
            lambda: self.route.with_user(manager).write({"order_weekday": "7"}),
            lambda: self.shop.with_user(self.salesperson).write({"order_weekday": "soon"}),
            lambda: self.company.write({"tobacco_report_weekday": "9"}),
            lambda: self.company.write({"tobacco_appeal_days": 0}),
            lambda: self.make_plan(method="price_band", product_id=False, tobacco_class="9", week=MONDAY + timedelta(days=14)),
            lambda: self.route.with_user(manager).write({"user_id": self.other_inspector.id}),
        )

    def test_absurd_arguments(self):
        licence, event = self.shop_licence.with_user(self.inspector), self.penalty.with_user(self.second_inspector)
        self.assertRefused(
            lambda: licence.action_suspend({"reason": 1}, "2026-04-01"),
            lambda: licence.action_suspend("Why", "tomorrow"),
            lambda: licence.action_suspend("Why", 7),
            lambda: licence.browse(["x"]).action_grant(),
            lambda: (licence | self.weak[0].licence_ids).action_renew(),
            lambda: licence.browse(2**31 - 1).action_revoke("Why"),
            lambda: event.action_appeal(5),
            lambda: event.browse(["x"]).action_confirm(),
            lambda: self.plan.browse(["x"]).action_publish(),
        )

    def test_orders(self):
        order = self.make_order(quantity=36, retailer=self.shop)
        seller = order.with_user(self.salesperson)
        seller.action_confirm()
        self.assertEqual((order.state, order.tobacco_check), ("draft", "blocked"))
        self.assertRefused(
            lambda: seller.write({"tobacco_check": "clear"}),
            lambda: seller.write({"supply_week": MONDAY}),
            lambda: seller.write({"state": "sale"}),
        )
        # What is taken back on another line doesn't make room.
        seller.order_line = [(0, 0, {"product_id": self.cigarette.id, "product_uom_qty": -36})]
        seller.action_confirm()
        self.assertEqual(order.state, "draft")
