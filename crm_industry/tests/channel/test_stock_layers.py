from odoo.exceptions import AccessError
from odoo.tests import tagged

from .stock_common import StockCommon


@tagged("post_install", "-at_install")
class TestStockLayers(StockCommon):
    """Since when goods are in stock, first in, first out."""

    def test_oldest_goods_leave_first(self):
        phone = self.goods("Phone")
        self.move(phone, 10, self.supplier, self.near, 100)
        self.move(phone, 10, self.supplier, self.near, 40)
        self.move(phone, 12, self.near, self.consumer, 20)
        self.refresh()
        self.assertEqual(self.layers(phone), {40: 8})

    def test_days_are_those_of_the_company(self):
        """23:30 in Shanghai is the same day, 00:30 the next; both are the same day in UTC."""
        phone = self.goods("Phone")
        self.move(phone, 1, self.supplier, self.near, 10, hour=23, minute=30)
        self.move(phone, 2, self.supplier, self.near, 9, hour=0, minute=30)
        self.refresh()
        self.assertEqual(self.layers(phone), {10: 1, 9: 2})

    def test_transfer_keeps_the_age(self):
        phone = self.goods("Phone")
        self.move(phone, 5, self.supplier, self.near, 90)
        self.move(phone, 5, self.supplier, self.near, 60)
        self.move(phone, 7, self.near, self.far, 10)
        self.refresh()
        self.assertEqual(self.layers(phone), {60: 3})
        self.assertEqual(self.layers(phone, self.far), {90: 5, 60: 2})

    def test_transfer_over_a_place_on_the_way_and_back(self):
        phone = self.goods("Phone")
        self.move(phone, 5, self.supplier, self.near, 90)
        self.move(phone, 5, self.near, self.transit, 30)
        self.move(phone, 5, self.transit, self.far, 20)
        self.move(phone, 2, self.far, self.near, 10)
        self.refresh()
        self.assertEqual(self.layers(phone), {90: 2})
        self.assertEqual(self.layers(phone, self.far), {90: 3})

    def test_transfer_to_a_branch_keeps_the_age(self):
        phone = self.goods("Phone")
        between = self.env.ref("stock.stock_location_inter_company")
        self.move(phone, 5, self.supplier, self.near, 90)
        self.move(phone, 4, self.near, between, 8, company_id=self.house.id)
        self.move(phone, 4, between, self.branch_house, 7, company_id=self.branch.id)
        self.refresh()
        self.assertEqual(self.layers(phone, self.branch_house), {90: 4})
        layer = self.env["crm.stock.layer"].search(
            [("product_id", "=", phone.id), ("warehouse_id", "=", self.branch_house.id)]
        )
        self.assertEqual(layer.company_id, self.branch)

    def test_steps_of_a_receipt_are_no_new_age(self):
        self.far.reception_steps = "three_steps"
        phone = self.goods("Phone")
        entry, check = self.far.wh_input_stock_loc_id, self.far.wh_qc_stock_loc_id
        self.move(phone, 6, self.supplier, entry, 50)
        self.move(phone, 6, entry, check, 40)
        self.move(phone, 4, check, self.far, 30)
        self.refresh()
        self.assertEqual(self.layers(phone, self.far), {50: 6})

    def test_returns(self):
        """What a customer sends back begins again; what goes back to the vendor are the oldest goods."""
        phone = self.goods("Phone")
        self.move(phone, 5, self.supplier, self.near, 90)
        self.move(phone, 5, self.supplier, self.near, 60)
        self.move(phone, 4, self.near, self.consumer, 50)
        self.move(phone, 2, self.consumer, self.near, 5)
        self.move(phone, 2, self.near, self.supplier, 3)
        self.refresh()
        self.assertEqual(self.layers(phone), {60: 4, 5: 2})

    def test_units_of_measure(self):
        phone = self.goods("Phone")
        dozen = self.env.ref("uom.product_uom_dozen")
        self.move(phone, 2, self.supplier, self.near, 90, uom=dozen)
        self.move(phone, 5, self.near, self.consumer, 10)
        self.refresh()
        self.assertEqual(self.layers(phone), {90: 19})

    def test_goods_sold_before_they_came(self):
        """Stock below zero is filled first; a transfer of goods that had not come yet has the transfer's day."""
        phone = self.goods("Phone")
        self.move(phone, 4, self.near, self.consumer, 90)
        self.move(phone, 3, self.near, self.far, 80)
        self.move(phone, 10, self.supplier, self.near, 70)
        self.refresh()
        self.assertEqual(self.layers(phone), {70: 3})
        self.assertEqual(self.layers(phone, self.far), {80: 3})

    def test_goods_that_went_round_in_debt(self):
        """Each warehouse gave the other what it did not have: the search for their age ends."""
        phone = self.goods("Phone")
        self.move(phone, 5, self.near, self.far, 90)
        self.move(phone, 5, self.far, self.near, 80)
        self.move(phone, 2, self.supplier, self.near, 10)
        self.refresh()
        self.assertEqual(self.layers(phone), {10: 2})

    def test_lots_have_the_date_of_their_stock(self):
        phone = self.goods("Phone", tracking="lot")
        old, new = self.env["stock.lot"].create(
            [{"name": name, "product_id": phone.id, "company_id": self.house.id} for name in ("OLD", "NEW")]
        )
        self.move(phone, 5, self.supplier, self.near, 90, lot=old)
        self.move(phone, 5, self.supplier, self.near, 20, lot=new)
        self.move(phone, 4, self.near, self.consumer, 5, lot=new)
        self.move(phone, 2, self.near, self.far, 4, lot=old)
        self.refresh()
        self.assertEqual(self.layers(phone), {90: 3, 20: 1})
        self.assertEqual(self.layers(phone, self.far), {90: 2})

    def test_goods_of_other_owners_are_left_out(self):
        phone = self.goods("Phone")
        self.move(phone, 5, self.supplier, self.near, 90, restrict_partner_id=self.dealer_a.id)
        self.env["stock.quant"]._update_available_quantity(phone, self.near.lot_stock_id, 3, owner_id=self.dealer_a)
        self.refresh()
        self.assertEqual(sum(self.layers(phone).values()), 5)

    def test_stock_without_moves_has_the_date_of_its_quants(self):
        phone = self.goods("Phone")
        self.env["stock.quant"]._update_available_quantity(phone, self.near.lot_stock_id, 3, in_date=self.at(33))
        self.refresh()
        self.assertEqual(self.layers(phone), {33: 3})

    def test_layers_add_up_to_the_stock_and_vanish_with_it(self):
        phone = self.goods("Phone")
        self.move(phone, 5, self.supplier, self.near, 90)
        self.refresh()
        self.move(phone, 5, self.near, self.losses, 1)
        self.refresh()
        self.assertFalse(self.layers(phone))

    def test_statements_do_not_grow_with_the_products(self):
        """The number of statements is that of two pieces of work, with one product as with thirty."""
        for number in range(30):
            self.move(self.goods(f"Phone {number}"), 1, self.supplier, self.near, number)
        products = self.env["product.product"].search([("is_storable", "=", True)]).ids
        self.env.flush_all()
        with self.assertQueryCount(17):
            self.env["crm.stock.layer"]._refresh_products(self.house, products)

    def test_nobody_writes_layers_and_salespeople_do_not_see_them(self):
        phone = self.goods("Phone")
        self.move(phone, 5, self.supplier, self.near, 90)
        self.refresh()
        layer = self.env["crm.stock.layer"].search([("product_id", "=", phone.id)])
        with self.assertRaises(AccessError):
            layer.with_user(self.channel_manager).quantity = 1
        with self.assertRaises(AccessError):
            layer.with_user(self.salesperson).read(["quantity"])
        self.assertEqual(layer.with_user(self.channel_manager).quantity, 5)
        others = self.env["crm.stock.layer"].with_user(self.other_channel_manager)
        self.assertFalse(others.with_context(allowed_company_ids=self.other_company.ids).search([]))
