import hashlib
from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .market_common import NOON, MarketCommon

CONTACT = "odoo.addons.crm_industry.models.market.res_partner_market.ResPartner._market_may_contact"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCampaignMembers(MarketCommon):
    """Who is addressed, who is held out, and who may decide that."""

    def test_control_group_is_drawn_by_the_lot(self):
        houses = self.make_customers(25)
        campaign = self.make_campaign(market_control_share=30.0)
        campaign.action_market_choose()
        self.assertEqual(campaign.market_state, "ready")
        keys = {house: hashlib.md5(f"{campaign.market_seed}:{house.id}".encode()).hexdigest() for house in houses}
        # 30 % of 25 are 7.5: eight
        expected = sorted(houses, key=keys.get)[:8]
        self.assertEqual(set(self.members(campaign, "control").partner_id), set(expected))
        self.assertEqual(len(self.members(campaign, "treated")), 17)
        self.assertEqual((campaign.market_treated_count, campaign.market_control_count), (17, 8))

    def test_members_stay_when_the_segment_changes(self):
        self.make_customers(4)
        campaign = self.make_campaign()
        campaign.action_market_choose()
        self.make_customers(3)
        campaign.market_segment_id.invalidate_recordset()
        self.assertEqual(campaign.market_segment_id.customer_count, 7)
        self.assertEqual(len(campaign.sudo().market_member_ids), 4)
        self.assertIn("category_id", campaign.market_filters)

    def test_nobody_draws_lots_knowing_who_has_bought(self):
        houses = self.make_customers(4)
        past = self.make_campaign(market_start="2026-03-01")
        with self.assertRaisesRegex(UserError, "in the past"):
            past.action_market_choose()
        campaign = self.make_campaign(title="Today", market_segment_id=past.market_segment_id.id, market_control_share=0.0)
        campaign.action_market_choose()
        # What was ordered before the draw of the same day doesn't count.
        self.sell(houses[0], 1, NOON - timedelta(seconds=1))
        self.sell(houses[1], 1, NOON)
        self.assertEqual(campaign.market_from, NOON)
        self.assertEqual(campaign.market_buyer_count, 1)
        with freeze_time(NOON + timedelta(days=1)), self.assertRaisesRegex(UserError, "its draw stays"):
            campaign.action_market_give_up()

    def test_plan_stays_once_customers_are_chosen(self):
        self.make_customers(4)
        campaign = self.make_campaign()
        campaign.action_market_choose()
        for values in ({"market_window_days": 90}, {"market_control_share": 0}, {"market_start": "2026-01-01"}):
            with self.assertRaises(UserError):
                campaign.write(values)
        campaign.action_market_give_up()
        self.assertFalse(campaign.sudo().market_member_ids)
        campaign.market_window_days = 90
        campaign.action_market_choose()
        campaign.action_market_start()
        with self.assertRaises(UserError):
            campaign.market_way = "lead"
        with self.assertRaises(UserError):
            campaign.action_market_give_up()
        with self.assertRaises(UserError):
            campaign.with_user(self.env.ref("base.user_admin")).unlink()

    def test_customers_of_an_overlapping_campaign_are_left_out(self):
        houses = self.make_customers(6)
        first = self.make_campaign()
        first.action_market_choose()
        late = self.make_customers(2)
        second = self.make_campaign(title="Second", market_segment_id=first.market_segment_id.id, market_start="2026-03-31")
        second.action_market_choose()
        self.assertEqual(self.members(second, "excluded").partner_id, houses)
        self.assertEqual((self.members(second, "treated") | self.members(second, "control")).partner_id, late)
        third = self.make_campaign(title="Third", market_segment_id=first.market_segment_id.id, market_start="2026-04-01")
        third.action_market_choose()
        # The first window is over on the day the third one begins, the second one is not.
        self.assertEqual(self.members(third, "excluded").partner_id, late)

    def test_who_may_never_be_contacted_is_in_neither_group(self):
        houses = self.make_customers(5)

        def may(partners, channel):
            return {
                partner.id: (False, "No consent", False) if partner == houses[1] else (True, False, False) for partner in partners
            }

        campaign = self.make_campaign(market_control_share=50.0)
        with patch(CONTACT, autospec=True, side_effect=may):
            campaign.action_market_choose()
        left_out = self.members(campaign, "excluded")
        self.assertEqual((left_out.partner_id, left_out.left_out_reason), (houses[1], "No consent"))
        self.assertEqual(campaign.market_control_count, 2)

    def test_plan_has_to_be_complete(self):
        campaign = self.make_campaign(market_way="email")
        with self.assertRaisesRegex(UserError, "E-mail Text"):
            campaign.action_market_choose()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            campaign.write({"market_control_share": 60.0})
            self.env.flush_all()

    def test_salespeople_see_their_own_to_be_addressed(self):
        houses = self.make_customers(10)
        colleague = new_test_user(self.env, "colleague", "sales_team.group_sale_salesman", company_id=self.company.id)
        houses[:5].user_id = colleague
        campaign = self.make_campaign()
        campaign.action_market_choose()
        mine = self.env["crm.campaign.member"].with_user(self.salesperson)
        self.assertFalse(mine.search([]))
        campaign.action_market_start()
        expected = self.members(campaign, "treated").filtered(lambda member: member.partner_id in houses[5:])
        self.assertEqual(mine.search([]).sudo(), expected.sudo())
        member = mine.search([], limit=1)
        member.response = "interested"
        for forged in ({"arm": "control"}, {"contact_state": "contacted"}, {"partner_id": houses[0].id}):
            with self.assertRaises(AccessError):
                member.write(forged)
        with self.assertRaises(AccessError):
            mine.create({"campaign_id": campaign.id, "partner_id": houses[0].id, "company_id": self.company.id})

    def test_only_marketers_of_the_company_plan(self):
        self.make_customers(3)
        campaign = self.make_campaign()
        with self.assertRaises(AccessError):
            campaign.with_user(self.salesperson).market_budget = 5
        with self.assertRaises(AccessError):
            campaign.with_user(self.salesperson).action_market_choose()
        with self.assertRaises(AccessError):
            campaign.with_user(self.other_marketer).action_market_choose()
        with self.assertRaises(AccessError):
            campaign.with_user(self.other_marketer).write({"market_window_days": 5})
        with self.assertRaises(AccessError):
            campaign.write({"market_state": "begun"})
        with self.assertRaises(ValidationError):
            campaign.market_segment_id = self.make_segment(self.other_marketer)

    def test_plain_campaigns_stay_everybodys(self):
        employee = new_test_user(self.env, "employee", "base.group_user", company_id=self.company.id)
        campaign = self.env["utm.campaign"].with_user(employee).create({"name": "Newsletter"})
        campaign.write({"title": "Newsletter of May", "company_id": False})
        self.assertEqual(campaign.title, "Newsletter of May")

    def test_other_companies_see_no_figures(self):
        self.make_customers(3)
        campaign = self.make_campaign()
        campaign.action_market_choose()
        self.assertEqual(campaign.with_user(self.other_marketer).market_treated_count, 0)
        self.assertFalse(self.env["crm.campaign.outcome"].with_user(self.other_marketer).search([]))
        with self.assertRaises(AccessError):
            self.env["crm.campaign.outcome"].with_user(self.salesperson).search([])

    def merge(self, gone, kept):
        self.env["base.partner.merge.automatic.wizard"]._merge((gone | kept).ids, kept)
        self.env.invalidate_all()

    def test_merged_customers_of_one_group(self):
        self.make_customers(5)
        campaign = self.make_campaign()
        campaign.action_market_choose()
        campaign.action_market_start()
        kept, gone = self.members(campaign, "treated")[:2]
        gone.write({"response": "interested"})
        gone.action_contacted()
        self.merge(gone.partner_id, kept.partner_id)
        self.assertEqual((campaign.market_treated_count, campaign.market_control_count), (3, 1))
        self.assertEqual((kept.arm, kept.contact_state, kept.response), ("treated", "contacted", "interested"))

    def test_merged_customers_of_both_groups_are_left_out(self):
        self.make_customers(5)
        campaign = self.make_campaign()
        campaign.action_market_choose()
        campaign.action_market_start()
        kept, gone = self.members(campaign, "treated")[:1], self.members(campaign, "control")
        kept.action_contacted()
        name = gone.partner_id.name
        self.merge(gone.partner_id, kept.partner_id)
        counts = (campaign.market_treated_count, campaign.market_control_count, campaign.market_excluded_count)
        self.assertEqual(counts, (3, 0, 1))
        self.assertEqual(kept.arm, "excluded")
        self.assertIn(name, kept.left_out_reason)
