from lxml import etree

from odoo.tests import tagged, users

from ..channel_common import ChannelCommon

ACTIONS = ("channel", "retail", "direct", "dealer", "consumer", "key")


@tagged("post_install", "-at_install")
class TestCustomerLists(ChannelCommon):
    """The list of each type: it opens for salespeople and reads its figures once, however long it is."""

    def specification(self, action):
        """Return what the web client reads for the list of an action."""
        action = self.env.ref(f"crm_industry.res_partner_{action}_action").sudo()
        arch = self.env["res.partner"].get_view(action.view_id.id, "list")["arch"]
        return {field.get("name"): {} for field in etree.fromstring(arch).iter("field")}

    def cost(self, ids, specification):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.env["res.partner"].web_search_read([("id", "in", ids)], specification, limit=200)
        return self.cr.sql_log_count - before

    @users("grading_salesperson")
    def test_long_lists_cost_as_many_queries_as_short_ones(self):
        dealers = self.env["res.partner"].sudo().create(
            [
                {"name": f"D{number}", "is_company": True, "channel_type_id": self.type_dealer.id, "user_id": self.uid}
                for number in range(60)
            ]
        )
        for action in ACTIONS:
            specification = self.specification(action)
            self.cost(dealers.ids, specification)
            few, many = self.cost(dealers.ids[:5], specification), self.cost(dealers.ids, specification)
            self.assertLessEqual(many - few, 2, f"{action}: {few} for 5, {many} for 60")
            self.assertLess(many, 60, action)

    @users("grading_salesperson")
    def test_lists_show_their_type(self):
        dealer = self.env.ref("crm_industry.res_partner_dealer_action").sudo()
        self.assertIn("channel_tier_id", self.specification("dealer"))
        self.assertNotIn("channel_tier_id", self.specification("retail"))
        self.assertEqual(dealer.context.count("default_channel_type_id"), 1)
