from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..channel_common import ChannelCommon

SHIPPED = ("retail", "direct", "dealer", "consumer", "key")


@tagged("post_install", "-at_install")
class TestCustomerType(ChannelCommon):
    def test_each_shipped_type_has_fields_and_a_list_of_its_own(self):
        views = set()
        for code in SHIPPED:
            customer_type = self.env.ref(f"crm_industry.customer_type_{code}")
            self.assertTrue(customer_type._shipped_fields()[code])
            action = customer_type.action_open_customers()
            views.add(action["view_id"][0])
            self.assertIn(f"('channel_type_id', '=', {customer_type.id})", action["domain"])
        self.assertEqual(len(views), len(SHIPPED))

    def test_fields_of_a_type_are_kept_by_customer(self):
        self.type_retail.properties_definition = [{"name": "area", "type": "integer", "string": "Area"}]
        other = self.make_customer("Second shop", channel_type_id=self.type_retail.id)
        self.retailer.channel_properties = {"area": 60}
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.retailer.channel_properties["area"], 60)
        self.assertFalse(other.channel_properties["area"])
        found = self.env["res.partner"].search([("channel_properties.area", "=", 60)])
        self.assertEqual(found, self.retailer)

    def test_shipped_fields_are_loaded_once(self):
        self.type_retail.properties_definition = False
        self.type_dealer.properties_definition = [{"name": "own", "type": "char", "string": "Own"}]
        self.env["crm.customer.type"]._load_shipped_fields()
        self.assertIn("shop_area", [field["name"] for field in self.type_retail.properties_definition])
        self.assertEqual([field["name"] for field in self.type_dealer.properties_definition], ["own"])
        self.assertEqual(self.type_dealer.field_labels, "Own")

    def test_contacts_follow_their_company(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.retailer.id})
        self.assertEqual(contact.channel_type_id, self.type_retail)
        self.retailer.channel_type_id = self.env.ref("crm_industry.customer_type_key")
        self.assertEqual(contact.channel_type_id.code, "key")

    def test_industry_brings_a_profile(self):
        industry = self.env["res.partner.industry"].create({"name": "Shipping"})
        industry.channel_profile_definition = [{"name": "ships", "type": "integer", "string": "Ships"}]
        self.customer.industry_id = industry
        self.customer.channel_profile = {"ships": 4}
        self.env.flush_all()
        self.assertEqual(self.customer.channel_profile["ships"], 4)

    def test_own_fields_are_for_colleagues_only(self):
        portal = new_test_user(self.env, "channel_portal", "base.group_portal", partner_id=self.retailer.id)
        mine = self.retailer.with_user(portal)
        self.assertEqual(mine.read(["id"])[0]["id"], self.retailer.id)
        for name in ("channel_properties", "channel_profile", "channel_tier_id", "channel_position_ids"):
            with self.assertRaises(AccessError):
                mine.read([name])
        self.assertNotIn("channel_properties", mine.fields_get())

    def test_own_type_opens_its_customers(self):
        own = self.env["crm.customer.type"].create({"name": "Franchise"})
        customer = self.make_customer("Franchise shop", channel_type_id=own.id)
        action = own.action_open_customers()
        self.assertEqual(self.env["res.partner"].search(action["domain"]), customer)
        self.assertEqual(own.customer_count, 1)

    def test_form_of_a_customer_and_its_contact(self):
        with Form(self.retailer) as form:
            form.channel_region_id = self.south
        self.assertTrue(self.retailer.channel_region_manual)
        self.assertEqual(self.retailer.channel_region_id, self.south)

    def test_shipped_types_stay(self):
        with self.assertRaises(UserError):
            self.type_retail.unlink()
        with self.assertRaises(AccessError):
            self.type_retail.with_user(self.salesperson).name = "Shop"

    def test_brand_of_a_product(self):
        product = self.make_product("Phone", self.phones, self.brand_a)
        self.assertEqual(product.product_tmpl_id.channel_brand_id, self.brand_a)
        with self.assertRaises(AccessError):
            self.env["crm.brand"].with_user(self.salesperson).create({"name": "Mine"})

    def test_a_dealer_in_the_tree_stays_one(self):
        self.place(self.dealer_a)
        with self.assertRaisesRegex(ValidationError, "Dealer A"):
            self.dealer_a.channel_type_id = self.type_retail
        self.dealer_b.channel_type_id = self.type_retail

    def test_a_type_with_dealers_in_the_tree_stays_one_of_dealers(self):
        self.place(self.dealer_a)
        with self.assertRaisesRegex(ValidationError, "Dealer A"):
            self.type_dealer.is_dealer = False
