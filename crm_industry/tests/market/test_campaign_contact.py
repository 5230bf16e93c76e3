from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .market_common import NOON, MarketCommon
from .test_campaign_members import CONTACT


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCampaignContact(MarketCommon):
    """Leads, e-mails and call lists reach the addressed customers, once, when they may be contacted."""

    def test_leads_for_the_addressed_alone(self):
        self.make_customers(6)
        campaign = self.make_campaign(market_way="lead", market_control_share=50.0)
        campaign.action_market_choose()
        campaign.action_market_start()
        leads = self.env["crm.lead"].search([("campaign_id", "=", campaign.id)])
        treated = self.members(campaign, "treated")
        self.assertEqual(leads.partner_id, treated.partner_id)
        self.assertEqual((len(leads), leads.user_id), (3, self.salesperson))
        self.assertEqual(set(treated.mapped("contact_state")), {"contacted"})
        self.assertEqual((campaign.market_lead_count, campaign.market_contacted_count), (3, 3))
        self.env["utm.campaign"]._cron_market_contact()
        self.assertEqual(self.env["crm.lead"].search_count([("campaign_id", "=", campaign.id)]), 3)
        leads[0].action_set_won()
        campaign.invalidate_recordset()
        self.assertEqual(campaign.market_won_count, 1)

    def test_quiet_hours_are_waited_for(self):
        self.make_customers(2)
        evening = NOON + timedelta(hours=8)
        campaign = self.make_campaign(market_way="lead", market_control_share=0.0)
        campaign.action_market_choose()

        def quiet(partners, channel):
            return dict.fromkeys(partners.ids, (False, "Quiet hours", evening))

        with patch(CONTACT, autospec=True, side_effect=quiet):
            campaign.action_market_start()
        members = self.members(campaign, "treated")
        self.assertEqual(set(members.mapped("contact_state")), {"planned"})
        self.assertEqual(set(members.mapped("next_contact")), {evening})
        self.env["utm.campaign"]._cron_market_contact()
        self.assertEqual(campaign.job_state, "done")
        with freeze_time(evening):
            self.env["utm.campaign"]._cron_market_contact()
            self.assertEqual(campaign.job_state, "queued")
            campaign.sudo()._job_write({"job_state": "idle"})
            campaign._job_run_now()
            self.assertEqual(set(members.mapped("contact_state")), {"contacted"})

    def text_campaign(self, **values):
        """A campaign by e-mail with a text, and everybody addressed."""
        template = self.env["mail.template"].create(
            {
                "name": "Tea",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "subject": "Fresh tea for {{ object.name }}",
                "email_to": "{{ object.email }}",
                "body_html": "<p>Fresh tea</p>",
            }
        )
        defaults = {"market_way": "email", "market_control_share": 0.0, "market_template_id": template.id}
        return self.make_campaign(**defaults | values)

    def mails(self):
        mails = self.env["mail.mail"].search([("subject", "like", "Fresh tea for Tea House")])
        return {mail.email_to or mail.recipient_ids.email for mail in mails}

    def test_emails_to_those_who_agreed(self):
        houses = self.make_customers(4)
        self.agree(houses[:3])
        self.agree(houses[2], "withdrawn")
        campaign = self.text_campaign()
        campaign.env.user.sudo().lang = "en_US"
        campaign.action_market_choose()
        left_out = {member.partner_id: member.left_out_reason for member in self.members(campaign, "excluded")}
        self.assertEqual(set(left_out), set(houses[2:]))
        self.assertIn("withdrawn", left_out[houses[2]])
        houses[0].email = False
        campaign.action_market_start()
        self.assertEqual(self.mails(), {houses[1].email})
        refused = self.members(campaign, "treated").filtered(lambda member: member.contact_state == "refused")
        self.assertEqual(refused.partner_id, houses[0])

    def test_consent_withdrawn_after_the_choice(self):
        houses = self.make_customers(2)
        self.agree(houses)
        campaign = self.text_campaign()
        campaign.action_market_choose()
        self.agree(houses[0], "withdrawn")
        campaign.action_market_start()
        self.assertEqual(self.mails(), {houses[1].email})

    def test_emails_wait_for_the_end_of_quiet_hours(self):
        houses = self.make_customers(1, tz="Asia/Shanghai")
        self.agree(houses)
        campaign = self.text_campaign()
        campaign.action_market_choose()
        with freeze_time("2026-03-02 15:00:00"):
            campaign.action_market_start()
        self.assertFalse(self.mails())
        # 8:00 in China
        self.assertEqual(str(self.members(campaign, "treated").next_contact), "2026-03-03 00:00:00")

    def test_sms(self):
        houses = self.make_customers(2)
        self.agree(houses[0], channel="sms")
        template = self.env["sms.template"].create(
            {"name": "Tea", "model_id": self.env["ir.model"]._get("res.partner").id, "body": "Fresh tea for {{ object.name }}"}
        )
        campaign = self.make_campaign(market_way="sms", market_control_share=0.0, market_sms_template_id=template.id)
        campaign.action_market_choose()
        campaign.action_market_start()
        messages = self.env["sms.sms"].search([("body", "like", "Fresh tea for Tea House")])
        self.assertEqual((messages.partner_id, messages.contact_purpose), (houses[0], "marketing"))

    def test_salespeople_are_kept_from_those_who_object(self):
        houses = self.make_customers(3)
        self.agree(houses[0], "withdrawn", "phone")
        houses[1].phone = False
        campaign = self.make_campaign(market_control_share=0.0)
        campaign.action_market_choose()
        self.assertEqual(self.members(campaign, "treated").partner_id, houses[1:])
        campaign.action_market_start()
        self.agree(houses[2], "withdrawn", "phone")
        member = self.members(campaign, "treated").filtered(lambda member: member.partner_id == houses[2])
        with self.assertRaisesRegex(UserError, "must not be contacted"):
            member.with_user(self.salesperson).action_contacted()

    def test_call_list(self):
        self.make_customers(4)
        campaign = self.make_campaign(market_control_share=50.0)
        campaign.action_market_choose()
        member = self.members(campaign, "treated")[0]
        with self.assertRaisesRegex(UserError, "not begun"):
            member.with_user(self.marketer).action_contacted()
        campaign.action_market_start()
        mine = member.with_user(self.salesperson)
        mine.action_contacted()
        self.assertEqual((mine.contact_state, mine.contacted_by, mine.contacted_on), ("contacted", self.salesperson, NOON))
        with self.assertRaisesRegex(UserError, "not addressed"):
            self.members(campaign, "control")[0].with_user(self.marketer).action_contacted()
        with patch(
            CONTACT, autospec=True, side_effect=lambda partners, channel: dict.fromkeys(partners.ids, (False, "No", False))
        ):
            with self.assertRaisesRegex(UserError, "must not be contacted"):
                self.members(campaign, "treated")[1].with_user(self.salesperson).action_contacted()
        with freeze_time("2026-03-31 16:00:00"), self.assertRaisesRegex(UserError, "over"):
            self.members(campaign, "treated")[1].with_user(self.salesperson).action_contacted()

    def test_it_begins_with_its_window(self):
        self.make_customers(2)
        campaign = self.make_campaign(market_start="2026-03-03")
        campaign.action_market_choose()
        with self.assertRaisesRegex(UserError, "not begun"), self.env.cr.savepoint():
            campaign.action_market_start()
        with freeze_time("2026-03-02 16:00:00"):
            campaign.action_market_start()
        self.assertEqual(campaign.market_state, "begun")
