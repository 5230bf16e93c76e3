from datetime import timedelta

from odoo.tests import tagged

from .stock_common import StockCommon


@tagged("post_install", "-at_install")
class TestStockAge(StockCommon):
    def row(self, product, warehouse=None):
        return self.env["crm.stock.age"].search(
            [("product_id", "=", product.id), ("warehouse_id", "=", (warehouse or self.near).id)]
        )

    def test_buckets_hold_both_of_their_ends(self):
        phone = self.goods("Phone", cost=2)
        ages = {"30": (0, 30), "60": (31, 60), "90": (61, 90), "180": (91, 180), "older": (181, 400)}
        for days in sorted({day for ends in ages.values() for day in ends}, reverse=True):
            self.move(phone, 1 + days % 7, self.supplier, self.near, days, hour=0)
        self.refresh()
        row = self.row(phone)
        for name, ends in ages.items():
            expected = sum(1 + day % 7 for day in ends)
            self.assertEqual((row[f"quantity_{name}"], row[f"value_{name}"]), (expected, 2 * expected), name)
        aged = sum(1 + day % 7 for day in (91, 180, 181, 400))
        self.assertEqual((row.aged_quantity, row.aged_value), (aged, 2 * aged))
        self.assertEqual((row.oldest_days, row.oldest_day), (400, self.today - timedelta(400)))

    def test_age_goes_on_without_a_refresh(self):
        phone = self.goods("Phone")
        self.move(phone, 1, self.supplier, self.near, 30)
        self.refresh()
        self.assertEqual(self.row(phone).quantity_30, 1)
        self.clock.tick(timedelta(days=1))
        self.addCleanup(self.clock.tick, timedelta(days=-1))
        self.env.invalidate_all()
        row = self.row(phone)
        self.assertEqual((row.quantity_30, row.quantity_60, row.oldest_days), (0, 1, 31))

    def test_shares_of_groups_come_from_their_sums(self):
        dear, cheap = self.goods("Dear", cost=100), self.goods("Cheap", cost=1)
        self.move(dear, 1, self.supplier, self.near, 100)
        self.move(dear, 3, self.supplier, self.near, 10)
        self.move(cheap, 100, self.supplier, self.near, 100)
        self.refresh()
        [group] = self.env["crm.stock.age"].formatted_read_group(
            [("product_id", "in", (dear | cheap).ids)],
            ["warehouse_id"],
            ["aged_share:avg", "aged_value_share:avg", "average_days:avg", "value:sum"],
        )
        self.assertAlmostEqual(group["aged_share:avg"], 100 * 101 / 104, 4)
        self.assertAlmostEqual(group["aged_value_share:avg"], 100 * 200 / 500, 4)
        self.assertAlmostEqual(group["average_days:avg"], (100 + 30 + 10000) / 104, 4)
        self.assertAlmostEqual(group["value:sum"], 500)

    def test_aged_days_are_a_setting(self):
        phone = self.goods("Phone")
        self.move(phone, 4, self.supplier, self.near, 20)
        self.refresh()
        self.assertEqual(self.row(phone).aged_quantity, 0)
        self.house.channel_aged_days = 19
        self.env.invalidate_all()
        self.assertEqual(self.row(phone).aged_quantity, 4)

    def test_branch_has_the_cost_of_its_company(self):
        phone = self.goods("Phone", cost=5)
        self.move(phone, 2, self.supplier, self.branch_house, 20)
        self.refresh()
        self.assertEqual(self.row(phone, self.branch_house).value, 10)

    def test_other_company_sees_nothing(self):
        phone = self.goods("Phone", cost=5)
        self.move(phone, 2, self.supplier, self.near, 20)
        self.refresh()
        ages = self.env["crm.stock.age"]
        self.assertTrue(ages.with_user(self.salesperson).search([("product_id", "=", phone.id)]))
        others = ages.with_user(self.other_channel_manager).with_context(allowed_company_ids=self.other_company.ids)
        self.assertFalse(others.search([]))
