from odoo.tests import freeze_time, tagged

from .serial_common import NOON, SerialCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestSerialShipment(SerialCommon):
    """To whom each serial number was shipped, and until when it was there."""

    def shipments(self, code):
        self.detection._detect_now()
        found = self.env["crm.serial.shipment"].search([("lot_id.name", "=", code)], order="shipped_on")
        return [(s.dealer_id.name, s.shipped_on.isoformat(), s.ended_on and s.ended_on.isoformat()) for s in found]

    def test_a_delivery_is_noted_with_category_brand_and_day_of_the_company(self):
        picking = self.ship(self.dealer_a, "S1", day="2026-02-01 20:00:00")
        self.assertEqual(self.shipments("S1"), [("Dealer A", "2026-02-01T20:00:00", False)])
        shipment = self.env["crm.serial.shipment"].search([("lot_id.name", "=", "S1")])
        self.assertEqual((shipment.categ_id, shipment.brand_id), (self.smart_phones, self.brand_a))
        self.assertEqual((shipment.picking_id, shipment.ship_day.isoformat()), (picking, "2026-02-02"))

    def test_the_customer_of_the_order_counts_not_the_delivery_address(self):
        self.make_lots("S1")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer_a.id,
                "partner_shipping_id": self.retailer.id,
                "order_line": [(0, 0, {"product_id": self.handset.id, "product_uom_qty": 1})],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.assertEqual([name for name, _from, _to in self.shipments("S1")], ["Dealer A"])

    def test_a_delivery_to_a_contact_is_one_to_its_company(self):
        shop = self.env["res.partner"].create({"name": "Shop", "parent_id": self.dealer_b.id, "type": "delivery"})
        self.ship(shop, "S1")
        self.assertEqual([name for name, _from, _to in self.shipments("S1")], ["Dealer B"])

    def test_a_return_ends_it_and_a_new_delivery_begins_another(self):
        picking = self.ship(self.dealer_a, "S1", day="2026-01-10 04:00:00")
        self.assertEqual(self.shipments("S1"), [("Dealer A", "2026-01-10T04:00:00", False)])
        self.give_back(picking, "2026-02-10 04:00:00")
        self.assertEqual(self.shipments("S1"), [("Dealer A", "2026-01-10T04:00:00", "2026-02-10T04:00:00")])
        with freeze_time("2026-03-01 04:00:00"):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.dealer_b.id,
                    "order_line": [(0, 0, {"product_id": self.handset.id, "product_uom_qty": 1})],
                }
            )
            order.action_confirm()
            order.picking_ids.move_ids.picked = True
            order.picking_ids._action_done()
        self.assertEqual(
            self.shipments("S1"),
            [
                ("Dealer A", "2026-01-10T04:00:00", "2026-02-10T04:00:00"),
                ("Dealer B", "2026-03-01T04:00:00", False),
            ],
        )

    def test_drop_shipped_goods_count_too(self):
        [lot] = self.env["stock.lot"].create([{"name": "S1", "product_id": self.handset.id}])
        places = {
            "location_id": self.env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
        }
        move = {"product_id": self.handset.id, "product_uom_qty": 1} | places
        picking = self.env["stock.picking"].create(
            {"picking_type_id": self.warehouse.out_type_id.id, "partner_id": self.dealer_a.id, "move_ids": [(0, 0, move)]}
            | places
        )
        picking.action_confirm()
        line = {"lot_id": lot.id, "quantity": 1, "product_id": self.handset.id, "picking_id": picking.id}
        picking.move_ids.move_line_ids = [(5, 0, 0), (0, 0, line)]
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual([name for name, _from, _to in self.shipments("S1")], ["Dealer A"])

    def test_only_what_moved_lately_is_read_again(self):
        self.ship(self.dealer_a, "S1")
        self.shipments("S1")
        self.assertTrue(self.detection.shipped_since)
        self.env.cr.execute("UPDATE stock_move_line SET write_date = write_date - interval '3 days'")
        self.env.cr.execute("UPDATE crm_serial_shipment SET ended_on = shipped_on")
        self.env.invalidate_all()
        self.assertEqual(len(self.shipments("S1")), 1)
        self.assertTrue(self.env["crm.serial.shipment"].search([("lot_id.name", "=", "S1")]).ended_on, "it was not touched")

    def test_salespeople_see_shipments_of_their_own_dealers(self):
        self.ship(self.dealer_a, "S1")
        self.ship(self.dealer_b, "S2")
        self.detection._detect_now()
        self.dealer_b.user_id = self.channel_manager
        shipments = self.env["crm.serial.shipment"]
        mine = [("dealer_id", "in", (self.dealer_a | self.dealer_b).ids)]
        self.assertEqual(shipments.with_user(self.salesperson).search(mine).dealer_id, self.dealer_a)
        self.assertEqual(len(shipments.with_user(self.channel_manager).search(mine)), 2)
        self.assertFalse(shipments.with_user(self.other_channel_manager).search(mine))

    def test_managers_without_a_right_to_stock_find_and_open_them(self):
        self.ship(self.dealer_a, "S1", "S2")
        self.detection._detect_now()
        self.assertFalse(self.channel_manager.has_group("stock.group_stock_user"))
        found = self.env["crm.serial.shipment"].with_user(self.channel_manager).search([("serial_number", "=", "S2")])
        self.env.invalidate_all()
        self.assertEqual(found.web_read({"display_name": {}, "serial_number": {}}), [
            {"id": found.id, "display_name": "S2", "serial_number": "S2"}
        ])
