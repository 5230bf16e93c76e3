import random

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestTargetTree(TargetCommon):
    def test_year_quarters_and_months_make_up_the_year(self):
        year = self.make_target(1000.01)
        quarters = self.split(year, "quarter")
        months = self.split(quarters, "month")
        self.assertEqual(quarters.mapped("amount"), [250.01, 250.0, 250.0, 250.0])
        self.assertEqual(len(quarters.child_ids), 12)
        self.assertEqual(months[0].date_from.isoformat(), "2026-01-01")
        self.assertEqual(quarters[3].child_ids[-1].date_to.isoformat(), "2026-12-31")
        self.assert_sums(year)

    def test_random_trees_make_up_their_wholes_in_the_database(self):
        dice = random.Random(3)
        for number in range(5):
            year = self.make_target(round(dice.random() * 10 ** dice.randint(2, 8), 2), name=f"Tree {number}")
            quarters = self.split(year, "quarter", "history")
            self.split(quarters[dice.randint(0, 3)], "month")
            dealers = [(6, 0, (self.dealer_a | self.dealer_b | self.sub_dealer).ids)]
            self.split(quarters[0].child_ids or quarters[1], "dealer", dealer_ids=dealers, reserve_share=dice.random() * 50)
            year.amount = round(year.amount * dice.random() * 2, 2)
            quarters[2].amount = round(year.amount * dice.random(), 2)
            self.assert_sums(year)

    def test_change_of_a_part_is_taken_from_the_free_siblings(self):
        year = self.make_target(1200)
        quarters = self.split(year, "quarter")
        self.split(quarters[1], "month")
        quarters[3].pinned = True
        quarters[0].amount = 500
        self.assertEqual(quarters.mapped("amount"), [500, 200, 200, 300])
        self.assertEqual(quarters[1].child_ids.mapped("amount"), [66.67, 66.67, 66.66])
        self.assertEqual(year.amount, 1200)

    def test_change_of_a_part_is_refused_when_no_sibling_is_free(self):
        year = self.make_target(1200)
        quarters = self.split(year, "quarter")
        quarters.pinned = True
        with self.assertRaisesRegex(UserError, "fixed parts"):
            quarters[0].amount = 500
        quarters[1].pinned = False
        with self.assertRaisesRegex(UserError, "fixed parts"):
            quarters[0].amount = 700

    def test_several_parts_changed_in_one_form_stay_as_given(self):
        year = self.make_target(1200)
        quarters = self.split(year, "quarter")
        commands = [(1, quarters[0].id, {"amount": 500}), (1, quarters[1].id, {"amount": 100, "pinned": True})]
        year.write({"child_ids": commands})
        self.assertEqual(quarters.mapped("amount"), [500, 100, 300, 300])
        self.assertTrue(quarters[1].pinned)

    def test_new_amount_of_the_whole_goes_down_in_proportion(self):
        year = self.make_target(1000)
        dealers = [(6, 0, (self.dealer_a | self.dealer_b).ids)]
        parts = self.split(year, "dealer", dealer_ids=dealers)
        parts[0].amount = 750
        self.split(parts, "half")
        year.amount = 333.33
        self.assertEqual(parts.mapped("amount"), [250, 83.33])
        self.assertEqual(parts[1].child_ids.mapped("amount"), [41.67, 41.66])

    def test_quantities_are_split_to_the_smallest_quantity(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        year = self.make_target(100.004, measure="quantity", uom_id=dozen.id)
        self.assertEqual(year.amount, 100)
        self.assertEqual(self.split(year, "month")[0].amount, 8.34)
        self.assert_sums(year)
        self.assertFalse(year.currency_id)

    def test_business_year_may_begin_in_any_month(self):
        year = self.make_target(400, date_from="2025-07-01")
        self.assertEqual(year.date_to.isoformat(), "2026-06-30")
        quarters = self.split(year, "quarter")
        begins = [part.date_from.isoformat() for part in quarters]
        self.assertEqual(begins, ["2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01"])

    def test_periods_begin_on_the_first_day_of_a_month(self):
        for period, day in (("month", "2026-01-31"), ("quarter", "2026-11-30"), ("year", "2028-02-29")):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.make_target(100, period=period, date_from=day)
            form = Form(self.env["crm.target"].with_user(self.channel_manager))
            form.period, form.date_from = period, day

    def test_lowest_parts_are_split_alike(self):
        year = self.make_target(1000)
        self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b).ids)], reserve_share=10)
        action = year.action_split_lowest()
        lowest = self.env["crm.target"].browse(action["context"]["default_target_ids"])
        self.assertEqual(lowest, year.child_ids[:2])
        self.split(lowest, "quarter")
        self.assertEqual(lowest.child_ids.mapped("amount"), [112.5] * 8)
        self.assert_sums(year)

    def test_split_again_keeps_parts_that_are_named_again(self):
        year = self.make_target(900)
        parts = self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b).ids)])
        months = self.split(parts[0], "month")
        again = self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.retailer).ids)])
        self.assertIn(parts[0], again)
        self.assertEqual(sum(round(month.amount * 100) for month in months), 45000)
        self.assertFalse(parts[1].exists())
        self.assert_sums(year)

    def test_parts_neither_overlap_nor_leave_the_whole(self):
        year = self.make_target(900, region_id=self.east.id)
        with self.assertRaisesRegex(ValidationError, "does not count"):
            self.split(year, "region", region_ids=[(6, 0, self.south.ids)])
        whole = self.make_target(900)
        with self.assertRaisesRegex(ValidationError, "count twice"):
            self.split(whole, "region", region_ids=[(6, 0, (self.east | self.east_city).ids)])
        with self.assertRaisesRegex(UserError, "not longer"):
            self.split(self.split(whole, "month")[0], "quarter")

    def test_dealers_that_count_with_those_below_do_not_overlap(self):
        self.place(self.dealer_a)
        self.place(self.sub_dealer, self.dealer_a)
        dealers = [(6, 0, (self.dealer_a | self.sub_dealer).ids)]
        with self.assertRaisesRegex(ValidationError, "stands below"):
            self.split(self.make_target(900), "dealer", dealer_ids=dealers, with_sub_dealers=True)
        self.assertEqual(self.split(self.make_target(900), "dealer", dealer_ids=dealers).mapped("amount"), [450, 450])

    def test_parts_are_neither_added_nor_taken_away_by_hand(self):
        year = self.make_target(900)
        months = self.split(year, "month")
        with self.assertRaises(AccessError):
            self.make_target(5, parent_id=year.id)
        with self.assertRaises(AccessError):
            year.write({"child_ids": [(0, 0, {"name": "Thirteenth", "date_from": "2026-01-01"})]})
        with self.assertRaisesRegex(UserError, "split"):
            months[0].unlink()
        with self.assertRaisesRegex(UserError, "split"):
            months[0].dealer_id = self.dealer_a
        with self.assertRaises(AccessError):
            months[0].parent_id = False
        year.action_unsplit()
        self.assertFalse(months.exists())
        year.unlink()

    def test_numbers_that_make_no_sense_are_refused(self):
        year = self.make_target(900)
        for amount in (float("nan"), float("inf"), -1, 10**13, "many"):
            with self.assertRaises(UserError):
                year.write({"amount": amount})
            with self.assertRaises(UserError):
                self.make_target(amount)
        self.assertEqual(year.amount, 900)

    def test_years_back_that_make_no_sense_are_refused(self):
        year = self.make_target(900)
        for years in (0, -1, 11, 5000):
            for method in ("history", "even"):
                with self.assertRaisesRegex(UserError, "former years"):
                    self.split(year, "month", method, history_years=years)

    def test_split_of_a_target_that_was_changed_meanwhile_is_refused(self):
        year = self.make_target(900)
        wizard = self.env["crm.target.split"].create({"target_ids": year.ids, "split_by": "month", "method": "even"})
        wizard.action_preview()
        year.amount = 901
        with self.assertRaisesRegex(UserError, "meanwhile"):
            wizard.action_apply()

    def test_only_channel_managers_plan(self):
        with self.assertRaises(AccessError):
            self.env["crm.target"].with_user(self.salesperson).create({"name": "Mine", "amount": 1})
        with self.assertRaises(AccessError):
            self.env["crm.target.split"].with_user(self.salesperson).create({"target_ids": self.make_target(1).ids})

    def test_contact_is_no_dealer_of_a_target(self):
        with self.assertRaisesRegex(ValidationError, "contact of"):
            self.make_target(5, dealer_id=self.contact.id)

    def test_targets_of_another_company_are_out_of_reach(self):
        year = self.make_target(900)
        with self.assertRaises(AccessError):
            year.with_user(self.other_channel_manager).amount = 5
        with self.assertRaises(AccessError):
            year.with_user(self.other_channel_manager).action_submit()
