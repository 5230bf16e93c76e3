from odoo.tests import new_test_user, tagged

from odoo.addons.crm_grading.demo.demo_world import DemoCustomer, DemoWorld

from .tobacco_common import TobaccoCommon

NAMES = ("和平烟酒商行", "光明便利店", "新华副食店", "东方超市有限公司", "长江烟酒专卖店")
ALL_LEADS = "sales_team.group_sale_salesman_all_leads"


@tagged("post_install", "-at_install")
class TestTobaccoDemo(TobaccoCommon):
    """The tobacco company of the demo company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.world = DemoWorld(1, cls.company._business_today(), 0, 0)
        cls.world.company = cls.company
        groups = {
            "sales": "sales_team.group_sale_salesman",
            "sales2": "sales_team.group_sale_salesman",
            "sales3": "sales_team.group_sale_salesman",
            "tobaccomanager": f"{ALL_LEADS},crm_industry.group_tobacco_manager",
            "inspector": "crm_industry.group_tobacco_inspector",
            "grading": f"{ALL_LEADS},crm_grading.group_grading_manager",
            "retailer": "base.group_portal",
        }
        cls.world.users = {
            login: new_test_user(cls.env, f"demo_{login}", names, company_id=cls.company.id) for login, names in groups.items()
        }
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("crm_industry.group_trade_tobacco")
        cls.world.customers = [
            DemoCustomer(f"{NAMES[n % 5]}{n}", "tobacco", "shop", {}, record=cls.make_customer(f"{NAMES[n % 5]}{n}"))
            for n in range(12)
        ]

        team = cls.env["crm.team"].create({"name": "Tobacco"})
        cls.world.teams = {"tobacco": team}
        parent = cls.env["product.category"].create({"name": "Smoke"})
        goods = [{"name": code, "list_price": 500, "categ_id": parent.id} for code in ("YC-JN-Z", "YC-HD-D", "YC-JS-R", "YC-LT")]
        cls.world.products = {product.name: product for product in cls.env["product.product"].create(goods)}
        cls.env["crm.demo.company"]._remember("category_tobacco", parent)

    def test_retailers_offences_grades_and_visits(self):
        for step in self.env["crm.demo.company"].with_context(lang="en_US")._tobacco_steps():
            if step.__name__ == "_load_tobacco_supply":
                self.give_bands()
            step(self.world)
        retailers = self.world.notes["tobacco_retailers"]
        self.assertEqual(len(retailers), 12)
        self.assertTrue(all(retailers.mapped("code")))
        self.assertEqual(set(retailers.mapped("licence_state")), {"valid", "suspended", "applied"})
        self.assertTrue(retailers.licence_ids.filtered("late"))
        self.check_supply(retailers)
        self.check_portal()
        events = retailers.compliance_event_ids
        self.assertEqual(set(events.mapped("state")), {"reported", "confirmed", "appealed", "upheld", "revoked"})
        visits = self.env["crm.visit"].search([("partner_id", "in", retailers.partner_id.ids)])
        self.assertLessEqual({"done", "checked_in"}, set(visits.mapped("state")))
        self.assertTrue(all(visits.filtered(lambda visit: visit.state == "done").mapped("has_position")))

    def check_portal(self):
        """The retailer who logs in finds a licence, a quota, an offence to appeal against and its report of the week."""
        portal = self.env["crm.tobacco.portal"].with_user(self.world.users["retailer"])
        home = portal._home_page()
        self.assertEqual(home["licence"]["state"], "valid")
        self.assertTrue(home["open_events"])
        self.assertTrue([row for row in home["quota"]["rows"] if row["quota"]])
        page = portal._demand_page()
        self.assertTrue(page["report"])
        self.assertEqual([row["stock"] for row in page["rows"] if row["stock"]][0], "0")
        reports = self.env["crm.tobacco.demand"].search([("company_id", "=", self.company.id)])
        self.assertEqual((len(reports), len(reports.retailer_id)), (5, 5))
        self.assertEqual(set(reports.mapped("reported_by")), {self.world.users[login] for login in ("retailer", "sales2")})

    def give_bands(self):
        """Nobody bought anything here, so that the run rated nobody."""
        scheme = self.env["crm.grading.scheme"].search([("company_id", "=", self.company.id), ("code", "=", "BANDS")])
        grades = {grade.code: grade.id for grade in scheme.grade_ids}
        standings = self.env["crm.grading.standing"]
        standings.search([("scheme_id", "=", scheme.id)]).unlink()
        common = {"company_id": self.company.id, "scheme_id": scheme.id, "source": "run"}
        for number, retailer in enumerate(self.world.notes["tobacco_retailers"]):
            standings.create(common | {"partner_id": retailer.partner_id.id, "grade_id": grades[str(30 - 2 * number)]})

    def check_supply(self, retailers):
        """Two scarce brands in force this week; each has an order, a quotation, and one of more than is left."""
        classes = {code: product.categ_id.tobacco_class for code, product in self.world.products.items()}
        self.assertEqual(classes, {"YC-JN-Z": "1", "YC-HD-D": "1", "YC-JS-R": "3", "YC-LT": False})
        plans = self.env["crm.supply.plan"].search([("company_id", "=", self.company.id)])
        self.assertEqual(plans.mapped("state"), ["published"] * 2)
        self.assertLessEqual(sum(plans.mapped("allotted")), sum(plans.mapped("total")))
        orders = self.env["sale.order"].search([("partner_id", "in", retailers.partner_id.ids)], order="id")
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "draft"] * 2)
        self.assertEqual([bool(order.tobacco_hindrance) for order in orders[1:3]], [False, True])
        self.assertTrue(all(orders.order_line.mapped("supply_limited")))
