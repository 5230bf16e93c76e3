from odoo.tests import freeze_time, tagged

from .market_common import NOON, MarketCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCampaignView(MarketCommon):
    """Campaigns on the page of a customer: whom to call, and what it answered; nothing of the control group."""

    def page(self, customer):
        view = self.env["crm.customer.view"].with_user(self.salesperson)
        actions = [action for action in view.customer_view(customer.id)["actions"] if action["kind"] == "campaign"]
        return actions, view.timeline(customer.id, {"kinds": ["campaign"]})["items"]

    def test_customer_to_be_called(self):
        houses = self.make_customers(2)
        campaign = self.make_campaign(market_control_share=50.0)
        campaign.action_market_choose()
        treated, held_out = (self.members(campaign, arm) for arm in ("treated", "control"))
        self.assertEqual(self.page(treated.partner_id), ([], []))
        campaign.action_market_start()
        actions, items = self.page(treated.partner_id)
        self.assertEqual([(action["title"], action["due"]) for action in actions], [("Spring tea", "2026-03-31")])
        self.assertFalse(items)
        member = treated.with_user(self.salesperson)
        member.action_contacted()
        member.response = "interested"
        actions, items = self.page(treated.partner_id)
        self.assertFalse(actions)
        self.assertEqual([(item["title"], item["status"]) for item in items], [("Spring tea", "Interested")])
        self.assertEqual(self.page(held_out.partner_id), ([], []))
        self.assertEqual(treated.partner_id | held_out.partner_id, houses)

    def test_nobody_is_called_after_the_window(self):
        houses = self.make_customers(1)
        campaign = self.make_campaign(market_control_share=0.0)
        campaign.action_market_choose()
        campaign.action_market_start()
        with freeze_time("2026-03-31 16:00:00"):
            self.assertEqual(self.page(houses), ([], []))
