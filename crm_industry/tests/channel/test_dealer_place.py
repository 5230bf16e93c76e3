from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..channel_common import ChannelCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 04:00:00")
class TestDealerPlace(ChannelCommon):
    """The wizard that changes places, and what becomes of them when dealers are merged."""

    def change(self, dealers, day, user=None, **values):
        defaults = {"partner_ids": dealers.ids, "date_from": day, "reason": "New contract", "company_id": self.company.id}
        wizard = self.env["crm.dealer.place.change"].with_user(user or self.channel_manager).create(defaults | values)
        return wizard.action_apply()

    def history(self, dealer, company=None):
        places = self.env["crm.dealer.position"].search(
            [("partner_id", "=", dealer.id), ("company_id", "=", (company or self.company).id)], order="date_from"
        )
        return [(str(p.date_from), p.date_to and str(p.date_to), p.tier_id.sequence, p.parent_dealer_id) for p in places]

    def test_first_place(self):
        self.change(self.dealer_a, "2026-01-01", tier_id=self.tier_1.id)
        self.assertEqual(self.history(self.dealer_a), [("2026-01-01", False, 1, self.env["res.partner"])])
        self.assertIn("New contract", self.dealer_a.message_ids[0].body)

    def test_the_old_place_ends_the_day_before(self):
        self.place(self.sub_dealer, self.dealer_a)
        self.change(self.sub_dealer, "2026-04-01", tier_id=self.tier_1.id, parent_dealer_id=self.dealer_b.id)
        self.assertEqual(
            self.history(self.sub_dealer),
            [("2020-01-01", "2026-03-31", 2, self.dealer_a), ("2026-04-01", False, 1, self.dealer_b)],
        )
        self.assertEqual(self.sub_dealer.channel_parent_dealer_id, self.dealer_a)
        with freeze_time("2026-04-01 04:00:00"):
            self.sub_dealer.invalidate_recordset()
            self.assertEqual(self.sub_dealer.channel_parent_dealer_id, self.dealer_b)

    def test_a_place_of_that_day_is_changed_itself(self):
        self.place(self.sub_dealer, self.dealer_a, "2026-04-01")
        self.change(self.sub_dealer, "2026-04-01", tier_id=self.tier_2.id, parent_dealer_id=self.dealer_b.id)
        self.assertEqual(self.history(self.sub_dealer), [("2026-04-01", False, 2, self.dealer_b)])

    def test_places_planned_for_later_stay(self):
        self.place(self.sub_dealer, self.dealer_a, "2026-01-01", "2026-06-30")
        self.place(self.sub_dealer, self.dealer_b, "2026-09-01")
        self.change(self.sub_dealer, "2026-04-01", tier_id=self.tier_2.id)
        self.change(self.sub_dealer, "2026-07-10", tier_id=self.tier_1.id)
        nobody = self.env["res.partner"]
        self.assertEqual(
            self.history(self.sub_dealer),
            [
                ("2026-01-01", "2026-03-31", 2, self.dealer_a),
                ("2026-04-01", "2026-06-30", 2, nobody),
                ("2026-07-10", "2026-08-31", 1, nobody),
                ("2026-09-01", False, 2, self.dealer_b),
            ],
        )

    def test_leaving_the_tree(self):
        self.place(self.sub_dealer, self.dealer_a)
        self.change(self.sub_dealer, "2026-03-01", kind="leave")
        self.assertEqual(self.history(self.sub_dealer), [("2020-01-01", "2026-02-28", 2, self.dealer_a)])
        self.assertFalse(self.sub_dealer.channel_tier_id)

    def test_many_dealers_at_once(self):
        self.place(self.sub_dealer, self.dealer_a)
        self.change(self.sub_dealer | self.dealer_b, "2026-03-10", parent_dealer_id=self.dealer_a.id)
        for dealer in (self.sub_dealer, self.dealer_b):
            self.assertEqual(dealer.channel_parent_dealer_id, self.dealer_a)

    def test_a_circle_changes_nothing(self):
        self.place(self.dealer_a)
        self.place(self.sub_dealer, self.dealer_a)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.change(self.dealer_a, "2026-04-01", parent_dealer_id=self.sub_dealer.id)
        self.assertEqual(self.history(self.dealer_a), [("2020-01-01", False, 1, self.env["res.partner"])])

    def test_direct_changes_are_in_the_chatter(self):
        place = self.place(self.sub_dealer, self.dealer_a, reason="First contract")
        place.with_user(self.channel_manager).parent_dealer_id = self.dealer_b
        place.with_user(self.channel_manager).unlink()
        made, changed, deleted = self.sub_dealer.message_ids[:3].sorted("id").mapped("body")
        self.assertIn("First contract", made)
        self.assertRegex(changed, "Dealer A.*Dealer B")
        self.assertIn("Dealer B", deleted)

    def test_only_channel_managers_change_places(self):
        with self.assertRaises(AccessError):
            self.change(self.dealer_a, "2026-04-01", user=self.salesperson)
        with self.assertRaises(UserError):
            self.change(self.env["res.partner"], "2026-04-01")
        with self.assertRaises(ValidationError):
            self.change(self.retailer, "2026-04-01")
        with self.assertRaises(AccessError):
            self.change(self.dealer_a, "2026-04-01", user=self.other_channel_manager)

    def test_the_wizard_begins_with_the_present_place(self):
        self.place(self.sub_dealer, self.dealer_a)
        wizard = self.env["crm.dealer.place.change"].with_user(self.channel_manager)
        with Form(wizard.with_context(active_model="res.partner", active_ids=self.sub_dealer.ids)) as form:
            self.assertEqual(form.tier_id, self.tier_2)
            self.assertEqual(form.parent_dealer_id, self.dealer_a)
            self.assertEqual(form.date_from, date(2026, 3, 15))
            form.reason = "Moved"

    def merge(self, old, new):
        self.env["base.partner.merge.automatic.wizard"]._merge((old | new).ids, new)

    def test_merged_dealers_join_their_places(self):
        self.place(self.sub_dealer, self.dealer_a)
        self.place(self.dealer_a, date_from="2020-01-01", date_to="2023-12-31", tier_id=self.tier_2.id)
        self.place(self.dealer_b, date_from="2023-06-01")
        self.place(self.dealer_a, date_from="2020-01-01", company_id=self.other_company.id)
        self.merge(self.dealer_a, self.dealer_b)
        self.assertEqual(self.history(self.dealer_b), [("2023-06-01", False, 1, self.env["res.partner"])])
        self.assertEqual(len(self.history(self.dealer_b, self.other_company)), 1)
        self.assertEqual(self.history(self.sub_dealer), [("2020-01-01", False, 2, self.dealer_b)])

    def test_merging_a_dealer_with_the_one_above_it(self):
        self.place(self.dealer_a)
        self.place(self.sub_dealer, self.dealer_a)
        self.merge(self.dealer_a, self.sub_dealer)
        self.assertEqual(self.history(self.sub_dealer), [("2020-01-01", False, 2, self.env["res.partner"])])

    def test_merging_across_a_dealer_in_between(self):
        self.place(self.dealer_a)
        self.place(self.dealer_b, self.dealer_a)
        self.place(self.sub_dealer, self.dealer_b)
        self.merge(self.dealer_a, self.sub_dealer)
        self.assertEqual(self.history(self.sub_dealer), [("2020-01-01", False, 2, self.env["res.partner"])])
        self.assertEqual(self.history(self.dealer_b), [("2020-01-01", False, 2, self.sub_dealer)])
