from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .agreement_common import NOON, TODAY, AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestMaySell(AgreementCommon):
    """Who may sell what where, on any day, as code, SQL, API and screen tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreement = cls.activate(cls.dealer_a, cls.east, cls.phones, exclusive=True)

    def ask(self, user=None, dealer=None, products=None, **arguments):
        """Ask as a client of the API does."""
        return self.env["crm.dealer.coverage"].with_user(user or self.channel_manager).may_sell(
            (dealer or self.dealer_a).id, (products or self.phone).ids, **arguments
        )

    def test_answer_of_the_api(self):
        [answer] = self.ask(region_id=self.east_city.id)
        self.assertEqual(
            answer,
            {
                "product_id": self.phone.id,
                "allowed": True,
                "exclusive": True,
                "agreement": self.agreement.name,
                "until": "2026-12-31",
                "reason": False,
                "message": False,
            },
        )

    def test_reasons(self):
        found = [
            self.ask(products=self.printer, region_id=self.east.id),
            self.ask(region_id=self.south.id),
            self.ask(dealer=self.dealer_b, region_id=self.east.id),
            self.ask(region_id=self.east.id, day="2025-12-31"),
        ]
        self.assertEqual([answer["reason"] for [answer] in found], ["product", "region", "agreement", "agreement"])
        self.assertIn("another dealer has it exclusively", found[2][0]["message"])
        self.assertNotIn("exclusively", found[1][0]["message"])

    def test_without_a_region_any_will_do(self):
        [phone, printer] = self.ask(products=self.phone | self.printer)
        self.assertEqual((phone["allowed"], printer["allowed"]), (True, False))

    def test_products_without_category_or_brand(self):
        bare = self.env["product.product"].create({"name": "Bare", "categ_id": False})
        self.assertFalse(self.ask(products=bare)[0]["allowed"])
        self.activate(self.dealer_b, self.south)
        self.assertTrue(self.ask(dealer=self.dealer_b, products=bare)[0]["allowed"])

    def test_contacts_stand_for_their_company(self):
        contact = self.env["res.partner"].create({"name": "Wang", "parent_id": self.dealer_a.id})
        self.assertTrue(self.ask(dealer=contact, region_id=self.east.id)[0]["allowed"])

    def test_arguments_that_make_no_sense(self):
        coverage = self.env["crm.dealer.coverage"].with_user(self.channel_manager)
        dealer, product = self.dealer_a.id, self.phone.ids
        for arguments in (
            ("one", product),
            (dealer, "all"),
            (dealer, [True]),
            (dealer, product, "east"),
            (dealer, product, self.east.id, "tomorrow"),
            (dealer, product, self.east.id, "2026-03-10", -1),
            (2**40, product),
            (dealer, [2**31 - 1]),
        ):
            with self.subTest(arguments=arguments), self.assertRaises(UserError):
                coverage.may_sell(*arguments)

    def test_who_may_ask(self):
        self.dealer_a.user_id = self.channel_manager
        with self.assertRaises(AccessError):
            self.ask(user=self.salesperson)
        self.dealer_a.user_id = self.salesperson
        self.assertTrue(self.ask(user=self.salesperson)[0]["allowed"])
        self.salesperson.group_ids = [(5,), (4, self.env.ref("base.group_portal").id)]
        with self.assertRaises(AccessError):
            self.ask(user=self.salesperson)

    def test_another_company_has_its_own_agreements(self):
        [answer] = self.ask(user=self.other_channel_manager, region_id=self.east.id)
        self.assertEqual(answer["reason"], "agreement")
        with self.assertRaises(AccessError):
            self.ask(user=self.other_channel_manager, company_id=self.company.id)

    def test_many_products_are_one_statement(self):
        products = self.env["product.product"].create([{"name": f"P{n}", "categ_id": self.phones.id} for n in range(50)])
        self.env.flush_all()
        coverage = self.env["crm.dealer.coverage"]
        products.mapped("channel_brand_id")
        coverage._may_sell(self.dealer_a, self.phone, self.east, TODAY)
        with self.assertQueryCount(1):
            answers = coverage._may_sell(self.dealer_a, products, self.east, TODAY)
        self.assertTrue(all(answer["allowed"] for answer in answers.values()))

    def test_sql_for_other_models(self):
        """Rows of the query, compared with goods by the condition, say the same as the answers."""
        coverage = self.env["crm.dealer.coverage"]
        for product, region, day, expected in (
            (self.phone, self.east_port, "2026-03-10", 1),
            (self.printer, self.east_port, "2026-03-10", 0),
            (self.phone, self.south, "2026-03-10", 0),
            (self.phone, self.east, "2025-12-31", 0),
        ):
            condition = coverage._covers(
                "covering",
                region=SQL("%s", region.id),
                categ=SQL("%s", product.categ_id.id),
                brand=SQL("%s::int", product.channel_brand_id.id or None),
                day=SQL("%s::date", day),
            )
            query = SQL(
                "SELECT count(*) FROM (%s) covering WHERE dealer_id = %s AND %s",
                coverage._covering_query(company=self.company),
                self.dealer_a.id,
                condition,
            )
            self.assertEqual(self.env.execute_query(query), [(expected,)])
        today = coverage._covering_query(TODAY)
        query = SQL("SELECT DISTINCT agreement_id FROM (%s) c WHERE dealer_id = %s", today, self.dealer_a.id)
        self.assertEqual(self.env.execute_query(query), [(self.agreement.id,)])

    # -- on the screen -------------------------------------------------------------------------------------------------

    def who(self, user=None, **values):
        return self.env["crm.dealer.who"].with_user(user or self.channel_manager).create(values)

    def test_screen_tells_who(self):
        wizard = self.who(product_id=self.phone.id, region_id=self.east_city.id)
        self.assertEqual(wizard.coverage_ids.agreement_id, self.agreement)
        self.assertEqual(wizard.answer, "Dealer A, exclusively")
        wizard.product_id = self.printer
        self.assertFalse(wizard.coverage_ids)
        self.assertIn("Nobody", wizard.answer)

    def test_screen_looks_at_the_day(self):
        wizard = self.who(product_id=self.phone.id, region_id=self.east_city.id, day="2025-06-01")
        self.assertFalse(wizard.coverage_ids)

    def test_screen_shows_own_customers_only(self):
        self.dealer_a.user_id = self.channel_manager
        self.assertFalse(self.who(self.salesperson, region_id=self.east_city.id).coverage_ids)
