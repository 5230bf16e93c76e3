from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .stock_common import StockCommon


@tagged("post_install", "-at_install")
class TestLatestStock(StockCommon):
    """What salespeople without rights to stock see of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.latest = cls.env["crm.latest.stock"]
        cls.phone = cls.goods("Phone")
        cls.newer = cls.goods("Newer")
        cls.phone.write({"channel_end_of_life": cls.today + timedelta(20), "channel_successor_id": cls.newer.id})
        cls.move(cls.phone, 6, cls.supplier, cls.near, 100)
        cls.move(cls.phone, 4, cls.supplier, cls.near, 10)
        cls.refresh()

    def plan(self, product, quantity, source, target, days):
        """A confirmed move in so many days."""
        source, target = (
            place.lot_stock_id if place._name == "stock.warehouse" else place for place in (source, target)
        )
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": source.id,
                "location_dest_id": target.id,
                "company_id": self.house.id,
                "date": self.at(-days),
            }
        )
        move._action_confirm()
        return move

    def row(self, product=None, warehouse=None, user=None):
        return self.latest.with_user(user or self.env.user).search(
            [("product_id", "=", (product or self.phone).id), ("warehouse_id", "=", (warehouse or self.near).id)]
        )

    def test_quantities(self):
        self.plan(self.phone, 3, self.near, self.consumer, 1)._action_assign()
        self.plan(self.phone, 20, self.supplier, self.near, 5)
        self.plan(self.phone, 30, self.supplier, self.near, 3)
        self.plan(self.phone, 1, self.near.lot_stock_id, self.near.wh_output_stock_loc_id, 1)
        row = self.row(user=self.salesperson)
        self.assertEqual((row.on_hand, row.reserved, row.free), (10, 3, 7))
        self.assertEqual((row.incoming, row.incoming_date), (50, self.today + timedelta(3)))
        self.assertEqual((row.aged_quantity, row.aged_share), (6, 60))
        self.assertEqual((row.end_of_life, row.successor_id), (self.today + timedelta(20), self.newer))
        self.assertEqual((row.on_hand, row.free), (self.phone.with_context(warehouse_id=self.near.id).qty_available,
                                                   self.phone.with_context(warehouse_id=self.near.id).free_qty))  # fmt: skip

    def test_stock_between_own_warehouses_comes_in(self):
        self.plan(self.phone, 5, self.near, self.far, 2)
        self.assertEqual(self.row(warehouse=self.far).incoming, 5)
        self.assertEqual(self.row().incoming, 0)

    def test_right_after_a_move(self):
        self.move(self.phone, 1, self.near, self.consumer, 0)
        self.assertEqual(self.row().on_hand, 9)

    def test_salespeople_need_no_right_to_stock(self):
        seller = new_test_user(
            self.env, "latest_seller", "sales_team.group_sale_salesman", company_id=self.house.id,
            company_ids=[(6, 0, self.house.ids)],
        )  # fmt: skip
        self.assertFalse(seller.has_group("stock.group_stock_user"))
        latest = self.latest.with_user(seller).with_context(allowed_company_ids=self.house.ids)
        found = latest.search_read([("product_id", "=", self.phone.id)], ["free", "warehouse_id"])
        self.assertEqual([(row["free"], row["warehouse_id"][0]) for row in found], [(10, self.near.id)])
        with self.assertRaises(AccessError):
            latest.search([], limit=1).write({"free": 5})

    def test_other_company_and_other_people(self):
        others = self.latest.with_user(self.other_channel_manager)
        self.assertFalse(others.with_context(allowed_company_ids=self.other_company.ids).search([]))
        employee = new_test_user(self.env, "latest_employee", "base.group_user", company_id=self.house.id)
        with self.assertRaises(AccessError):
            self.latest.with_user(employee).search([])

    def test_summary(self):
        self.move(self.phone, 2, self.supplier, self.branch_house, 5)
        self.plan(self.phone, 20, self.supplier, self.near, 5)
        summary = self.latest.with_user(self.salesperson)._summary_stock(self.phone | self.newer)
        self.assertEqual(
            summary[self.phone.id],
            {
                "on_hand": 12,
                "reserved": 0,
                "free": 12,
                "incoming": 20,
                "incoming_date": self.today + timedelta(5),
                "aged_share": 50,
                "end_of_life": self.today + timedelta(20),
                "successor_id": self.newer.id,
            },
        )
        self.assertEqual((summary[self.newer.id]["free"], summary[self.newer.id]["successor_id"]), (0, False))
        self.assertEqual(self.latest._summary_stock(self.phone, self.branch_house)[self.phone.id]["free"], 2)
        self.assertEqual(self.latest._summary_stock(self.env["product.product"]), {})

    def test_summary_of_many_products_is_one_query(self):
        products = self.phone | self.newer
        self.env.flush_all()
        with self.assertQueryCount(4):
            self.latest._summary_stock(products)
