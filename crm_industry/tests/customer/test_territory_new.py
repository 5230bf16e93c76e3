from odoo.exceptions import AccessError
from odoo.tests import tagged

from .territory_common import TerritoryCommon


@tagged("post_install", "-at_install")
class TestTerritoryNew(TerritoryCommon):
    """New customers and leads, and the explanation on the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.east_rule = cls.rule(cls.wang, region=cls.east)
        cls.dealer_rule = cls.rule(cls.li, region=cls.east, type=cls.type_dealer)

    def new_customer(self, **values):
        defaults = {"name": "New", "is_company": True, "channel_region_id": self.east_city.id, "customer_rank": 1}
        return self.env["res.partner"].create(defaults | values)

    def test_new_customers_are_assigned_where_the_settings_say_so(self):
        self.assertFalse(self.new_customer().user_id)
        self.company.root_id.channel_territory_customers = True
        self.assertEqual(self.new_customer().user_id, self.wang)
        self.assertEqual(self.new_customer(channel_type_id=self.type_dealer.id).user_id, self.li)

    def test_the_settings_are_those_of_the_company(self):
        settings = {"channel_territory_leads": True, "channel_undo_hours": 48, "handover_manager_id": self.sale_manager.id}
        self.env["res.config.settings"].create(settings).execute()
        company = self.env.company
        self.assertEqual((company.channel_territory_leads, company.channel_undo_hours), (True, 48))
        self.assertEqual(company.handover_manager_id, self.sale_manager)

    def test_chosen_salespeople_contacts_and_suppliers_are_left_alone(self):
        self.company.root_id.channel_territory_customers = True
        self.assertEqual(self.new_customer(user_id=self.zhao.id).user_id, self.zhao)
        self.assertFalse(self.new_customer(customer_rank=0).user_id)
        self.assertFalse(self.new_customer(channel_region_id=self.south.id).user_id)
        parent = self.new_customer(customer_rank=0)
        contact = self.new_customer(parent_id=parent.id, is_company=False, type="other")
        self.assertFalse(contact.user_id)

    def test_many_new_customers_are_assigned_without_a_message_for_each(self):
        self.company.root_id.channel_territory_customers = True
        customers = self.env["res.partner"].create(
            [{"name": f"Shop {n}", "customer_rank": 1, "channel_region_id": self.east.id} for n in range(50)]
        )
        self.assertEqual(customers.user_id, self.wang)
        notified = [("message_type", "=", "user_notification"), ("model", "=", "res.partner"), ("res_id", "in", customers.ids)]
        self.assertFalse(self.env["mail.message"].search(notified))

    def test_new_leads_are_assigned_where_the_settings_say_so(self):
        leads = self.env["crm.lead"]
        values = {"name": "Wants phones", "partner_id": self.dealer_a.id, "type": "lead"}
        self.assertFalse(leads.create(values | {"user_id": False}).user_id)
        self.company.root_id.channel_territory_leads = True
        self.assertEqual(leads.create(values | {"user_id": False}).user_id, self.li)
        self.assertEqual(leads.create(values).user_id, self.li)
        self.assertEqual(leads.create(values | {"user_id": self.zhao.id}).user_id, self.zhao)

    def test_leads_without_a_customer_go_by_address_and_interest(self):
        country = self.env["res.country"].create({"name": "Testland", "code": "X9"})
        region = self.make_region("Testland", kind="country", country_id=country.id, code="X9")
        self.company.root_id.channel_territory_leads = True
        self.rule(self.zhao, region=region)
        printers = self.rule(self.wang, region=region, categ=self.printers)
        leads = self.env["crm.lead"]
        lead = leads.create({"name": "Web form", "country_id": country.id, "user_id": False})
        self.assertEqual(lead.user_id, self.zhao)
        lead = leads.create(
            {"name": "Web form", "country_id": country.id, "user_id": False, "channel_categ_id": self.printers.id}
        )
        self.assertEqual(lead.user_id, printers.user_id)

    # -- explanation -------------------------------------------------------------------------------------------------

    def why(self, customer, user=None):
        action = customer.with_user(user or self.sale_manager).action_territory_why()
        return self.env["crm.territory.why"].with_user(user or self.sale_manager).browse(action["res_id"])

    def test_the_rule_that_decides_and_those_that_lost(self):
        self.dealer_a.user_id = self.li
        why = self.why(self.dealer_a)
        self.assertEqual(why.line_ids.rule_id, self.dealer_rule + self.east_rule)
        self.assertEqual(why.line_ids.mapped("wins"), [True, False])
        self.assertEqual(why.line_ids[1].reason, "fewer conditions")
        self.assertIn(self.dealer_rule.display_name, why.summary)
        self.assertIn("East", why.known)

    def test_each_way_to_lose_has_a_name(self):
        self.sub_dealer.write({"channel_main_categ_id": self.smart_phones.id, "channel_main_brand_id": self.brand_a.id})
        self.rule(self.zhao, region=self.east_city, type=self.type_dealer)
        self.rule(self.zhao, region=self.east_city, categ=self.smart_phones)
        self.rule(self.zhao, region=self.east_city, categ=self.phones)
        self.rule(self.zhao, region=self.east_city, brand=self.brand_a)
        reasons = {line.rule_id._conditions_text(): line.reason for line in self.why(self.sub_dealer).line_ids}
        self.assertEqual(
            sorted(reasons.values()),
            sorted(
                ["decides", "wider product category", "wider product category", "wider product category", "larger region"]
                + ["fewer conditions"]
            ),
        )

    def test_a_salesperson_may_ask_for_customers_he_sees(self):
        self.dealer_a.user_id = self.wang
        why = self.why(self.dealer_a, self.wang)
        self.assertIn("would go to Li", why.summary)
        self.assertTrue(why.line_ids.mapped("rule_id.display_name"))
        other = self.make_seller("stranger", company=self.other_company)
        self.dealer_a.company_id = self.company
        with self.assertRaises(AccessError):
            self.why(self.dealer_a, other)

    def test_the_answer_is_for_whoever_asked(self):
        self.dealer_a.user_id = self.wang
        why = self.why(self.dealer_a, self.wang)
        with self.assertRaises(AccessError):
            why.with_user(self.li).read(["summary"])
        with self.assertRaises(AccessError):
            why.line_ids.with_user(self.li).read(["reason"])

    def test_no_rule_and_chosen_by_hand(self):
        self.assertIn("No territory rule", self.why(self.dealer_b).summary)
        self.dealer_a.channel_user_fixed = True
        self.assertIn("by hand", self.why(self.dealer_a).summary)

    def test_the_last_run_is_shown(self):
        self.dry_run().action_apply()
        self.assertIn(self.dealer_rule.display_name, self.why(self.dealer_a).history)

    def test_only_managers_keep_a_salesperson(self):
        partner = self.dealer_a.with_user(self.salesperson)
        self.salesperson.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            partner.channel_user_fixed = True
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.salesperson).create({"name": "Mine", "channel_user_fixed": True})
        self.dealer_a.with_user(self.sale_manager).channel_user_fixed = True
