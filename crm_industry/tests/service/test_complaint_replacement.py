from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintReplacement(GoodsCommon):
    def test_goods_wait_for_finance(self):
        complaint = self.leak()
        resolution = self.propose(complaint, "replacement")
        self.assertEqual(resolution.line_ids.mapped("quantity"), [2.0])
        resolution.action_submit()
        self.assertEqual((complaint.state, resolution.amount), ("approval", 16.0))
        resolution.with_user(self.service_manager).action_approve()
        self.assertEqual((resolution.approval_state, complaint.state), ("submitted", "approval"))
        self.assertFalse(self.transfers(resolution))
        resolution.with_user(self.finance).action_approve()
        self.assertEqual((resolution.approval_state, complaint.state), ("approved", "executing"))
        picking = self.transfers(resolution)
        self.assertEqual((picking.partner_id, picking.complaint_id), (self.customer, complaint.sudo()))
        self.assertEqual(picking.move_ids.product_uom_qty, 2)
        self.assertIn(picking.name, resolution.goods_status)

    def test_delivered_goods_ask_the_customer(self):
        complaint = self.leak()
        resolution = self.replace(complaint)
        self.deliver(self.transfers(resolution), self.keeper)
        self.assertTrue(resolution.done_on)
        self.assertEqual(complaint.state, "confirming")
        kinds = complaint.event_ids.mapped("kind")
        self.assertEqual(kinds.count("delivered"), 1)
        self.assertEqual(kinds.count("solved"), 1)

    def test_order_is_untouched(self):
        line = self.order.order_line
        self.env.flush_all()
        before = line.read(["qty_delivered", "qty_to_invoice", "invoice_status", "product_uom_qty", "move_ids"])
        pickings, lines = self.order.picking_ids, self.order.order_line
        resolution = self.replace(self.leak())
        self.deliver(self.transfers(resolution), self.keeper)
        self.env.invalidate_all()
        self.assertEqual(line.read(["qty_delivered", "qty_to_invoice", "invoice_status", "product_uom_qty", "move_ids"]), before)
        self.assertEqual((self.order.picking_ids, self.order.order_line), (pickings, lines))
        self.assertEqual(line.qty_delivered, 10)

    def test_one_delivery_for_two_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        complaint = self.leak()
        resolution = self.replace(complaint)
        picking = self.transfers(resolution)
        self.deliver(picking, self.keeper)
        self.assertEqual(complaint.state, "executing")
        shipping = self.transfers(resolution) - picking
        self.assertEqual(shipping.complaint_id, complaint.sudo())
        self.deliver(shipping, self.keeper)
        self.assertEqual(complaint.state, "confirming")

    def test_backorder_belongs_to_the_complaint(self):
        complaint = self.leak()
        resolution = self.replace(complaint)
        picking = self.transfers(resolution).with_user(self.keeper)
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(complaint.state, "executing")
        rest = self.transfers(resolution) - picking.sudo()
        self.assertEqual(rest.complaint_id, complaint.sudo())
        self.deliver(rest, self.keeper)
        self.assertEqual(complaint.state, "confirming")

    def test_no_more_leaves_than_approved(self):
        resolution = self.replace(self.leak())
        move = self.transfers(resolution).move_ids.with_user(self.keeper)
        move.quantity = 3
        move.picked = True
        with self.assertRaisesRegex(UserError, "only 2 are approved"):
            move.picking_id._action_done()

    def test_keeper_adds_no_goods_to_a_complaint(self):
        resolution = self.replace(self.leak())
        move = self.transfers(resolution).move_ids.with_user(self.keeper)
        other = self.env["product.product"].create({"name": "Cream", "is_storable": True})
        with self.assertRaisesRegex(UserError, "same product"):
            move.product_id = other
        old = self.order.picking_ids.move_ids.with_user(self.keeper)
        with self.assertRaises(AccessError):
            old.complaint_line_id = resolution.line_ids.id

    def test_cancelled_before_the_goods_leave(self):
        complaint = self.leak()
        resolution = self.replace(complaint)
        resolution.with_user(self.finance).action_cancel_request()
        self.assertEqual(self.transfers(resolution).mapped("state"), ["cancel"])
        self.assertEqual(complaint.state, "accepted")

    def test_not_cancelled_when_goods_have_left(self):
        resolution = self.replace(self.leak())
        picking = self.transfers(resolution)
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking._action_done()
        with self.assertRaisesRegex(UserError, "have left"):
            resolution.with_user(self.finance).action_cancel_request()

    def test_no_second_replacement_of_the_same_goods(self):
        complaint = self.leak(2)
        self.replace(complaint)
        with self.assertRaisesRegex(UserError, "4 would be put right, but only 2"):
            self.propose(complaint, "replacement").action_submit()

    def test_no_more_than_was_bought(self):
        complaint = self.leak(12)
        with self.assertRaisesRegex(UserError, "12 would be put right, but only 10"):
            self.propose(complaint, "replacement").action_submit()

    def test_next_round_replaces_again(self):
        complaint = self.leak()
        first = self.replace(complaint)
        self.deliver(self.transfers(first), self.keeper)
        complaint.action_reopen("Leaks again")
        second = self.replace(complaint)
        self.assertEqual(len(self.transfers(second)), 1)
        self.assertNotEqual(self.transfers(first), self.transfers(second))

    def test_goods_are_fixed_once_submitted(self):
        complaint = self.leak()
        resolution = self.propose(complaint, "replacement")
        resolution.action_submit()
        with self.assertRaisesRegex(UserError, "has been submitted"):
            resolution.line_ids.quantity = 5
        with self.assertRaises(UserError):
            resolution.line_ids.create({"resolution_id": resolution.id, "product_id": self.product.id})

    def test_stock_is_frozen_at_submission_and_decision(self):
        complaint = self.leak()
        resolution = self.propose(complaint, "replacement")
        resolution.action_submit()
        rows = resolution.stock_ids.filtered(lambda row: row.warehouse_id == self.warehouse)
        self.assertEqual([(row.moment, row.on_hand, row.free) for row in rows], [("submitted", 50, 50)])
        self.env["stock.quant"]._update_available_quantity(self.product, self.warehouse.lot_stock_id, -20)
        resolution.with_user(self.service_manager).action_approve()
        resolution.with_user(self.finance).action_approve()
        rows = resolution.stock_ids.filtered(lambda row: row.warehouse_id == self.warehouse).sorted("id")
        self.assertEqual([(row.moment, row.on_hand) for row in rows], [("submitted", 50), ("decided", 30)])
        with self.assertRaises(AccessError):
            rows[0].with_user(self.service_manager).write({"on_hand": 0})
        with self.assertRaises(AccessError):
            rows[0].sudo().write({"on_hand": 0})
        with self.assertRaisesRegex(UserError, "is kept"):
            rows[0].sudo().unlink()
        self.assertTrue(rows[0].with_user(self.finance).read(["on_hand"]))
        with self.assertRaises(AccessError):
            rows[0].with_user(self.other_agent).read(["on_hand"])

    def test_stock_is_looked_at_before(self):
        resolution = self.propose(self.leak(), "replacement")
        resolution.action_look_at_stock()
        resolution.action_look_at_stock()
        rows = resolution.stock_ids.filtered(lambda row: row.warehouse_id == self.warehouse)
        self.assertEqual([(row.moment, row.free) for row in rows], [("looked", 50)])

    def test_replacement_needs_no_credit(self):
        move = self.transfers(self.replace(self.leak())).move_ids
        self.assertFalse(move._credit_leaves())
        self.assertTrue(self.order.picking_ids.move_ids._credit_leaves())
