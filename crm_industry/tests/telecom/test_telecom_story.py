from odoo.tests import HttpCase, new_test_user, tagged

from .telecom_network_common import TelecomNetworkCommon


@tagged("post_install", "-at_install")
class TestTelecomStory(HttpCase, TelecomNetworkCommon):
    """The whole life on the screens: lead, order, number, network, bill, arrears, payment, resumption."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_trade_telecom": True}).execute()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company.country_id = cls.env.ref("base.cn")
        groups = "sales_team.group_sale_salesman_all_leads,crm_industry.group_telecom_manager"
        cls.seller = new_test_user(cls.env, "story_seller", groups, company_id=cls.company.id, lang="en_US")
        cls.person = cls.env["res.partner"].create({"name": "Story Li", "user_id": cls.seller.id})
        product = {"name": "Story SIM", "type": "service", "list_price": 20, "invoice_policy": "order"}
        cls.offering = cls.offerings["mobile"]
        cls.offering.write({"name": "Story Offering", "product_tmpl_id": cls.env["product.template"].create(product).id})
        cls.make_number(e164="+8613766120371")
        policy = {"name": "Story", "company_id": cls.company.id, "user_id": False}
        cls.policy = cls.env["crm.telecom.arrears.policy"].create(policy)

    def tell(self, tour, record=None):
        path = f"/odoo/telecom-subscriptions/{record.id}" if record else f"/odoo/crm/{self.lead.id}"
        self.start_tour(path, f"telecom_story_{tour}", login="story_seller", timeout=120)

    def test_from_the_lead_to_the_resumption(self):
        values = {"name": "Story", "type": "opportunity", "partner_id": self.person.id, "user_id": self.seller.id}
        self.lead = self.env["crm.lead"].create(values)
        self.tell("order")
        subscription = self.env["crm.telecom.subscription"].search([("partner_id", "=", self.person.id)])
        self.assertEqual((subscription.state, subscription.opportunity_id), ("pending_active", self.lead))
        self.assertEqual((subscription.number_id.e164, subscription.offering_id), ("+8613766120371", self.offering))
        subscription.account_id.external_id = "STORY-ACCOUNT"
        self.work()
        self.tell("bill", subscription)
        bill = self.env["crm.telecom.bill"].search([("account_id", "=", subscription.account_id.id)])
        self.assertEqual((bill.state, bill.amount_total, subscription.state), ("sent", 106, "active"))
        with self.without_commits():
            self.policy._cron_telecom_arrears()
        self.work()
        self.tell("paid", subscription)
        self.assertEqual((bill.state, subscription.state), ("settled", "active"))
        self.work()
        self.tell("resumed", subscription)
        told = [("activate", "acknowledged"), ("suspend_one_way", "acknowledged"), ("resume", "acknowledged")]
        self.assertEqual(self.told(subscription), told)
