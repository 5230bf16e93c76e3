from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintMoney(GoodsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.invoice = cls.order._create_invoices()
        cls.invoice.action_post()

    def approve(self, resolution):
        resolution.action_submit()
        resolution.with_user(self.service_manager).action_approve()
        return resolution

    def post(self, notes):
        notes.with_user(self.finance).action_post()

    # -- goods that come back ------------------------------------------------------------------------------------------

    def test_exchange_brings_goods_back_and_sends_new_ones(self):
        complaint = self.leak(2)
        resolution = self.approve(self.propose(complaint, "exchange"))
        pickings = self.transfers(resolution)
        back = pickings.filtered(lambda picking: picking.picking_type_code == "incoming")
        self.assertEqual((len(pickings), back.complaint_id), (2, complaint.sudo()))
        self.assertEqual(pickings.move_ids.mapped("product_uom_qty"), [2, 2])
        self.deliver(back, self.keeper)
        self.assertEqual(complaint.state, "executing")
        self.deliver(pickings - back, self.keeper)
        self.assertEqual(complaint.state, "confirming")
        self.env.invalidate_all()
        self.assertEqual((self.order.order_line.qty_delivered, self.order.order_line.qty_to_invoice), (10, 0))

    def exchanged(self, quantity=2, **values):
        """An exchange that a manager has approved, with the transfer back and the one to the customer."""
        resolution = self.approve(self.propose(self.leak(quantity), "exchange", **values))
        pickings = self.transfers(resolution)
        back = pickings.filtered(lambda picking: picking.picking_type_code == "incoming")
        return resolution, back, pickings - back

    def cost(self, resolution):
        self.env.invalidate_all()
        return resolution.complaint_id.cost

    def test_exchange_costs_the_goods_that_leave_until_the_others_are_back(self):
        resolution, back, out = self.exchanged(2)
        # Two bottles at 8.
        self.assertEqual((resolution.amount, self.cost(resolution)), (16, 16))
        self.deliver(out, self.keeper)
        self.assertEqual(self.cost(resolution), 16)
        self.deliver(back, self.keeper)
        self.assertEqual(self.cost(resolution), 0)
        self.assertEqual(self.env["crm.complaint.analysis"]._costs_of(resolution.complaint_id.ids).popitem()[1], 0)

    def test_exchange_of_goods_whose_cost_has_risen(self):
        resolution, back, out = self.exchanged(3)
        self.product.with_company(self.company).standard_price = 10.0
        self.deliver(out, self.keeper)
        # Three at 10 instead of three at 8.
        self.assertEqual(self.cost(resolution), 30)
        self.deliver(back, self.keeper)
        # They come back at what they were worth when they were delivered: three at 8.
        self.assertEqual(self.cost(resolution), 6)

    def test_what_comes_back_broken_is_worth_nothing(self):
        resolution, back, out = self.exchanged(2)
        self.deliver(out | back, self.keeper)
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "scrap_qty": 1,
                "picking_id": back.id,
                "company_id": self.company.id,
                "location_id": self.warehouse.lot_stock_id.id,
            }
        )
        scrap.do_scrap()
        # One of two is still worth its 8.
        self.assertEqual(self.cost(resolution), 8)

    def test_more_than_the_goods_stays_a_cost(self):
        resolution, back, out = self.exchanged(2, amount=21)
        self.deliver(out | back, self.keeper)
        # Five for the courier.
        self.assertEqual(self.cost(resolution), 5)

    def test_exchange_above_the_limit_needs_approval(self):
        policy = self.env["crm.complaint.policy"].search([("company_id", "=", self.company.id)], limit=1)
        policy.write({"free_amount": 15.99, "approver": "by_cost", "finance_amount": 24})
        above = self.propose(self.leak(2), "exchange", amount=1)
        above.action_submit()
        self.assertEqual((above.amount, above.approval_state, above.needs_finance), (16, "submitted", False))
        self.assertFalse(self.transfers(above))
        dear = self.propose(self.leak(3), "exchange")
        dear.action_submit()
        self.assertEqual((dear.amount, dear.needs_manager, dear.needs_finance), (24, True, True))
        free = self.propose(self.leak(1), "exchange")
        free.action_submit()
        self.assertEqual((free.amount, free.approval_state), (8, "approved"))
        policy.free_amount = 16
        equal = self.propose(self.leak(2), "exchange")
        equal.action_submit()
        self.assertEqual(equal.approval_state, "approved")

    def test_parcel_that_comes_back_is_sent_again_at_one_cost(self):
        resolution = self.replace(self.leak(2))
        out = self.transfers(resolution)
        self.deliver(out, self.keeper)
        self.assertEqual(self.cost(resolution), 16)
        wizard = self.env["stock.return.picking"].create({"picking_id": out.id})
        wizard.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.deliver(back, self.keeper)
        self.assertEqual(self.cost(resolution), 16, "it is still to be sent")

    def test_refund_credits_what_came_back(self):
        complaint = self.leak(3)
        resolution = self.propose(complaint, "refund")
        self.approve(resolution)
        self.assertEqual(resolution.amount, 60)
        back = self.transfers(resolution)
        self.assertEqual(back.move_ids.product_uom_qty, 3)
        self.deliver(back, self.keeper)
        note = resolution.sudo().credit_note_ids
        self.assertEqual((note.move_type, note.state, note.amount_untaxed), ("out_refund", "draft", 60))
        self.assertEqual((note.reversed_entry_id, complaint.state), (self.invoice, "executing"))
        self.post(note)
        self.assertEqual(complaint.state, "confirming")
        self.env.invalidate_all()
        line = self.order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), (7, 7, 0))

    def test_refund_of_goods_without_invoice_needs_no_credit_note(self):
        order = self.order.copy()
        order.action_confirm()
        self.deliver(order.picking_ids)
        goods = {"product_id": self.product.id, "quantity": 1, "order_line_id": order.order_line.id}
        complaint = self.complain(order_id=order.id, line_ids=[(0, 0, goods)])
        complaint.action_accept()
        resolution = self.approve(self.propose(complaint, "refund"))
        self.deliver(self.transfers(resolution), self.keeper)
        self.assertEqual(complaint.state, "confirming")
        self.assertFalse(resolution.sudo().credit_note_ids)

    def test_goods_that_came_back_dont_come_back_again(self):
        first = self.approve(self.propose(self.leak(8), "refund"))
        self.deliver(self.transfers(first), self.keeper)
        with self.assertRaisesRegex(UserError, "nothing more can come back"):
            self.propose(self.leak(3), "refund").action_submit()

    def test_returned_goods_bind(self):
        resolution = self.approve(self.propose(self.leak(1), "refund"))
        self.deliver(self.transfers(resolution), self.keeper)
        with self.assertRaisesRegex(UserError, "come back already"):
            resolution.with_user(self.service_manager).action_cancel_request()

    def test_client_makes_no_return_of_a_complaint(self):
        line = self.replace(self.leak(1)).line_ids
        picking = self.order.picking_ids.with_user(self.keeper)
        wizard = picking.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.write({"quantity": 1, "complaint_line_id": line.id})
        wizard.action_create_returns()
        # It may be a return of the same product; the approved goods still have to leave.
        self.assertFalse(line.resolution_id.done_on)

    # -- credit notes --------------------------------------------------------------------------------------------------

    def test_credit_note_of_an_amount(self):
        complaint = self.leak()
        resolution = self.approve(self.propose(complaint, "credit", amount=35))
        note = resolution.sudo().credit_note_ids
        self.assertEqual((note.state, note.amount_untaxed, len(note.invoice_line_ids)), ("draft", 35, 1))
        self.assertEqual(complaint.state, "executing")
        self.assertIn("Draft", resolution.credit_status)
        self.post(note)
        self.assertEqual(complaint.state, "confirming")
        self.env.invalidate_all()
        self.assertEqual((self.order.order_line.qty_invoiced, self.order.order_line.qty_to_invoice), (10, 0))

    def test_credit_of_more_than_the_invoice(self):
        complaint = self.leak()
        for amount in (0, 200.01):
            with self.assertRaisesRegex(UserError, "no more than"):
                self.propose(complaint, "credit", amount=amount).action_submit()

    def test_credit_without_invoice(self):
        complaint = self.complain()
        complaint.action_accept()
        with self.assertRaisesRegex(UserError, "no invoice"):
            self.propose(complaint, "credit", amount=5).action_submit()

    def test_cancelled_credit_note_is_made_again(self):
        resolution = self.approve(self.propose(self.leak(), "credit", amount=35))
        first = resolution.sudo().credit_note_ids
        with self.assertRaises(AccessError):
            resolution.action_make_credit_note()
        with self.assertRaisesRegex(UserError, "nothing to credit"):
            resolution.with_user(self.finance).action_make_credit_note()
        first.button_cancel()
        resolution.with_user(self.finance).action_make_credit_note()
        second = resolution.sudo().credit_note_ids - first
        self.assertEqual((second.state, second.amount_untaxed), ("draft", 35))

    def test_cancelled_credit_takes_its_draft_along(self):
        resolution = self.approve(self.propose(self.leak(), "credit", amount=35))
        resolution.with_user(self.service_manager).action_cancel_request()
        self.assertEqual(resolution.sudo().credit_note_ids.state, "cancel")

    def test_client_names_no_resolution_of_a_credit_note(self):
        resolution = self.approve(self.propose(self.leak(), "credit", amount=35))
        with self.assertRaises(AccessError):
            self.invoice.with_user(self.finance).write({"complaint_resolution_id": resolution.id})

    # -- discounts -----------------------------------------------------------------------------------------------------

    def promise(self, amount=50):
        complaint = self.leak()
        self.approve(self.propose(complaint, "discount", amount=amount))
        return self.env["crm.complaint.discount"].search([("complaint_id", "=", complaint.id)])

    def quotation(self, price=200, partner=None):
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "company_id": self.company.id,
                "user_id": self.salesperson.id,
                "order_line": [(0, 0, {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": price})],
            }
        )

    def test_discount_is_deducted_once(self):
        discount = self.promise(50)
        self.assertEqual(discount.complaint_id.state, "confirming")
        quotation = self.quotation().with_user(self.salesperson)
        self.assertEqual(quotation.complaint_discount_left, 50)
        quotation.action_use_complaint_discount()
        self.assertEqual(quotation.amount_untaxed, 150)
        self.assertEqual((discount.used, discount.left), (50, 0))
        with self.assertRaisesRegex(UserError, "no discount is left"):
            quotation.action_use_complaint_discount()
        self.assertEqual(self.quotation().complaint_discount_left, 0)

    def test_discounts_of_several_quotations(self):
        self.promise(50)
        self.promise(20)
        other = self.make_customer("Somebody Else")
        quotations = self.quotation() | self.quotation(partner=other) | self.quotation()
        quotations[2].action_confirm()
        quotations.invalidate_recordset()
        self.assertEqual(quotations.mapped("complaint_discount_left"), [70, 0, 0])

    def test_discount_no_larger_than_the_quotation(self):
        discount = self.promise(50)
        small = self.quotation(30)
        small.action_use_complaint_discount()
        self.assertEqual((small.amount_untaxed, discount.left), (0, 20))

    def test_discount_of_a_cancelled_order_is_free_again(self):
        discount = self.promise(50)
        quotation = self.quotation()
        quotation.action_use_complaint_discount()
        quotation._action_cancel()
        self.assertEqual(discount.left, 50)
        other = self.quotation()
        other.action_use_complaint_discount()
        with self.assertRaisesRegex(UserError, "used once"):
            quotation.action_draft()

    def test_discount_is_not_raised_nor_copied(self):
        self.promise(50)
        quotation = self.quotation().with_user(self.salesperson)
        quotation.action_use_complaint_discount()
        line = quotation.order_line.filtered(lambda each: each.price_unit < 0)
        with self.assertRaisesRegex(UserError, "promised a discount of"):
            line.price_unit = -60
        self.assertEqual(quotation.copy().amount_untaxed, 200)
        with self.assertRaises(AccessError):
            line.write({"complaint_discount_id": line.sudo().complaint_discount_id.id})

    def test_discount_of_somebody_else(self):
        self.promise(50)
        quotation = self.quotation(partner=self.make_customer("Somebody Else"))
        with self.assertRaisesRegex(UserError, "no discount is left"):
            quotation.action_use_complaint_discount()

    def test_discount_needs_an_amount(self):
        with self.assertRaisesRegex(UserError, "write the discount"):
            self.propose(self.leak(), "discount").action_submit()

    def test_discount_stays_with_its_line(self):
        discount = self.promise(50)
        quotation = self.quotation().with_user(self.salesperson)
        quotation.action_use_complaint_discount()
        line = quotation.order_line.filtered(lambda each: each.price_unit < 0)
        with self.assertRaises(AccessError):
            line.write({"complaint_discount_id": False})
        with self.assertRaises(UserError):
            quotation.order_line.with_context(default_complaint_discount_id=discount.id).create(
                {"order_id": quotation.id, "product_id": self.product.id, "price_unit": -1}
            )
        for price in (9000, 1):
            with self.assertRaisesRegex(UserError, "promised a discount of"):
                line.price_unit = price

    def test_invoiced_discount_of_a_cancelled_order_is_used(self):
        discount = self.promise(50)
        self.product.invoice_policy = "order"
        quotation = self.quotation()
        quotation.action_use_complaint_discount()
        quotation.action_confirm()
        invoice = quotation._create_invoices()
        invoice.action_post()
        quotation._action_cancel()
        self.assertEqual((quotation.state, discount.left), ("cancel", 0))

    def test_credit_note_keeps_its_resolution(self):
        resolution = self.approve(self.propose(self.leak(), "credit", amount=35))
        note = resolution.sudo().credit_note_ids.with_user(self.finance)
        with self.assertRaises(AccessError):
            note.write({"complaint_resolution_id": False})
        with self.assertRaisesRegex(UserError, "nothing to credit"):
            resolution.with_user(self.finance).action_make_credit_note()
