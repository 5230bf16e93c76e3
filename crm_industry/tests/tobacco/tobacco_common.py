from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.crm_grading.tests.common import GradingCommon

# A Wednesday, noon in Shanghai.
NOON = "2026-03-18 04:00:00"
TODAY = date(2026, 3, 18)


class TobaccoCommon(GradingCommon):
    """A licensed retailer, goods of the trade and its people, on 2026-03-18 in Shanghai; heirs freeze the time at `NOON`.

    ``retailer`` (town grocery CZ2, region ``old_town``, on ``route`` of ``salesperson``) has a valid ``licence``;
    ``make_retailer`` makes more. ``cigarette`` (class 1), ``cheap_cigarette`` (class 5), ``lighter`` (no tobacco).
    ``tobacco_manager``, ``inspector`` and ``second_inspector``; ``other_inspector`` of ``other_company``. Credit is not
    checked.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env["base"].with_context(lang="en_US").env
        cls.company.write(
            {
                "business_tz": "Asia/Shanghai",
                "credit_check_confirm": "off",
                "credit_check_change": "off",
                "tobacco_licence_check": "block",
                "tobacco_renewal_days": 30,
                "tobacco_reminder_days": 60,
            }
        )
        cls.tobacco_manager = cls.make_user("tobacco_manager", "crm_industry.group_tobacco_manager")
        cls.inspector = cls.make_user("tobacco_inspector", "crm_industry.group_tobacco_inspector")
        cls.second_inspector = cls.make_user("second_inspector", "crm_industry.group_tobacco_inspector")
        cls.other_inspector = cls.make_user("other_inspector", "crm_industry.group_tobacco_inspector", cls.other_company)
        cls.salesperson.lang = "en_US"
        cls.make_goods()
        cls.old_town = cls.env["crm.region"].create({"name": "Old Town"})
        cls.grocery = cls.env.ref("crm_industry.store_format_2008_z")
        cls.route = cls.make_route("Route 1", user_id=cls.salesperson.id)
        cls.retailer = cls.make_retailer("Corner Shop", scale="2")
        cls.licence = cls.retailer.licence_ids

    @classmethod
    def make_user(cls, login, groups, company=None):
        """Make an employee of a company, by default the first one."""
        company = company or cls.company
        user = new_test_user(cls.env, login, groups, company_id=company.id, company_ids=[Command.set(company.ids)])
        user.lang = "en_US"
        return user

    @classmethod
    def make_goods(cls):
        """Make categories and goods of the trade."""
        categories = cls.env["product.category"].create(
            [
                {"name": "Class 1", "tobacco_class": "1"},
                {"name": "Class 5", "tobacco_class": "5"},
                {"name": "Lighters"},
            ]
        )
        names = ("Golden Leaf", "Plain Leaf", "Lighter")
        goods = cls.env["product.product"].create(
            [
                {"name": name, "categ_id": categ.id, "type": "consu", "list_price": 100, "taxes_id": []}
                for name, categ in zip(names, categories, strict=True)
            ]
        )
        cls.cigarette, cls.cheap_cigarette, cls.lighter = goods

    @classmethod
    def make_route(cls, name, **values):
        """Make a route of the first company, on any order day."""
        return cls.env["crm.tobacco.route"].create({"name": name, "company_id": cls.company.id, "cutoff": 17.0} | values)

    @classmethod
    def make_retailer(cls, name, licensed=True, region=None, **values):
        """Make a shop with its file and, unless told otherwise, a valid licence of five years from 2024 on."""
        partner = cls.make_customer(name, channel_region_id=(region or cls.old_town).id)
        defaults = {
            "company_id": cls.company.id,
            "partner_id": partner.id,
            "store_format_id": cls.grocery.id,
            "market": "town",
            "scale": "3",
            "route_id": cls.route.id,
        }
        retailer = cls.env["crm.tobacco.retailer"].create(defaults | values)
        if licensed:
            cls.make_licence(retailer)._transition("grant")
        return retailer

    @classmethod
    def make_licence(cls, retailer=None, **values):
        """Record an application; its number is made of the retailer's id."""
        retailer = retailer or cls.retailer
        defaults = {
            "company_id": cls.company.id,
            "retailer_id": retailer.id,
            "number": f"3101011{retailer.id % 100000:05}",
            "applied_on": "2023-11-01",
            "valid_from": "2024-01-01",
        }
        return cls.env["crm.tobacco.licence"].create(defaults | values)

    @classmethod
    def make_order(cls, product=None, quantity=10, retailer=None, **values):
        """Make a quotation of cigarettes for a retailer, as its salesperson."""
        line = {"product_id": (product or cls.cigarette).id, "product_uom_qty": quantity, "price_unit": 10}
        defaults = {"partner_id": (retailer or cls.retailer).partner_id.id, "order_line": [Command.create(line)]}
        return cls.env["sale.order"].with_user(cls.salesperson).create(defaults | values)
