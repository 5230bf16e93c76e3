from odoo.tests import HttpCase, tagged

from .telecom_common import TelecomCommon


@tagged("post_install", "-at_install")
class TestTelecomTour(HttpCase, TelecomCommon):
    def test_a_subscription_lives_and_ends(self):
        subscription = self.subscribe()
        self.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        self.start_tour(
            f"/odoo/telecom-subscriptions/{subscription.id}", "telecom_subscription_steps", login="telecom_agent", timeout=120
        )
        self.assertEqual(subscription.state, "terminated")
        self.assertEqual(subscription.event_ids.user_id, self.env.user | self.telecom_agent)

    def test_an_owner_is_registered_and_chooses_a_number(self):
        person = self.env["res.partner"].create({"name": "Touring Wang"})
        account = self.make_account(partner_id=person.id)
        subscription = self.subscribe(prepared=False, account_id=account.id)
        self.company.country_id = self.env.ref("base.cn")
        self.make_number(e164="+8613766120271")
        self.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        self.start_tour(
            f"/odoo/telecom-subscriptions/{subscription.id}", "telecom_number_choice", login="telecom_agent", timeout=120
        )
        self.assertEqual((subscription.state, subscription.number_id.e164), ("pending_active", "+8613766120271"))
        self.assertEqual(subscription.identity_id.verified_by_id, self.telecom_agent)
