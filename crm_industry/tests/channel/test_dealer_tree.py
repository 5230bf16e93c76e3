from datetime import date

from psycopg2.errors import CheckViolation, ExclusionViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..channel_common import ChannelCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 04:00:00")
class TestDealerTree(ChannelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.positions = cls.env["crm.dealer.position"]
        cls.shop = cls.make_dealer("Dealer below the sub-dealer", cls.east_city)

    def tree(self, day="2026-03-15", company=None):
        """Return {(dealer, ancestor): distance} of the four dealers."""
        dealers = self.dealer_a | self.dealer_b | self.sub_dealer | self.shop
        rows = self.env.execute_query(self.positions._ancestors_query(date.fromisoformat(day), company or self.company))
        return {(low, high): distance for low, high, distance in rows if low in dealers.ids}

    def chain(self):
        """A above the sub-dealer above the shop, since 2020."""
        return self.place(self.dealer_a) | self.place(self.sub_dealer, self.dealer_a) | self.place(self.shop, self.sub_dealer)

    def test_one_place_at_a_time_is_a_constraint_of_the_database(self):
        [(definition,)] = self.env.execute_query(
            SQL(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s AND contype = 'x'",
                "crm_dealer_position_one_at_a_time",
            )
        )
        for part in ("partner_id", "company_id", "date_from", "date_to", "&&"):
            self.assertIn(part, definition)

    @mute_logger("odoo.sql_db")
    def test_overlapping_places_are_refused(self):
        self.place(self.dealer_a, date_from="2025-01-01", date_to="2025-12-31")
        with self.assertRaises(ExclusionViolation), self.env.cr.savepoint():
            self.place(self.dealer_a, date_from="2025-12-31")
        self.place(self.dealer_a, date_from="2026-01-01")
        self.place(self.dealer_a, date_from="2020-01-01", company_id=self.other_company.id)

    @mute_logger("odoo.sql_db")
    def test_dates_and_own_parent(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.place(self.dealer_a, date_from="2025-01-01", date_to="2024-12-31")
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.place(self.dealer_a, self.dealer_a)

    def test_ancestors_at_a_date(self):
        self.chain()
        a, sub, shop = self.dealer_a.id, self.sub_dealer.id, self.shop.id
        self.assertEqual(
            self.tree(), {(a, a): 0, (sub, sub): 0, (sub, a): 1, (shop, shop): 0, (shop, sub): 1, (shop, a): 2}
        )
        self.assertEqual(self.tree("2019-12-31"), {})
        self.assertEqual(self.tree(company=self.other_company), {})

    def test_a_dealer_above_without_a_place_is_in_the_tree(self):
        self.place(self.sub_dealer, self.dealer_a)
        a, sub = self.dealer_a.id, self.sub_dealer.id
        self.assertEqual(self.tree(), {(a, a): 0, (sub, sub): 0, (sub, a): 1})

    def test_sub_dealers(self):
        self.chain()
        below = self.positions._is_sub_dealer
        day = date(2026, 3, 15)
        self.assertTrue(below(self.shop, self.dealer_a, day))
        self.assertFalse(below(self.dealer_a, self.shop, day))
        self.assertFalse(below(self.dealer_a, self.dealer_a, day))
        self.assertFalse(below(self.shop, self.dealer_a, date(2019, 1, 1)))
        self.assertFalse(below(self.shop, self.dealer_a, day, self.other_company))

    def test_no_circle_today_or_at_any_other_date(self):
        self.chain()
        with self.assertRaisesRegex(ValidationError, "Dealer A"), self.env.cr.savepoint():
            self.positions.search([("partner_id", "=", self.dealer_a.id)]).parent_dealer_id = self.shop
        self.place(self.dealer_b, self.shop, date_from="2020-01-01", date_to="2020-12-31")
        with self.assertRaisesRegex(ValidationError, "2020-06-01"), self.env.cr.savepoint():
            self.positions.search([("partner_id", "=", self.dealer_a.id)]).write(
                {"date_from": "2020-06-01", "parent_dealer_id": self.dealer_b.id}
            )
        # from 2021 on B is out of the tree: no circle
        self.positions.search([("partner_id", "=", self.dealer_a.id)]).write(
            {"date_from": "2021-01-01", "parent_dealer_id": self.dealer_b.id}
        )

    def test_a_circle_made_at_once(self):
        with self.assertRaises(ValidationError):
            self.positions.create(
                [
                    {"partner_id": low.id, "parent_dealer_id": high.id, "date_from": "2026-01-01"}
                    for low, high in ((self.dealer_a, self.dealer_b), (self.dealer_b, self.dealer_a))
                ]
            )

    def test_changes_of_the_tree_come_one_after_the_other(self):
        def taken():
            rows = self.env.execute_query(SQL("SELECT seq FROM crm_capacity_lock WHERE key = 'dealer-tree'"))
            return rows[0][0] if rows else 0

        before = taken()
        place = self.place(self.dealer_a)
        self.assertEqual(taken(), before + 1)
        place.tier_id = self.tier_2
        self.assertEqual(taken(), before + 2)

    def test_only_dealers_have_a_place(self):
        with self.assertRaisesRegex(ValidationError, "Retailer"):
            self.place(self.retailer)
        contact = self.env["res.partner"].create({"name": "Clerk", "parent_id": self.dealer_a.id})
        with self.assertRaises(ValidationError):
            self.place(contact)
        with self.assertRaises(ValidationError):
            self.place(self.dealer_b, self.retailer)

    def test_fields_of_the_dealer(self):
        self.chain()
        contact = self.env["res.partner"].create({"name": "Clerk", "parent_id": self.sub_dealer.id})
        for partner in (self.sub_dealer, contact):
            self.assertEqual(partner.channel_tier_id, self.tier_2)
            self.assertEqual(partner.channel_parent_dealer_id, self.dealer_a)
        self.assertEqual(self.dealer_a.channel_sub_dealer_count, 2)
        self.assertFalse(self.dealer_b.channel_tier_id)
        other = self.dealer_a.with_company(self.other_company)
        self.assertFalse(other.channel_tier_id)
        self.assertEqual(other.channel_sub_dealer_count, 0)

    def test_searching_dealers_by_their_place(self):
        self.chain()
        partners = self.env["res.partner"]
        dealers = self.dealer_a | self.dealer_b | self.sub_dealer | self.shop
        among = [("id", "in", dealers.ids)]
        self.assertEqual(partners.search([*among, ("channel_tier_id", "=", self.tier_1.id)]), self.dealer_a)
        self.assertEqual(partners.search([*among, ("channel_tier_id.sequence", "=", 1)]), self.dealer_a)
        self.assertEqual(partners.search([*among, ("channel_parent_dealer_id", "=", self.dealer_a.id)]), self.sub_dealer)
        self.assertEqual(partners.search([*among, ("channel_parent_dealer_id", "ilike", "dealer a")]), self.sub_dealer)
        self.assertEqual(partners.search([*among, ("channel_tier_id", "=", False)]), self.dealer_b)
        self.assertEqual(partners.search([*among, ("channel_tier_id", "!=", False)]), dealers - self.dealer_b)
        self.assertEqual(
            partners.search([*among, ("channel_parent_dealer_id", "=", False)]), self.dealer_a | self.dealer_b
        )

    def test_places_are_read_once_for_a_list(self):
        dealers = [self.make_dealer(f"D{number}", self.east) for number in range(30)]
        for dealer in dealers:
            self.place(dealer, self.dealer_a)
        partners = self.env["res.partner"].concat(*dealers)
        self.env.flush_all()
        self.env.invalidate_all()
        partners.mapped("commercial_partner_id")
        self.company._business_today()
        with self.assertQueryCount(3):
            partners.mapped("channel_tier_id")
            partners.mapped("channel_sub_dealer_count")

    def test_the_tree_as_a_chart(self):
        self.chain()
        nodes = self.env["crm.dealer.node"].search([("partner_id", "in", (self.dealer_a | self.sub_dealer | self.shop).ids)])
        by_dealer = {node.partner_id: node for node in nodes}
        self.assertEqual(by_dealer[self.shop].parent_id, by_dealer[self.sub_dealer])
        self.assertEqual(by_dealer[self.dealer_a].child_ids.partner_id, self.sub_dealer)
        self.assertEqual(by_dealer[self.shop].region_id, self.east_city)
        self.assertFalse(self.env["crm.dealer.node"].with_company(self.other_company).search([("id", "in", nodes.ids)]))

    def test_who_sees_and_who_keeps_the_tree(self):
        place = self.place(self.dealer_a)
        self.dealer_b.user_id = self.channel_manager
        foreign = self.place(self.dealer_b)
        seen = self.positions.with_user(self.salesperson).search([("id", "in", (place | foreign).ids)])
        self.assertEqual(seen, place)
        nodes = self.env["crm.dealer.node"].with_user(self.salesperson)
        self.assertEqual(nodes.search([("id", "in", (self.dealer_a | self.dealer_b).ids)]).ids, self.dealer_a.ids)
        with self.assertRaises(AccessError):
            place.with_user(self.salesperson).tier_id = self.tier_2
        self.assertFalse(self.positions.with_user(self.other_channel_manager).search([("id", "=", place.id)]))
        with self.assertRaises(AccessError):
            place.with_user(self.other_channel_manager).tier_id = self.tier_2
        place.with_user(self.channel_manager).tier_id = self.tier_2
