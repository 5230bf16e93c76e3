from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .relation_common import RelationCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 04:00:00")
class TestRelationGroup(RelationCommon):
    """Totals of groups of customers, each member counted once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales = {cls.mother: (100, 10), cls.daughter: (200.5, 20), cls.grandchild: (50, 5), cls.stranger: (7, 1)}
        for customer, (net, margin) in sales.items():
            cls.env["crm.customer.metrics"].create(
                {
                    "partner_id": customer.id,
                    "company_id": cls.company.id,
                    "currency_id": cls.company.currency_id.id,
                    "net_sales_12m": net,
                    "margin_12m": margin,
                }
            )

    def members(self, customer):
        return self.env["res.partner"].browse(self.env["crm.relation.group"]._members(customer)[customer.id])

    def test_a_cycle_counts_everybody_once(self):
        self.relate(self.mother, self.daughter)
        self.relate(self.daughter, self.grandchild)
        self.relate(self.grandchild, self.mother, self.owner_type)
        self.relate(self.mother, self.grandchild)
        for customer in (self.mother, self.daughter, self.grandchild):
            self.assertEqual(self.members(customer), self.mother | self.daughter | self.grandchild)
            self.assertEqual((customer.relation_group_count, customer.relation_group_sales), (3, 350.5))
        self.assertEqual(self.mother.relation_group_margin, 35)
        self.assertEqual(self.chief.relation_group_sales, 350.5)
        self.assertEqual(self.stranger.relation_group_count, 0)

    def test_companies_below_a_company_belong_to_its_group(self):
        below = self.make_customer("Branch office", parent_id=self.daughter.id)
        self.relate(self.mother, self.daughter)
        self.assertEqual(self.members(below), self.mother | self.daughter | below)
        self.assertNotIn(self.chief, self.members(self.mother))

    def test_only_relations_of_today_that_make_one_group(self):
        self.relate(self.mother, self.daughter, date_to="2026-06-14")
        self.relate(self.mother, self.stranger, self.alliance_type)
        self.relate(self.mother, self.grandchild, company_id=self.other_company.id)
        self.assertEqual(self.members(self.mother), self.mother)
        self.relate(self.mother, self.grandchild, company_id=False, kind=self.owner_type)
        self.assertEqual(self.members(self.mother), self.mother | self.grandchild)

    def test_exposure_of_the_group_is_the_sum_of_its_members(self):
        self.relate(self.mother, self.daughter)
        product = self.make_product("Thing", self.phones, taxes_id=[(5,)])
        for customer, price in ((self.mother, 100), (self.daughter, 30), (self.stranger, 5)):
            order = self.env["sale.order"].create(
                {
                    "partner_id": customer.id,
                    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1, "price_unit": price})],
                }
            )
            order.action_confirm()
        self.env.invalidate_all()
        self.assertEqual(self.mother.relation_group_exposure, 130)
        totals = self.env["crm.relation.group"].with_user(self.salesperson).group_totals(self.chief.id)
        self.assertEqual((totals["members"], totals["exposure"], totals["sales"]), (2, 130, 300.5))

    def test_margins_are_for_whom_the_company_shows_them(self):
        self.relate(self.mother, self.daughter)
        agent = new_test_user(self.env, "relation_agent", "crm_industry.group_service_agent", company_id=self.company.id)
        clerk = new_test_user(self.env, "relation_clerk", "crm_industry.group_channel_manager", company_id=self.company.id)
        manager = new_test_user(self.env, "relation_boss", "sales_team.group_sale_manager", company_id=self.company.id)
        sees = {
            "all": {self.salesperson: True, agent: True, clerk: True, manager: True},
            "sales": {self.salesperson: True, agent: True, clerk: False, manager: True},
            "managers": {self.salesperson: False, agent: False, clerk: False, manager: True},
        }
        for setting, readers in sees.items():
            self.company.customer_view_margin = setting
            self.env.invalidate_all()
            for user, expected in readers.items():
                totals = self.env["crm.relation.group"].with_user(user).group_totals(self.mother.id)
                self.assertEqual(totals.get("margin"), 30 if expected else None, (setting, user.login))
                self.assertEqual(totals["sales"], 300.5)
                [values] = self.mother.with_user(user).read(["relation_group_margin", "relation_shows_margin"])
                self.assertEqual(values["relation_group_margin"], 30 if expected else 0, (setting, user.login))
                self.assertEqual(values["relation_shows_margin"], expected)

    def test_branches_show_margins_as_their_root_says(self):
        self.company.customer_view_margin = "managers"
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        branch.customer_view_margin = "all"
        self.salesperson.company_ids |= branch
        reader = self.env["crm.relation.group"].with_user(self.salesperson).with_company(branch)
        self.assertNotIn("margin", reader.group_totals(self.mother.id))

    def test_totals_are_for_those_who_may_see_the_customer(self):
        clerk = new_test_user(self.env, "relation_clerk", "base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["crm.relation.group"].with_user(clerk).group_totals(self.mother.id)
        self.mother.company_id = self.company
        with self.assertRaises(AccessError):
            self.env["crm.relation.group"].with_user(self.other_channel_manager).group_totals(self.mother.id)

    def test_totals_are_for_who_looks_after_the_customer(self):
        self.relate(self.mother, self.daughter)
        self.mother.user_id = self.other_salesperson
        totals = self.env["crm.relation.group"]
        with self.assertRaisesRegex(AccessError, "is looked after by"):
            totals.with_user(self.salesperson).group_totals(self.chief.id)
        names = ["relation_group_count", "relation_group_sales", "relation_group_margin", "relation_group_exposure"]
        for partner in (self.mother, self.chief):
            [values] = partner.with_user(self.salesperson).read(names)
            self.assertFalse(any(values[name] for name in names))
        for user in (self.other_salesperson, self.sales_manager):
            self.assertEqual(totals.with_user(user).group_totals(self.chief.id)["members"], 2)

    def test_the_page_of_the_customer_shows_them(self):
        self.relate(self.mother, self.daughter)
        self.relate(self.mother, self.stranger, self.alliance_type)
        self.env.flush_all()
        view = self.env["crm.customer.view"].with_user(self.channel_manager)
        figures = {figure["key"]: figure for figure in view.customer_view(self.mother.id)["figures"]}
        self.assertEqual((figures["relations"]["value"], figures["group_sales"]["value"]), (2, 300.5))
        self.assertEqual(figures["group_sales"]["domain"], [["id", "in", sorted((self.mother | self.daughter).ids)]])
        alone = {figure["key"]: figure["value"] for figure in view.customer_view(self.grandchild.id)["figures"]}
        self.assertEqual((alone["relations"], "group_sales" in alone), (0, False))
