from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .stock_common import StockCommon


@tagged("post_install", "-at_install")
class TestAgedStockAlert(StockCommon):
    """One open alert for each product and warehouse, raised by the most specific rule, closed when the stock is young."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alerts = cls.env["crm.aged.stock.alert"]
        cls.phone = cls.goods("Phone", cost=10, category=cls.smart_phones, brand=cls.brand_a)
        cls.move(cls.phone, 8, cls.supplier, cls.near, 100)
        cls.move(cls.phone, 5, cls.supplier, cls.near, 10)

    def rule(self, **values):
        defaults = {"name": "Rule", "company_id": self.house.id, "days": 90, "user_id": self.channel_manager.id}
        return self.env["crm.aged.stock.rule"].create(defaults | values)

    def alert(self, product=None, warehouse=None):
        return self.alerts.search(
            [
                ("product_id", "=", (product or self.phone).id),
                ("warehouse_id", "=", (warehouse or self.near).id),
                ("state", "!=", "closed"),
            ]
        )

    def test_alert_of_aged_goods(self):
        self.rule(action="promotion")
        self.refresh()
        alert = self.alert()
        self.assertEqual((alert.quantity, alert.value, alert.oldest_day), (8, 80, self.today - timedelta(100)))
        self.assertEqual((alert.user_id, alert.action, alert.state), (self.channel_manager, "promotion", "open"))
        self.assertEqual(alert.activity_ids.user_id, self.channel_manager)
        self.assertEqual(alert.activity_ids.activity_type_id, self.env.ref("crm_industry.activity_aged_stock"))

    def test_no_rule_no_alert(self):
        self.refresh()
        self.assertFalse(self.alert())

    def test_next_night_changes_figures_and_adds_none(self):
        self.rule()
        self.refresh()
        alert = self.alert()
        self.move(self.phone, 3, self.near, self.consumer, 1)
        self.refresh()
        self.assertEqual(self.alert(), alert)
        self.assertEqual((alert.quantity, alert.value), (5, 50))
        self.assertEqual(len(alert.activity_ids), 1)

    def test_alert_is_closed_when_the_stock_is_young(self):
        self.rule()
        self.refresh()
        alert = self.alert()
        self.move(self.phone, 8, self.near, self.losses, 1)
        self.refresh()
        self.assertEqual((alert.state, alert.closed_on, alert.quantity), ("closed", self.today, 0))
        self.assertFalse(alert.activity_ids)
        self.assertFalse(self.alert())

    def test_goods_that_are_aged_again_have_a_new_alert(self):
        self.rule(days=5)
        self.refresh()
        first = self.alert()
        self.move(self.phone, 13, self.near, self.losses, 4)
        self.refresh()
        self.move(self.phone, 2, self.supplier, self.near, 6)
        self.refresh()
        self.assertEqual(first.state, "closed")
        self.assertNotEqual(self.alert(), first)
        self.assertTrue(self.alert())

    def test_rule_without_effect_any_more_closes_alerts(self):
        rule = self.rule()
        self.refresh()
        alert = self.alert()
        rule.active = False
        self.refresh()
        self.assertEqual(alert.state, "closed")

    # -- which rule ----------------------------------------------------------------------------------------------------

    def test_most_specific_rule_counts(self):
        """Each of these is more specific than those before, whatever the order of the list."""
        specific = (
            {},
            {"brand_id": self.brand_a.id},
            {"categ_id": self.phones.id},
            {"categ_id": self.smart_phones.id},
            {"warehouse_id": self.near.id},
            {"product_id": self.phone.id},
        )
        for number, values in enumerate(specific):
            rule = self.rule(name=f"Rule {number}", sequence=number, **values)
            self.refresh()
            self.assertEqual(self.alert().rule_id, rule, values)

    def test_specific_rule_exempts(self):
        self.rule()
        self.rule(product_id=self.phone.id, days=365)
        self.refresh()
        self.assertFalse(self.alert())

    def test_rules_that_do_not_fit(self):
        self.rule(brand_id=self.brand_b.id)
        self.rule(categ_id=self.printers.id)
        self.rule(warehouse_id=self.far.id)
        self.rule(days=100)
        self.rule(company_id=self.other_company.id)
        self.refresh()
        self.assertFalse(self.alert())

    def test_value_from_which_a_rule_counts(self):
        rule = self.rule(min_value=80.01)
        self.refresh()
        self.assertFalse(self.alert())
        rule.min_value = 80
        self.refresh()
        self.assertTrue(self.alert())

    def test_end_of_life(self):
        """All goods in stock are concerned as soon as the day is near enough."""
        self.rule(trigger="end_of_life", days=30)
        self.phone.channel_end_of_life = self.today + timedelta(31)
        self.refresh()
        self.assertFalse(self.alert())
        self.phone.channel_end_of_life = self.today + timedelta(30)
        self.refresh()
        self.assertEqual((self.alert().trigger, self.alert().quantity), ("end_of_life", 13))

    def test_successor_in_stock(self):
        self.rule(trigger="successor", days=50)
        self.phone.channel_successor_id = newer = self.goods("Newer phone")
        self.refresh()
        self.assertFalse(self.alert())
        self.move(newer, 1, self.supplier, self.branch_house, 2)
        self.refresh()
        alert = self.alert()
        self.assertEqual((alert.trigger, alert.quantity, alert.successor_id), ("successor", 8, newer))
        self.assertFalse(self.alert(newer, self.branch_house))

    def test_first_rule_of_the_list_speaks_where_several_fit(self):
        self.rule(sequence=2)
        near_end = self.rule(trigger="end_of_life", days=30, sequence=1)
        self.phone.channel_end_of_life = self.today
        self.refresh()
        self.assertEqual(self.alert().rule_id, near_end)

    def test_rules_hold_for_branches(self):
        self.rule()
        self.move(self.phone, 2, self.supplier, self.branch_house, 120)
        self.refresh()
        self.assertEqual(self.alert(warehouse=self.branch_house).company_id, self.branch)

    def test_rules_that_make_no_sense(self):
        elsewhere = self.env["stock.warehouse"].create(
            {"name": "Elsewhere", "code": "ELS", "company_id": self.other_company.id}
        )
        with self.assertRaises(ValidationError):
            self.rule(warehouse_id=elsewhere.id)
        with self.assertRaises(ValidationError):
            self.rule(company_id=self.branch.id)
        with self.assertRaises(ValidationError):
            self.rule(days="soon")

    # -- action and result ---------------------------------------------------------------------------------------------

    def test_action_and_what_it_brought(self):
        self.rule()
        self.refresh()
        alert = self.alert().with_user(self.channel_manager)
        with self.assertRaises(UserError):
            alert.action_start()
        alert.action = "price_cut"
        alert.action_start()
        self.assertEqual((alert.state, alert.before_quantity, alert.before_value), ("acting", 8, 80))
        self.assertFalse(alert.activity_ids)
        self._sell(6, 7.5)
        self.refresh()
        alert.invalidate_recordset()
        self.assertEqual((alert.quantity, alert.cleared_quantity, alert.cleared_value), (2, 6, 60))
        self.assertEqual((alert.sold_quantity, alert.sold_amount), (6, 45))
        self._sell(2, 8)
        self.refresh()
        alert.invalidate_recordset()
        self.assertEqual((alert.state, alert.cleared_quantity, alert.cleared_value), ("closed", 8, 80))
        self.assertEqual((alert.sold_quantity, alert.sold_amount), (8, 61))
        alert.write({"result": "success", "result_note": "Cheaper than the shop next door."})
        with self.assertRaises(UserError):
            alert.action_start()

    def _sell(self, quantity, price):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.house.id,
                "warehouse_id": self.near.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.phone.id, "product_uom_qty": quantity, "price_unit": price, "tax_ids": []}
                    )
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": quantity, "picked": True})
        order.picking_ids.button_validate()

    def test_sales_before_the_action_do_not_count(self):
        self.rule()
        self._sell(1, 10)
        self.clock.tick(timedelta(seconds=5))
        self.refresh()
        alert = self.alert()
        alert.action = "promotion"
        alert.action_start()
        self.refresh()
        self.assertEqual((alert.sold_quantity, alert.sold_amount, alert.cleared_quantity), (0, 0, 0))

    # -- rights --------------------------------------------------------------------------------------------------------

    def test_owners_see_their_alerts_managers_all(self):
        self.rule(user_id=self.salesperson.id)
        other = self.goods("Other")
        self.move(other, 1, self.supplier, self.near, 100)
        self.rule(product_id=other.id)
        self.refresh()
        mine, others = self.alert(), self.alert(other)
        seen = self.alerts.with_user(self.salesperson).search([("warehouse_id", "=", self.near.id)])
        self.assertEqual(seen, mine)
        with self.assertRaises(AccessError):
            others.with_user(self.salesperson).action = "transfer"
        mine.with_user(self.salesperson).action = "transfer"
        mine.with_user(self.salesperson).action_start()
        seen = self.alerts.with_user(self.channel_manager).search([("warehouse_id", "=", self.near.id)])
        self.assertEqual(seen, mine | others)

    def test_new_owner_gets_the_activity(self):
        self.rule()
        self.refresh()
        alert = self.alert()
        alert.with_user(self.channel_manager).user_id = self.salesperson
        self.assertEqual(alert.activity_ids.user_id, self.salesperson)
        outsider = new_test_user(self.env, "aged_outsider", "base.group_portal", company_id=self.house.id)
        with self.assertRaisesRegex(ValidationError, "no employee"):
            alert.with_user(self.salesperson).user_id = outsider
        self.env.invalidate_all()
        alert.with_user(self.salesperson).user_id = self.channel_manager
        self.assertEqual((alert.user_id, alert.activity_ids.user_id), (self.channel_manager, self.channel_manager))

    def test_figures_and_state_are_not_written_by_hand(self):
        self.rule()
        self.refresh()
        alert = self.alert().with_user(self.channel_manager)
        for vals in ({"state": "closed"}, {"quantity": 0}, {"sold_amount": 1e6}, {"product_id": self.phone.id}):
            with self.assertRaises(AccessError):
                alert.write(vals)
        with self.assertRaises(AccessError):
            self.alerts.with_user(self.channel_manager).create(
                {"product_id": self.phone.id, "warehouse_id": self.far.id, "company_id": self.house.id}
            )
        with self.assertRaises(AccessError):
            alert.unlink()

    def test_other_company_sees_neither_rules_nor_alerts(self):
        self.rule()
        self.refresh()
        for model in ("crm.aged.stock.rule", "crm.aged.stock.alert"):
            records = self.env[model].with_user(self.other_channel_manager)
            self.assertFalse(records.with_context(allowed_company_ids=self.other_company.ids).search([]), model)
        with self.assertRaises(AccessError):
            self.env["crm.aged.stock.rule"].with_user(self.salesperson).create(
                {"name": "Mine", "company_id": self.house.id, "user_id": self.salesperson.id}
            )

    def test_database_refuses_a_second_open_alert(self):
        self.rule()
        self.refresh()
        alert = self.alert()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.alerts._guarded_create(
                [
                    {
                        "product_id": alert.product_id.id,
                        "warehouse_id": alert.warehouse_id.id,
                        "company_id": alert.company_id.id,
                        "user_id": alert.user_id.id,
                    }
                ]
            )
        self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'crm_aged_stock_alert_open_uniq'")
        [(definition,)] = self.env.cr.fetchall()
        self.assertIn("UNIQUE", definition)

    def test_pieces_of_the_night_raise_all_alerts(self):
        self.rule()
        for number in range(5):
            self.move(self.goods(f"Old {number}"), 1, self.supplier, self.near, 120)
        with patch("odoo.addons.crm_industry.models.channel.crm_aged_stock_alert_raise.ALERTS_AT_ONCE", 2):
            self.refresh()
        self.assertEqual(self.alerts.search_count([("warehouse_id", "=", self.near.id), ("state", "=", "open")]), 6)

    def test_statements_do_not_grow_with_the_alerts(self):
        self.rule()
        products = self.env["product.product"].concat(*(self.goods(f"Old {number}") for number in range(12)))
        for product in products:
            self.move(product, 1, self.supplier, self.near, 120)
        self.refresh()
        self.assertEqual(len(self.alerts.search([("product_id", "in", products.ids)])), 12)
        self.env.flush_all()
        with self.assertQueryCount(12):
            self.alerts._raise_alerts(self.house, self.today)
