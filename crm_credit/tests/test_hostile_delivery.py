from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .check_common import CreditCheckCommon
from .test_delivery import DeliveryMixin


@tagged("post_install", "-at_install")
class TestHostileDelivery(DeliveryMixin, CreditCheckCommon):
    """A warehouse user who wants goods of a blocked customer to leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_delivery()
        cls.friend = cls.env["res.partner"].create({"name": "Friend", "is_company": True})
        cls.friends = cls._sold(1, partner=cls.friend)
        cls.picking = cls._sold(10).picking_ids
        cls.picking.action_assign()
        cls._set_limit(cls.customer, 1000.0, status="blocked")
        cls.mine = cls.picking.with_user(cls.storekeeper)
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def _refused(self, change):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            change()
        self.env.invalidate_all()
        self.assertNotEqual(self.picking.state, "done")

    def test_not_for_another_order(self):
        self._refused(lambda: self.mine.write({"sale_id": self.friends.id}))
        self._refused(lambda: self.mine.write({"sale_id": False}))
        self._refused(lambda: self.mine.move_ids.write({"sale_line_id": self.friends.order_line.id}))
        self._refused(lambda: self.mine.move_ids.write({"sale_line_id": False}))

    def test_not_to_nobody(self):
        self._refused(lambda: self.mine.write({"partner_id": False}))
        self.mine.partner_id = self.friend
        self.mine.button_validate()
        self.assertEqual(self.picking.credit_state, "held", "the order tells who owes the goods")

    def test_not_by_writing_the_state(self):
        self._refused(lambda: self.mine.move_ids.write({"state": "done"}))

    def test_places_of_the_lines_count(self):
        stock = self.warehouse.lot_stock_id
        for move_vals, line_vals in (
            ({"location_dest_id": stock.id}, {"location_dest_id": self.customers.id}),
            ({"location_id": self.customers.id}, {"location_id": stock.id}),
        ):
            with self.env.cr.savepoint() as savepoint:
                self.mine.move_ids.write(move_vals)
                self.mine.move_ids.move_line_ids.write(line_vals)
                self.assertTrue(self.mine.move_ids.move_line_ids)
                self.mine.button_validate()
                self.assertEqual(self.picking.credit_state, "held")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_other_goods_at_the_price_of_a_cheap_line(self):
        self._set_limit(self.customer, 50.0, status="normal")
        cheap = self._sold(1, price=1.0)
        move = {"product_id": self._other_goods().id, "product_uom_qty": 5, "sale_line_id": cheap.order_line.id}
        places = {"location_id": self.warehouse.lot_stock_id.id, "location_dest_id": self.customers.id}
        picking = self.env["stock.picking"].with_user(self.storekeeper).create(
            {"picking_type_id": self.warehouse.out_type_id.id, **places, "move_ids": [Command.create(move | places)]}
        )
        picking.action_confirm()
        picking.button_validate()
        self.assertEqual((picking.state, picking.credit_state), ("assigned", "held"))

    def _other_goods(self):
        product = self.env["product.product"].create({"name": "Chest", "type": "consu", "is_storable": True, "list_price": 100.0})
        self.env["stock.quant"]._update_available_quantity(product, self.warehouse.lot_stock_id, 10)
        return product

    def test_quantities_delivered_are_those_of_the_transfers(self):
        self._set_limit(self.customer, 100000.0, status="normal")
        self.picking.button_validate()
        line = self.picking.sale_id.order_line
        self.assertEqual(line.qty_delivered, 10.0)
        seller = self._user("hostile_seller", "sales_team.group_sale_salesman_all_leads")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            line.with_user(seller).qty_delivered = 0.0
        self.assertEqual(line.qty_delivered, 10.0)
