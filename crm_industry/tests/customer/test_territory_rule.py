import random
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .territory_common import TerritoryCommon

CONDITIONS = ("region", "categ", "brand", "type", "grade")


@tagged("post_install", "-at_install")
class TestTerritoryRule(TerritoryCommon):
    """Which rule decides."""

    def winner(self, customer):
        found = self.env["crm.territory.match"]._customer_winners(self.company, customer)
        return self.rules.browse(found[customer.id][0]) if customer.id in found else self.rules

    def test_a_region_stands_for_its_parts(self):
        rule = self.rule(self.wang, region=self.east)
        self.assertEqual(self.winner(self.sub_dealer), rule)
        self.assertEqual(self.winner(self.dealer_a), rule)
        self.assertFalse(self.winner(self.dealer_b))

    def test_more_conditions_win_over_a_smaller_region(self):
        self.rule(self.wang, region=self.east_city)
        both = self.rule(self.li, region=self.market, type=self.type_dealer)
        self.assertEqual(self.winner(self.sub_dealer), both)

    def test_the_smaller_region_wins_then_the_narrower_category(self):
        self.sub_dealer.channel_main_categ_id = self.smart_phones
        self.rule(self.wang, region=self.market, categ=self.smart_phones)
        smaller = self.rule(self.li, region=self.east, categ=self.phones)
        self.assertEqual(self.winner(self.sub_dealer), smaller)
        narrower = self.rule(self.zhao, region=self.east, categ=self.smart_phones)
        self.assertEqual(self.winner(self.sub_dealer), narrower)

    def test_a_rule_without_conditions_is_the_last_one(self):
        everything = self.rule(self.wang)
        self.assertEqual(self.winner(self.dealer_b), everything)
        brand = self.rule(self.li, brand=self.brand_a)
        self.assertEqual(self.winner(self.dealer_b), everything)
        self.dealer_b.channel_main_brand_id = self.brand_a
        self.assertEqual(self.winner(self.dealer_b), brand)

    def test_two_rules_with_the_same_conditions_are_refused_by_name(self):
        first = self.rule(self.wang, region=self.east, type=self.type_dealer)
        with self.assertRaisesRegex(ValidationError, "East · Dealer|has the same conditions") as caught:
            self.rule(self.li, region=self.east, type=self.type_dealer)
        self.assertIn(first.display_name, str(caught.exception))
        first.active = False
        second = self.rule(self.li, region=self.east, type=self.type_dealer)
        with self.assertRaises(ValidationError):
            first.active = True
        self.assertEqual(self.winner(self.dealer_a), second)

    def test_the_database_refuses_what_two_transactions_save_at_once(self):
        self.rule(self.wang, region=self.east)
        no_check = patch.object(self.registry["crm.territory.rule"], "_refuse_tie", lambda rules, conditions: None)
        with no_check, mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.rule(self.li, region=self.east)
        [(unique,)] = self.env.execute_query(
            SQL("SELECT indisunique FROM pg_index WHERE indexrelid = %s::regclass", "crm_territory_rule_conditions_uniq")
        )
        self.assertTrue(unique)

    def test_rules_of_archived_salespeople_do_not_count(self):
        rule = self.rule(self.wang, region=self.east)
        self.wang.active = False
        self.assertTrue(rule.idle)
        self.assertIn(rule, self.rules.search([("idle", "=", True)]))
        self.assertFalse(self.winner(self.dealer_a))

    def test_who_can_have_a_territory(self):
        stranger = self.make_seller("stranger", company=self.other_company)
        self.wang.active = False
        for user in (stranger, self.wang):
            with self.subTest(user=user), self.assertRaises(ValidationError):
                self.rule(user, region=self.south)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.rule(None, region=self.south)

    def test_other_companies_rules_neither_count_nor_show(self):
        foreign = self.rules.create(
            {"company_id": self.other_company.id, "user_id": self.other_channel_manager.id, "region_id": self.east.id}
        )
        self.assertFalse(self.winner(self.dealer_a))
        self.assertFalse(self.rules.with_user(self.channel_manager).search([("id", "=", foreign.id)]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.channel_manager).read(["note"])

    def test_a_rule_is_not_given_to_another_company(self):
        rule = self.rule(None, team=self.env["crm.team"].create({"name": "Shared team", "company_id": False}))
        with self.assertRaises(AccessError):
            rule.with_user(self.channel_manager).company_id = self.other_company

    def test_salespeople_read_rules_and_change_none(self):
        rule = self.rule(self.wang, region=self.east)
        self.assertTrue(rule.with_user(self.wang).display_name)
        with self.assertRaises(AccessError):
            rule.with_user(self.wang).user_id = self.wang
        with self.assertRaises(AccessError):
            self.rules.with_user(self.wang).create({"company_id": self.company.id, "user_id": self.wang.id})

    def test_the_brand_bought_most_of_decides(self):
        self.rule(self.wang)
        branded = self.rule(self.li, brand=self.brand_b)
        a, b = (self.make_product(name, self.phones, brand) for name, brand in (("A", self.brand_a), ("B", self.brand_b)))
        for product, quantity in ((a, 1), (b, 3), (a, 1)):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.dealer_b.id,
                    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": quantity, "price_unit": 10.0})],
                }
            )
            order.write({"state": "sale"})
        self.assertEqual(self.winner(self.dealer_b), branded)

    # -- against an independent answer -------------------------------------------------------------------------------

    def test_random_rules_and_customers_equal_an_independent_answer(self):
        dice = random.Random(7)
        regions = self.market | self.east | self.east_city | self.east_port | self.south | self.south_city
        choices = {
            "region": [None, *regions],
            "categ": [None, self.phones, self.smart_phones, self.printers],
            "brand": [None, self.brand_a, self.brand_b],
            "type": [None, self.type_dealer, self.type_retail],
            "grade": [None],
        }
        rules, seen = [], set()
        while len(rules) < 60:
            conditions = {name: dice.choice(values) for name, values in choices.items()}
            key = tuple(conditions.values())
            if key not in seen:
                seen.add(key)
                given = {name: record for name, record in conditions.items() if record}
                rules.append((self.rule(dice.choice((self.wang, self.li)), **given), conditions))
        values = [{name: dice.choice(options) for name, options in choices.items()} for _number in range(200)]
        customers = self.env["res.partner"].create([self.prepare_customer(number, value) for number, value in enumerate(values)])
        found = self.env["crm.territory.match"]._customer_winners(self.company, customers)
        for customer, value in zip(customers, values, strict=True):
            self.assertEqual(found.get(customer.id, (None,))[0], self.expected(rules, value), value)

    def prepare_customer(self, number, value):
        return {
            "name": f"Customer {number}",
            "is_company": True,
            "channel_region_id": value["region"] and value["region"].id,
            "channel_region_manual": bool(value["region"]),
            "channel_main_categ_id": value["categ"] and value["categ"].id,
            "channel_main_brand_id": value["brand"] and value["brand"].id,
            "channel_type_id": value["type"] and value["type"].id,
        }

    def expected(self, rules, value):
        """The id of the rule by the words of the documentation, worked out one by one."""
        best = None
        for rule, conditions in rules:
            if all(self.holds(name, conditions[name], value[name]) for name in CONDITIONS):
                key = (
                    sum(record is not None for record in conditions.values()),
                    self.depth(conditions["region"]),
                    self.depth(conditions["categ"]),
                    conditions["brand"] is not None,
                    conditions["type"] is not None,
                )
                if best is None or key > best[0]:
                    best = (key, rule.id)
        return best and best[1]

    def holds(self, name, wanted, actual):
        if wanted is None:
            return True
        while actual and actual != wanted and name in ("region", "categ"):
            actual = actual.parent_id
        return actual == wanted

    def depth(self, node):
        depth = 0
        while node:
            node, depth = node.parent_id, depth + 1
        return depth
