from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .check_common import CreditCheckCommon
from .test_delivery import DeliveryMixin


@tagged("post_install", "-at_install")
class TestLooseGoods(DeliveryMixin, CreditCheckCommon):
    """Ways for goods to a customer that are no deliveries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_delivery()
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.stock = cls.warehouse.lot_stock_id

    def _refused(self, act):
        with self.assertRaisesRegex(UserError, "by a delivery"), self.cr.savepoint():
            act()
        self.env.invalidate_all()
        self.assertEqual(self.goods.qty_available, 1000)

    def _move(self, to=None, **values):
        move = self.env["stock.move"].create(
            {
                "product_id": self.goods.id,
                "product_uom_qty": 5,
                "location_id": self.stock.id,
                "location_dest_id": (to or self.customers).id,
                **values,
            }
        )
        move._action_confirm()
        move._action_assign()
        move.picked = True
        return move

    def _transfer(self, partner=None, to=None):
        places = {"location_id": self.stock.id, "location_dest_id": (to or self.customers).id}
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "partner_id": partner and partner.id,
                **places,
                "move_ids": [Command.create({"product_id": self.goods.id, "product_uom_qty": 50, **places})],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def test_scrap(self):
        def scrap(location):
            record = self.env["stock.scrap"].create(
                {"product_id": self.goods.id, "scrap_qty": 5, "location_id": self.stock.id, "scrap_location_id": location.id}
            )
            record.action_validate()

        self._refused(lambda: scrap(self.customers))
        scrap(self.env["stock.location"].search([("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1))
        self.assertEqual(self.goods.qty_available, 995)

    def test_counted_away_to_a_customer(self):
        self.goods.property_stock_inventory = self.customers
        quant = self.env["stock.quant"].search([("product_id", "=", self.goods.id), ("location_id", "=", self.stock.id)])
        quant = quant.with_context(inventory_mode=True)
        quant.inventory_quantity = 900
        self._refused(quant.action_apply_inventory)

    def test_without_a_transfer(self):
        move = self._move()
        self._refused(move._action_done)
        self.company.credit_check_delivery = "off"
        move._action_done()
        self.assertEqual(self.goods.qty_available, 995)

    def test_transfer_within_the_warehouse_that_names_nobody(self):
        picking = self._transfer()
        self._refused(picking.button_validate)
        named = self._transfer(self.customer)
        named.button_validate()
        self.assertEqual((named.state, named.credit_state), ("assigned", "held"))

    def test_sent_on_to_a_customer_when_it_is_done(self):
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        nobodys, named = self._transfer(to=shelf), self._transfer(self.customer, to=shelf)
        (nobodys | named).button_validate()
        self.assertEqual({picking.state for picking in nobodys | named}, {"done"})
        self._refused(lambda: nobodys.move_line_ids.with_user(self.storekeeper).write({"location_dest_id": self.customers.id}))
        with self.assertRaisesRegex(UserError, "over the limit"), self.cr.savepoint():
            named.move_line_ids.with_user(self.storekeeper).write({"location_dest_id": self.customers.id})
        self.env.invalidate_all()
        self._set_limit(self.customer, 5000.0)
        named.move_line_ids.with_user(self.storekeeper).write({"location_dest_id": self.customers.id})
        self.assertEqual(self._picking_decisions(named).amount, 5000.0)

    def test_a_larger_unit_is_more_goods(self):
        picking = self._sold(9).picking_ids
        self._validate(picking)
        line = picking.move_line_ids.with_user(self.storekeeper)
        with self.assertRaisesRegex(UserError, "over the limit"), self.cr.savepoint():
            line.write({"product_uom_id": self.env.ref("uom.product_uom_dozen").id})
