import doctest

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ...tools import lift
from .telecom_common import NOON
from .test_telecom_churn import ChurnCase, ago


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomRetention(ChurnCase):
    """From the list to a call or a campaign."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "crm_industry.group_market_manager,sales_team.group_sale_salesman_all_leads"
        cls.marketer = new_test_user(cls.env, "telecom_marketer", groups, company_id=cls.company.id)

    def in_danger(self, number):
        """Return the scores of so many subscriptions with a high risk."""
        made = self.env["crm.telecom.subscription"]
        for _number in range(number):
            made |= self.own(commitment_from="2025-01-01", commitment_to=str(ago(-20)))
        self.flags["commitment"].points = 60
        self.refresh()
        scores = self.env["crm.telecom.churn.score"].search([("subscription_id", "in", made.ids)])
        self.assertEqual(set(scores.mapped("band")), {"high"})
        return scores

    def campaign(self, scores, user=None):
        action = scores.with_user(user or self.marketer).action_plan_campaign()
        return self.env["utm.campaign"].with_user(self.marketer).browse(action["res_id"])

    def test_a_campaign_for_the_chosen_customers_with_a_control_group(self):
        scores = self.in_danger(4)
        chosen = scores[:3]
        chosen[0].partner_id.email = "one@example.com"
        campaign = self.campaign(chosen)
        self.assertEqual(campaign.market_state, "draft")
        segment = campaign.market_segment_id
        found = self.env["res.partner"].browse(segment._customers_query())
        self.assertEqual(found, chosen.partner_id.sorted("id"))
        campaign.market_control_share = 34
        campaign.action_market_choose()
        members = self.env["crm.campaign.member"].search([("campaign_id", "=", campaign.id)])
        self.assertEqual(members.partner_id, chosen.partner_id)
        self.assertEqual(sorted(members.mapped("arm")), ["control", "treated", "treated"])
        again = self.campaign(scores)
        self.assertNotEqual(again.market_segment_id.name, segment.name)

    def test_who_objects_is_left_out_of_the_campaign(self):
        scores = self.in_danger(2)
        self.env["crm.contact.consent"].create(
            {
                "partner_id": scores[0].partner_id.id,
                "channel": "phone",
                "purpose": "marketing",
                "answer": "withdrawn",
                "source": "Test",
            }
        )
        campaign = self.campaign(scores)
        campaign.market_control_share = 0
        campaign.action_market_choose()
        arms = {member.partner_id: member.arm for member in campaign.market_member_ids}
        self.assertEqual(arms, {scores[0].partner_id: "excluded", scores[1].partner_id: "treated"})

    def test_campaigns_are_for_market_managers_and_one_company(self):
        scores = self.in_danger(1)
        with self.assertRaises(AccessError):
            self.campaign(scores, self.telecom_manager)
        with self.assertRaises(UserError):
            self.campaign(scores.browse())

    def test_owners_get_a_call_once(self):
        first, second = self.in_danger(2)
        first.partner_id.user_id = self.salesperson
        for _time in range(2):
            (first | second).with_user(self.telecom_agent).action_plan_calls()
        calls = (first | second).top_id.activity_ids
        self.assertEqual(len(calls), 2)
        self.assertEqual(
            {call.res_id: call.user_id for call in calls},
            {
                first.top_id.id: self.salesperson,
                second.top_id.id: self.telecom_agent,
            },
        )
        self.assertIn("commitment", calls[0].note)
        with self.assertRaises(AccessError):
            first.with_user(self.salesperson).action_plan_calls()
        with self.assertRaises(AccessError):
            first.with_user(self.other_telecom_agent).action_plan_calls()

    def test_an_owner_who_left_the_company_is_not_asked(self):
        [score] = self.in_danger(1)
        score.partner_id.user_id = self.salesperson
        self.salesperson.active = False
        score.with_user(self.telecom_agent).action_plan_calls()
        self.assertEqual(score.top_id.activity_ids.user_id, self.telecom_agent)

    def test_the_arithmetic(self):
        self.assertFalse(doctest.testmod(lift).failed)
