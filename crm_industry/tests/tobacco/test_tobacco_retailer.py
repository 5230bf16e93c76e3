from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .tobacco_common import NOON, TobaccoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoRetailer(TobaccoCommon):
    """The retailer's file: its code, its route, who may see and change it."""

    def test_code_of_market_format_and_scale(self):
        self.assertEqual(self.retailer.code, "CZ2")
        self.retailer.write({"market": "rural", "scale": "1"})
        self.assertEqual(self.retailer.code, "XZ1")
        self.retailer.store_format_id = self.env.ref("crm_industry.store_format_newer_y")
        self.assertEqual(self.retailer.code, "XY1")
        self.retailer.scale = False
        self.assertFalse(self.retailer.code)

    def test_both_published_sets_of_formats(self):
        formats = self.env["crm.store.format"].with_context(active_test=False).search([("edition", "!=", "own")])
        letters = {edition: "".join(sorted(group.mapped("code"))) for edition, group in formats.grouped("edition").items()}
        self.assertEqual(letters, {"2008": "BFNQSYZ", "newer": "BFNQSY"})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            formats.create({"name": "Twice", "code": "Z", "edition": "2008"})

    def test_client_manager_is_the_routes(self):
        self.assertEqual(self.retailer.user_id, self.salesperson)
        self.route.user_id = self.tobacco_manager
        self.assertEqual(self.retailer.user_id, self.tobacco_manager)
        self.retailer.user_id = self.salesperson
        self.assertEqual(self.retailer.user_id, self.salesperson)

    def test_client_managers_are_employees_of_the_company(self):
        with self.assertRaisesRegex(ValidationError, "does not work for"):
            self.retailer.user_id = self.other_inspector

    def test_one_file_for_each_shop(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["crm.tobacco.retailer"].create({"partner_id": self.retailer.partner_id.id})

    def test_contacts_have_no_file(self):
        with self.assertRaisesRegex(ValidationError, "is a contact of"):
            self.env["crm.tobacco.retailer"].create({"partner_id": self.contact.id})

    def test_customers_know_market_and_format_for_gradings(self):
        partner = self.retailer.partner_id
        self.assertEqual((partner.tobacco_market, partner.tobacco_format_id), ("town", self.grocery))
        self.retailer.market = "rural"
        self.assertEqual(partner.tobacco_market, "rural")
        fields = self.env["res.partner"]._fields
        self.assertTrue(fields["tobacco_market"].store and fields["tobacco_format_id"].store)

    def test_areas_are_regions_with_the_number_of_retailers(self):
        harbour = self.env["crm.region"].create({"name": "Harbour"})
        self.make_retailer("Quay Shop", region=harbour)
        self.make_retailer("Tower Shop")
        domain = [("company_id", "=", self.company.id), ("region_id", "in", (self.old_town | harbour).ids)]
        groups = self.env["crm.tobacco.retailer"].formatted_read_group(domain, ["region_id"], ["__count"])
        self.assertEqual({group["region_id"][0]: group["__count"] for group in groups}, {self.old_town.id: 2, harbour.id: 1})

    def test_salespeople_see_their_own_retailers(self):
        theirs = self.make_retailer("Not Mine", route_id=False, user_id=self.tobacco_manager.id)
        retailers = self.env["crm.tobacco.retailer"].with_user(self.salesperson)
        self.assertEqual(retailers.search([("id", "in", (theirs | self.retailer).ids)]), self.retailer)
        with self.assertRaises(AccessError):
            theirs.with_user(self.salesperson).read(["code"])
        self.retailer.with_user(self.salesperson).scale = "1"
        self.assertEqual(self.retailer.code, "CZ1")

    def test_inspectors_read_only_and_other_companies_nothing(self):
        self.assertEqual(self.retailer.with_user(self.inspector).code, "CZ2")
        with self.assertRaises(AccessError):
            self.retailer.with_user(self.inspector).scale = "1"
        others = self.env["crm.tobacco.retailer"].with_user(self.other_inspector)
        self.assertFalse(others.search([("id", "=", self.retailer.id)]))

    def test_code_and_licence_are_nobodys_to_write(self):
        for values in ({"code": "XX9"}, {"licence_state": "valid"}, {"licence_id": self.licence.id}):
            with self.assertRaises(AccessError):
                self.retailer.with_user(self.tobacco_manager).write(values)

    def test_form(self):
        partner = self.make_customer("Form Shop")
        form = Form(self.env["crm.tobacco.retailer"].with_user(self.tobacco_manager))
        form.partner_id = partner
        form.store_format_id = self.grocery
        form.market = "town"
        form.scale = "1"
        self.assertEqual(form.save().code, "CZ1")

    def test_button_of_the_customer(self):
        action = self.retailer.partner_id.action_open_tobacco_retailer()
        self.assertEqual(action["res_id"], self.retailer.id)
        self.assertFalse(self.customer.action_open_tobacco_retailer()["res_id"])

    def test_merged_customers(self):
        new = self.make_customer("Absorbing Shop")
        self.env["res.partner"]._rekey_customer(self.retailer.partner_id, new)
        self.assertEqual((self.retailer.partner_id, new.tobacco_market), (new, "town"))
        other = self.make_retailer("Second Shop", licensed=False)
        licence = self.make_licence(other, valid_from="2029-01-01")
        self.env["res.partner"]._rekey_customer(other.partner_id, new)
        self.assertFalse(other.exists())
        self.assertEqual(licence.retailer_id, self.retailer)
