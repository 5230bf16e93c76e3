from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .supply_common import MONDAY, SupplyCommon
from .tobacco_common import NOON


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestSupplyPlan(SupplyCommon):
    """Plans of a week: their cells, what stands against them, and their publication."""

    def cell(self, plan, band):
        return plan.quota_ids.filtered(lambda cell: cell.band == band)

    def test_shared_out_by_the_number_of_the_band(self):
        plan = self.make_plan()
        self.assertEqual(self.quantities(plan), {30: (2, 35), 20: (3, 23), 10: (5, 12)})
        self.assertEqual((plan.retailer_count, plan.allotted), (10, 2 * 35 + 3 * 23 + 5 * 12))
        self.assertEqual(len(plan.quota_ids), 30)
        # Bands without retailers have what the next weaker one has.
        self.assertEqual([self.cell(plan, band).quantity for band in (29, 21, 19, 11, 9, 1)], [23, 23, 12, 12, 0, 0])
        self.assertFalse(plan.problem)
        self.assertEqual((plan.week_name, plan.state), ("2026-W12", "draft"))

    def test_the_same_for_all(self):
        plan = self.make_plan(shape="even", total=105)
        self.assertEqual(self.quantities(plan), {30: (2, 11), 20: (3, 11), 10: (5, 10)})

    def test_by_market(self):
        self.weak[:2].market = "rural"
        plan = self.make_plan(method="band_market")
        counts = {(cell.market, cell.band): cell.retailers for cell in plan.quota_ids if cell.retailers}
        self.assertEqual(counts, {("town", 30): 2, ("town", 20): 3, ("town", 10): 3, ("rural", 10): 2})
        self.assertEqual(len(plan.quota_ids), 60)
        self.assertLessEqual(plan.allotted, 200)

    def test_by_area_and_by_format(self):
        new_town = self.env["crm.region"].create({"name": "New Town"})
        self.strong.partner_id.channel_region_id = new_town
        plan = self.make_plan(method="band_region")
        counts = {(cell.region_id.name, cell.band): cell.retailers for cell in plan.quota_ids if cell.retailers}
        self.assertEqual(counts, {("New Town", 30): 2, ("Old Town", 20): 3, ("Old Town", 10): 5})
        plan.method = "band_format"
        self.assertFalse(plan.quota_ids)
        plan.action_generate()
        self.assertEqual(plan.quota_ids.store_format_id, self.grocery)

    def test_of_a_price_class(self):
        plan = self.make_plan(method="price_band", product_id=False, tobacco_class="1")
        self.assertEqual(self.quantities(plan), {30: (2, 35), 20: (3, 23), 10: (5, 12)})
        self.assertEqual(plan.uom_name, "Cartons")

    def test_a_weaker_band_with_more_is_named(self):
        plan = self.make_plan()
        self.cell(plan, 10).quantity = 13
        self.assertIn("Band 10: 13 a retailer is more than 12 of Band 11.", plan.problem)
        with self.assertRaisesRegex(UserError, "Band 10: 13 a retailer is more than 12 of Band 11"):
            plan.action_submit()

    def test_more_than_the_plan_is_named(self):
        plan = self.make_plan()
        self.cell(plan, 30).quantity = 36
        # 72 + 69 + 60 = 201
        with self.assertRaisesRegex(UserError, "Band 10: with its 5 retailers of 12 each, the plan of 200 .* exceeded by 1 "):
            plan.action_submit()
        self.cell(plan, 30).quantity = 35
        plan.action_submit()
        self.assertEqual(plan.state, "submitted")

    def test_submitted_it_stays_as_it_is(self):
        plan = self.make_plan()
        plan.action_submit()
        for change in (
            lambda: self.cell(plan, 30).write({"quantity": 34}),
            lambda: plan.write({"total": 300}),
            plan.action_generate,
        ):
            with self.assertRaises(UserError):
                change()

    def test_somebody_else_approves_and_nothing_is_skipped(self):
        plan = self.make_plan()
        with self.assertRaises(UserError):
            plan.action_publish()
        plan.action_submit()
        with self.assertRaises(AccessError):
            plan.action_approve()
        for forged in ({"published_on": "2026-03-18"}, {"approval_state": "approved"}, {"state": "published"}):
            with self.assertRaises(AccessError):
                plan.write(forged)
        plan.with_user(self.second_manager).action_approve()
        plan.action_publish()
        self.assertEqual(plan.state, "published")
        with self.assertRaises(UserError):
            plan.action_publish()
        with self.assertRaisesRegex(UserError, "published and stays"), self.cr.savepoint():
            plan.action_cancel_request()

    def test_cells_are_the_plans_alone(self):
        plan = self.make_plan()
        cells = plan.quota_ids
        with self.assertRaises(AccessError):
            cells[0].write({"retailers": 0})
        with self.assertRaises(AccessError):
            cells[0].unlink()
        with self.assertRaises(AccessError):
            cells.create({"plan_id": plan.id, "band": 30, "quantity": 1})

    def test_bands_are_frozen_with_the_publication(self):
        plan = self.publish_plan(self.make_plan())
        bands = self.env["crm.supply.band"].search([("company_id", "=", self.company.id), ("week", "=", MONDAY)])
        self.assertEqual(sorted(bands.mapped("band")), [10] * 5 + [20] * 3 + [30] * 2)
        shop = self.weak[0]
        self.set_band(shop, 30)
        quotas = plan.sudo()._quotas(shop.partner_id | self.strong[0].partner_id | self.customer)
        self.assertEqual(quotas, {(plan.id, shop.partner_id.id): 12, (plan.id, self.strong[0].partner_id.id): 35})
        # Another plan of the week counts the same bands.
        other = self.make_plan(product_id=self.cheap_cigarette.id)
        self.assertEqual(self.quantities(other), {30: (2, 35), 20: (3, 23), 10: (5, 12)})
        # The next week counts the new ones.
        later = self.make_plan(week=date(2026, 3, 23))
        self.assertEqual({band: count for band, (count, _each) in self.quantities(later).items()}, {30: 3, 20: 3, 10: 4})

    def test_bands_that_changed_before_the_publication(self):
        plan = self.make_plan()
        plan.action_submit()
        plan.with_user(self.second_manager).action_approve()
        for shop in self.weak:
            self.set_band(shop, 30)
        with self.assertRaisesRegex(UserError, "Band 30: with its 7 retailers of 35 each"), self.cr.savepoint():
            plan.action_publish()
        self.assertEqual(plan.state, "approved")

    def test_an_area_that_came_later(self):
        plan = self.make_plan(method="band_region")
        plan.action_submit()
        plan.with_user(self.second_manager).action_approve()
        self.strong[0].partner_id.channel_region_id = self.env["crm.region"].create({"name": "New Town"})
        with self.assertRaisesRegex(UserError, "the 1 retailers of band 30 have no cell"), self.cr.savepoint():
            plan.action_publish()

    def test_weeks(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.make_plan(week=date(2026, 3, 17))
        plan = self.make_plan(week=date(2026, 3, 9))
        plan.action_submit()
        plan.with_user(self.second_manager).action_approve()
        with self.assertRaisesRegex(UserError, "its week is over"):
            plan.action_publish()

    def test_closed_after_its_week(self):
        plan = self.publish_plan(self.make_plan())
        with self.assertRaisesRegex(UserError, "not over yet"):
            plan.action_close()
        with freeze_time("2026-03-23 04:00:00"):
            plan.action_close()
        self.assertEqual(plan.state, "closed")

    def test_closed_by_the_daily_job(self):
        plan, next_one = self.publish_plan(self.make_plan()), self.publish_plan(self.make_plan(week="2026-03-23"))
        draft = self.make_plan(product_id=self.cheap_cigarette.id)
        cron = self.env.ref("crm_industry.ir_cron_supply_plans")
        # In Shanghai the week is over at 16:00 UTC.
        for moment, state in (("2026-03-22 15:59:00", "published"), ("2026-03-22 16:01:00", "closed")):
            with freeze_time(moment), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertEqual(plan.state, state)
        self.assertEqual((next_one.state, draft.state), ("published", "draft"))

    def test_what_is_shared_out(self):
        with self.assertRaisesRegex(ValidationError, "no tobacco"):
            self.make_plan(product_id=self.lighter.id)
        self.make_plan()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.make_plan()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.make_plan(product_id=self.cheap_cigarette.id, total=0)

    def test_without_bands(self):
        self.env["crm.grading.standing"].search([("scheme_id", "=", self.band_scheme.id)]).unlink()
        with self.assertRaisesRegex(UserError, "No retailer of .* has a supply band"):
            self.make_plan()

    def test_who_sees_and_changes_plans(self):
        plan = self.make_plan()
        salesperson = plan.with_user(self.salesperson)
        self.assertFalse(salesperson.search([("id", "=", plan.id)]))
        with self.assertRaises(AccessError):
            salesperson.create({"week": MONDAY, "product_id": self.cheap_cigarette.id, "total": 5})
        self.publish_plan(plan)
        self.assertEqual(salesperson.search([("id", "=", plan.id)]), plan)
        for change in (salesperson.action_generate, salesperson.action_publish, salesperson.action_close):
            with self.assertRaises(AccessError):
                change()
        stranger = self.make_user("other_tobacco_manager", "crm_industry.group_tobacco_manager", self.other_company)
        self.assertFalse(plan.with_user(stranger).search([("id", "=", plan.id)]))
        self.assertFalse(plan.quota_ids.with_user(stranger).search([("plan_id", "=", plan.id)]))
        self.assertFalse(self.env["crm.supply.band"].with_user(stranger).search([("week", "=", MONDAY)]))
        with self.assertRaises(AccessError):
            plan.with_user(stranger).action_publish()
