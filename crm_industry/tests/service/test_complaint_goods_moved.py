from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintGoodsMoved(GoodsCommon):
    """What the warehouse may do with the transfers of resolutions, and how they end when less moves than was approved."""

    def exchanged(self, quantity=2):
        """An exchange that a manager has approved, with the transfer back and the one to the customer."""
        resolution = self.propose(self.leak(quantity), "exchange")
        resolution.action_submit()
        resolution.with_user(self.service_manager).action_approve()
        pickings = self.transfers(resolution)
        back = pickings.filtered(lambda picking: picking.picking_type_code == "incoming")
        return resolution, back, pickings - back

    def hand_over(self, picking, quantity, backorder=True):
        """Move some of it, as the warehouse does."""
        picking = picking.with_user(self.keeper)
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=not backorder)._action_done()

    def open_transfer(self, resolution):
        return self.transfers(resolution).filtered(lambda picking: picking.state not in ("done", "cancel"))

    # -- exchange ------------------------------------------------------------------------------------------------------

    def test_exchange_whose_return_is_cancelled_sends_nothing(self):
        resolution, back, out = self.exchanged()
        back.with_user(self.keeper).action_cancel()
        with self.assertRaisesRegex(UserError, "only 0 came back"):
            self.hand_over(out, 2)
        self.assertFalse(resolution.done_on)

    def test_return_is_not_cancelled_after_the_goods_have_left(self):
        resolution, back, out = self.exchanged()
        self.hand_over(out, 2)
        self.assertFalse(resolution.done_on)
        self.assertEqual((resolution.goods_owed, resolution.goods_short), (True, False))
        with self.assertRaisesRegex(UserError, "only 0 came back"), self.env.cr.savepoint():
            back.with_user(self.keeper).action_cancel()
        back.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "only 1 came back"), self.env.cr.savepoint():
            self.hand_over(back, 1, backorder=False)
        with self.assertRaisesRegex(UserError, "only 0 came back"), self.env.cr.savepoint():
            back.move_ids.with_user(self.keeper).write({"location_id": self.warehouse.lot_stock_id.id})
        back.invalidate_recordset()
        self.hand_over(back, 1)
        self.assertFalse(resolution.done_on)
        self.hand_over(self.open_transfer(resolution), 1)
        self.assertTrue(resolution.done_on)

    def test_exchange_sends_as_much_as_came_back(self):
        resolution, back, out = self.exchanged()
        self.hand_over(back, 1, backorder=False)
        with self.assertRaisesRegex(UserError, "for 2 of Bottle of gel that leave only 1"), self.env.cr.savepoint():
            self.hand_over(out, 2)
        self.hand_over(out, 1, backorder=False)
        self.assertFalse(resolution.done_on)
        with self.assertRaisesRegex(UserError, "no more is awaited"):
            resolution.action_send_rest()
        resolution.with_user(self.service_manager).action_take_down("The customer keeps the other bottle")
        self.assertTrue(resolution.done_on)
        self.assertEqual(resolution.line_ids.dropped_quantity, 1)
        self.env.invalidate_all()
        self.assertEqual((self.order.order_line.qty_delivered, self.order.order_line.qty_to_invoice), (10, 10))

    def test_rest_of_an_exchange_counts_for_the_order(self):
        resolution, back, out = self.exchanged()
        self.hand_over(back, 2)
        self.hand_over(out, 1, backorder=False)
        self.assertTrue(resolution.goods_short)
        resolution.action_send_rest()
        self.assertFalse(resolution.goods_short)
        self.env.invalidate_all()
        self.assertEqual(self.order.order_line.qty_delivered, 9)
        self.hand_over(self.open_transfer(resolution), 1)
        self.assertTrue(resolution.done_on)
        self.env.invalidate_all()
        self.assertEqual(self.order.order_line.qty_delivered, 10)

    def test_finance_lets_the_customer_keep_it(self):
        resolution, back, out = self.exchanged()
        with self.assertRaisesRegex(UserError, "no more has left"):
            resolution.with_user(self.finance).action_let_keep("Too far away")
        self.hand_over(out, 2)
        for user in (self.agent, self.service_manager):
            with self.assertRaises(AccessError):
                resolution.with_user(user).action_let_keep("Too far away")
        with self.assertRaisesRegex(UserError, "Give a reason"):
            resolution.with_user(self.finance).action_let_keep(" ")
        wizard = (
            self.env["crm.complaint.goods.reason"]
            .with_user(self.finance)
            .with_context(**resolution.action_ask_let_keep()["context"])
            .create({"reason": "Too far away"})
        )
        wizard.action_go()
        self.assertEqual((back.state, bool(resolution.done_on)), ("cancel", True))
        self.assertEqual(resolution.line_ids.kept_quantity, 2)
        event = resolution.complaint_id.event_ids.filtered(lambda each: each.kind == "let_keep")
        self.assertEqual((event.user_id, event.note), (self.finance, "Exchange: Too far away"))

    def test_exchange_leaves_open_transfers_of_the_order_alone(self):
        self.order.order_line.product_uom_qty = 12
        waiting = self.order.picking_ids.filtered(lambda picking: picking.state != "done")
        out = self.exchanged()[2]
        self.assertNotEqual(out, waiting)
        self.assertFalse(waiting.complaint_id)
        self.order.order_line.product_uom_qty = 15
        self.assertEqual(waiting.move_ids.product_uom_qty, 5)
        self.assertEqual(out.move_ids.product_uom_qty, 2)

    # -- less than approved --------------------------------------------------------------------------------------------

    def test_replacement_is_done_when_all_has_left(self):
        resolution = self.replace(self.leak(8))
        self.hand_over(self.transfers(resolution), 1, backorder=False)
        self.assertFalse(resolution.done_on)
        self.assertEqual((resolution.complaint_id.state, resolution.goods_short), ("executing", True))
        resolution.action_send_rest()
        rest = self.open_transfer(resolution)
        self.assertEqual((rest.move_ids.product_uom_qty, rest.partner_id), (7, self.customer))
        with self.assertRaisesRegex(UserError, "has left or is on its way"):
            resolution.action_send_rest()
        with self.assertRaisesRegex(UserError, "Cancel its transfer first"):
            resolution.with_user(self.service_manager).action_take_down("Sold out")
        self.hand_over(rest, 7)
        self.assertTrue(resolution.done_on)
        self.assertEqual(resolution.complaint_id.state, "confirming")

    def test_manager_takes_the_rest_down(self):
        resolution = self.replace(self.leak(8))
        self.hand_over(self.transfers(resolution), 5, backorder=False)
        with self.assertRaises(AccessError):
            resolution.with_user(self.agent).action_take_down("Sold out")
        with self.assertRaises(AccessError):
            resolution.with_user(self.other_agent).action_take_down("Sold out")
        with self.assertRaises(AccessError):
            resolution.with_user(self.salesperson).action_send_rest()
        with self.assertRaises(AccessError):
            resolution.with_user(self.service_manager).line_ids.write({"dropped_quantity": 3})
        resolution.with_user(self.service_manager).action_take_down("Sold out")
        self.assertEqual((resolution.line_ids.quantity, resolution.line_ids.dropped_quantity), (8, 3))
        self.assertTrue(resolution.done_on)
        self.env.invalidate_all()
        # Five bottles at 8 have left, the three others cost nothing.
        self.assertEqual((resolution.amount, resolution.complaint_id.cost), (64, 40))
        # The three are put right in another way, no more than these.
        goods = {"product_id": self.product.id, "order_line_id": self.order.order_line.id}
        more = self.propose(resolution.complaint_id, "exchange", line_ids=[(0, 0, goods | {"quantity": 4})])
        with self.assertRaisesRegex(UserError, "9 would be put right, but only 8"):
            more.action_submit()
        rest = self.propose(resolution.complaint_id, "refund", line_ids=[(0, 0, goods | {"quantity": 3})])
        rest.action_submit()
        self.assertEqual((rest.approval_state, rest.amount), ("submitted", 60))
        with self.assertRaisesRegex(UserError, "no goods are to be sent"):
            resolution.action_send_rest()

    def test_nothing_has_left(self):
        resolution = self.replace(self.leak(8))
        self.transfers(resolution).with_user(self.keeper).action_cancel()
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            resolution.with_user(self.service_manager).action_take_down("Sold out")
        resolution.action_send_rest()
        self.hand_over(self.open_transfer(resolution), 8)
        self.assertTrue(resolution.done_on)

    def test_the_rest_waits_in_two_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        resolution = self.replace(self.leak(4))
        self.assertFalse(resolution.goods_short)
        self.hand_over(self.transfers(resolution), 3, backorder=False)
        self.assertTrue(resolution.goods_short)
        self.hand_over(self.open_transfer(resolution), 3)
        self.assertFalse(resolution.done_on)
        resolution.action_send_rest()
        self.hand_over(self.open_transfer(resolution), 1)
        self.hand_over(self.open_transfer(resolution), 1)
        self.assertTrue(resolution.done_on)

    def test_agent_hears_of_what_is_missing(self):
        complaint = self.leak(8, user_id=self.colleague.id)
        resolution = self.replace(complaint)
        self.hand_over(self.transfers(resolution), 1, backorder=False)
        notes = complaint.sudo().activity_ids.filtered(lambda each: each.user_id == self.colleague).mapped("note")
        self.assertIn("Send the rest", " ".join(note or "" for note in notes))

    # -- whose goods ---------------------------------------------------------------------------------------------------

    def test_nothing_else_leaves_with_the_goods_of_a_complaint(self):
        resolution = self.replace(self.leak())
        picking = self.transfers(resolution).with_user(self.keeper)
        gift = self.env["product.product"].create({"name": "Cream", "is_storable": True})
        for product in (gift, self.product):
            with self.assertRaisesRegex(UserError, f"take {product.name} off"), self.env.cr.savepoint():
                picking.move_ids.create(
                    {
                        "picking_id": picking.id,
                        "product_id": product.id,
                        "product_uom_qty": 7,
                        "quantity": 7,
                        "picked": True,
                        "location_id": picking.location_id.id,
                        "location_dest_id": picking.location_dest_id.id,
                    }
                )
                picking.move_ids.picked = True
                picking._action_done()
        picking.invalidate_recordset()
        self.hand_over(picking, 2)
        self.assertTrue(resolution.done_on)

    def test_goods_go_to_the_customer(self):
        resolution = self.replace(self.leak())
        picking = self.transfers(resolution).with_user(self.keeper)
        picking.partner_id = self.make_customer("Somebody Else")
        with self.assertRaisesRegex(UserError, "enter an address of that customer, not Somebody Else"):
            self.hand_over(picking, 2)
        picking.partner_id = self.contact
        self.hand_over(picking, 2)
        self.assertTrue(resolution.done_on)

    def test_a_part_by_an_own_move_ends_nothing(self):
        resolution = self.replace(self.leak(8))
        planned = self.transfers(resolution).move_ids
        planned.with_user(self.keeper)._action_cancel()
        move = (
            self.env["stock.move"]
            .with_user(self.keeper)
            .create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 0.5,
                    "quantity": 0.5,
                    "picked": True,
                    "location_id": planned.location_id.id,
                    "location_dest_id": planned.location_dest_id.id,
                    "complaint_line_id": resolution.line_ids.id,
                }
            )
        )
        move._action_done()
        self.assertFalse(resolution.done_on)

    def test_done_transfers_are_not_counted_up(self):
        resolution = self.replace(self.leak())
        picking = self.transfers(resolution)
        self.hand_over(picking, 2)
        with self.assertRaisesRegex(UserError, "9 of Bottle of gel would leave, but only 2 are approved"):
            picking.move_ids.move_line_ids.quantity = 9
            self.env.flush_all()
