from datetime import datetime, timedelta
from math import sqrt
from statistics import mean, variance

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .market_common import NOON, MarketCommon

# Window in China: from 2 March to 31 March, 30 days.
FIRST = datetime(2026, 3, 1, 16, 0)
OVER = datetime(2026, 3, 31, 16, 0)
MARGIN = 40.0


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCampaignResults(MarketCommon):
    """What a campaign brought, against figures worked out here."""

    def chosen(self, number, **values):
        houses = self.make_customers(number)
        campaign = self.make_campaign(**values)
        with freeze_time(NOON - timedelta(days=1)):
            campaign.action_market_choose()
        campaign.action_market_start()
        return campaign, houses

    def outcome(self, campaign, partner):
        self.env["crm.campaign.outcome"].invalidate_model()
        return self.env["crm.campaign.outcome"].search([("campaign_id", "=", campaign.id), ("partner_id", "=", partner.id)])

    def test_orders_of_the_window_count(self):
        campaign, houses = self.chosen(1, market_control_share=0.0)
        house = houses[0]
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": house.id})
        self.assertEqual((campaign.market_from, campaign.market_until), (FIRST, OVER))
        second = timedelta(seconds=1)
        self.sell(house, 1, FIRST - second)
        self.sell(house, 2, FIRST)
        self.sell(contact, 3, OVER - second)
        self.sell(house, 4, OVER)
        self.sell(house, 5)._action_cancel()
        self.env["sale.order"].create({"partner_id": house.id, "order_line": [(0, 0, {"product_id": self.goods.id})]})
        row = self.outcome(campaign, house)
        self.assertEqual((row.orders, row.buyers), (2, 1))
        self.assertAlmostEqual(row.sales, 500.0)
        self.assertAlmostEqual(row.margin, 5 * MARGIN)

    def test_orders_of_other_companies_and_customers_do_not_count(self):
        campaign, houses = self.chosen(1, market_control_share=0.0)
        self.sell(houses[0], 1, company_id=self.other_company.id)
        self.sell(self.customer, 1)
        self.assertEqual(self.outcome(campaign, houses[0]).orders, 0)

    def test_orders_count_at_their_own_rate(self):
        campaign, houses = self.chosen(1, market_control_share=0.0)
        order = self.sell(houses[0], 2)
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET currency_rate = 0.5 WHERE id = %s", [order.id])
        order.invalidate_recordset()
        row = self.outcome(campaign, houses[0])
        self.assertAlmostEqual(row.sales, 400.0)
        self.assertAlmostEqual(row.margin, 2 * MARGIN / 0.5)

    def test_brought_and_return(self):
        """Addressed customers buy 3 or 5 pieces, or nothing; those held out 1 or nothing."""
        campaign, _houses = self.chosen(20, market_control_share=40.0, market_budget=1000.0)
        treated, control = (self.members(campaign, arm).partner_id for arm in ("treated", "control"))
        self.assertEqual((len(treated), len(control)), (12, 8))
        bought = {house: (0, 3, 5)[index % 3] for index, house in enumerate(treated)}
        bought |= {house: index % 2 for index, house in enumerate(control)}
        for house, quantity in bought.items():
            if quantity:
                self.sell(house, quantity)
        self.env["crm.campaign.cost"].with_user(self.marketer).create(
            [
                {"campaign_id": campaign.id, "name": name, "amount": amount}
                for name, amount in (("Print", 300.0), ("Calls", 200.0))
            ]
        )
        margins = {arm: [MARGIN * bought[house] for house in group] for arm, group in (("t", treated), ("c", control))}
        brought = 12 * (mean(margins["t"]) - mean(margins["c"]))
        self.assertAlmostEqual(campaign.market_brought, brought, 2)
        self.assertAlmostEqual(brought, 12 * (MARGIN * 32 / 12 - MARGIN * 4 / 8))
        self.assertEqual((campaign.market_buyer_count, campaign.market_order_count), (8, 8))
        self.assertAlmostEqual(campaign.market_buyer_rate, 100 * 8 / 12, 2)
        self.assertAlmostEqual(campaign.market_control_rate, 50.0)
        self.assertAlmostEqual(campaign.market_sales, 3200.0)
        self.assertAlmostEqual(campaign.market_cost, 500.0)
        self.assertAlmostEqual(campaign.market_budget_used, 50.0)
        self.assertAlmostEqual(campaign.market_roi, 100 * (brought - 500) / 500, 1)
        error = sqrt(variance(margins["t"]) / 12 + variance(margins["c"]) / 8)
        width = (campaign.market_brought_high - campaign.market_brought) / 12 / error
        # Two-sided 95 %: between the quantiles of 18 and of 11 degrees of freedom.
        self.assertTrue(2.100 < width < 2.202, width)
        self.assertIn("chance", campaign.market_warning)
        self.assertIn("still open", campaign.market_warning)

    def test_without_control_group_nothing_is_claimed(self):
        campaign, houses = self.chosen(3, market_control_share=0.0)
        self.sell(houses[0], 1)
        self.assertFalse(campaign.market_known)
        self.assertFalse(campaign.market_roi_known)
        self.assertIn("Without a control group", campaign.market_warning)
        self.assertEqual(campaign.market_buyer_count, 1)

    def test_orders_that_name_the_campaign(self):
        campaign, houses = self.chosen(2, market_control_share=0.0)
        self.sell(houses[0], 1, campaign_id=campaign.id)
        self.sell(houses[0], 1)
        self.assertEqual((campaign.market_named_orders, campaign.market_order_count), (1, 2))

    def test_ratios_of_groups_are_those_of_sums(self):
        campaign, _houses = self.chosen(10, market_control_share=50.0)
        for member in self.members(campaign, "treated")[:2]:
            self.sell(member.partner_id, 2)
        self.sell(self.members(campaign, "control")[0].partner_id, 1)
        rows = (
            self.env["crm.campaign.outcome"]
            .with_user(self.marketer)
            ._read_group([("campaign_id", "=", campaign.id)], ["arm"], ["buyer_rate:avg", "member_margin:avg"])
        )
        figures = {arm: (float(rate), float(margin)) for arm, rate, margin in rows}
        self.assertEqual(figures, {"treated": (40.0, 2 * 2 * MARGIN / 5), "control": (20.0, MARGIN / 5)})
        (total,) = self.env["crm.campaign.outcome"]._read_group([("campaign_id", "=", campaign.id)], [], ["buyer_rate:avg"])
        self.assertAlmostEqual(float(total[0]), 30.0)

    def test_costs_are_the_marketers(self):
        campaign, _houses = self.chosen(1)
        cost = (
            self.env["crm.campaign.cost"]
            .with_user(self.marketer)
            .create({"campaign_id": campaign.id, "name": "Print", "amount": 5.0})
        )
        with self.assertRaises(AccessError):
            cost.with_user(self.salesperson).read(["amount"])
        with self.assertRaises(AccessError):
            cost.with_user(self.other_marketer).read(["amount"])
        with self.assertRaises(AccessError):
            self.env["crm.campaign.cost"].with_user(self.other_marketer).create(
                {"campaign_id": campaign.id, "name": "Forged", "amount": 5.0}
            )

    def test_figures_of_a_list_take_few_queries(self):
        campaign, _houses = self.chosen(4)
        other = self.make_campaign(title="Other", market_segment_id=campaign.market_segment_id.id, market_exclude_busy=False)
        other.action_market_choose()
        both = (campaign | other).with_user(self.marketer)
        both.mapped("market_roi")
        both.invalidate_recordset()
        self.env.flush_all()
        with self.assertQueryCount(8):
            both.with_user(self.marketer).mapped("market_roi")
