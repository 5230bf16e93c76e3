from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintBought(GoodsCommon):
    """No more is put right than was bought, over all complaints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["crm.complaint.policy"].search([("company_id", "=", cls.company.id)], limit=1)

    def submit(self, complaint, kind="replacement", **values):
        resolution = self.propose(complaint, kind, **values)
        resolution.action_submit()
        return resolution

    def without_order(self, quantity, **values):
        goods = {"product_id": self.product.id, "quantity": quantity}
        complaint = self.complain(line_ids=[(0, 0, goods)], **values)
        complaint.action_accept()
        return complaint

    # -- not bought here -----------------------------------------------------------------------------------------------

    def test_goods_without_an_order_need_a_policy_that_says_so(self):
        complaint = self.without_order(5000)
        with self.assertRaisesRegex(UserError, "no order says that Complaining Customer bought it. Name the order"):
            self.submit(complaint)
        self.policy.with_user(self.service_manager).allows_unbought = True
        resolution = self.submit(complaint)
        self.assertEqual(resolution.line_ids.unbought_quantity, 5000)
        self.assertTrue(resolution.needs_manager and resolution.needs_finance)

    def test_manager_approves_what_was_not_bought_whoever_else_the_policy_names(self):
        self.policy.write({"allows_unbought": True, "approver": "finance"})
        self.assertTrue(self.submit(self.without_order(1)).needs_manager)
        bought = self.submit(self.leak(1))
        self.assertEqual((bought.needs_manager, bought.line_ids.unbought_quantity), (False, 0))

    def test_part_of_it_was_bought(self):
        complaint = self.leak(12)
        complaint.line_ids.quantity = 10
        complaint.line_ids = [(0, 0, {"product_id": self.product.id, "quantity": 2})]
        with self.assertRaisesRegex(UserError, "12 would be put right, but only 10"):
            self.submit(complaint)
        self.policy.allows_unbought = True
        resolution = self.submit(complaint)
        self.assertEqual(sum(resolution.line_ids.mapped("unbought_quantity")), 2)

    def test_nobody_writes_what_was_not_bought(self):
        resolution = self.propose(self.leak(1), "replacement")
        with self.assertRaises(AccessError):
            resolution.line_ids.unbought_quantity = 1

    def test_repairs_take_devices_bought_elsewhere(self):
        self.assertEqual(self.submit(self.without_order(1), "repair").approval_state, "submitted")

    # -- the same pieces -----------------------------------------------------------------------------------------------

    def test_pieces_are_put_right_once(self):
        first = self.submit(self.leak(8))
        words = f"{self.order.name} sold 10, of which {first.complaint_id.name} puts 8 right; 8 more"
        for kind in ("replacement", "exchange"):
            with self.assertRaisesRegex(UserError, words):
                self.submit(self.leak(8), kind)
        # The money that would go back is refused as well, whichever is seen first.
        with self.assertRaisesRegex(UserError, f"{words}|for {self.order.name} it paid"):
            self.submit(self.leak(8), "refund")
        self.assertEqual(self.submit(self.leak(2)).approval_state, "submitted")

    def test_refused_and_cancelled_give_the_pieces_back(self):
        first = self.submit(self.leak(8))
        first.with_user(self.service_manager).action_refuse("Not ours")
        second = self.submit(self.leak(8))
        second.action_cancel_request()
        self.assertEqual(self.submit(self.leak(10)).approval_state, "submitted")

    def test_another_round_is_about_the_same_pieces(self):
        complaint = self.leak(8)
        first = self.replace(complaint)
        self.deliver(self.transfers(first), self.keeper)
        complaint.action_reopen("Leaks again")
        self.submit(complaint)
        self.assertEqual(self.submit(self.leak(2)).approval_state, "submitted", "8 of 10 pieces, twice")

    def test_what_was_taken_down_is_free(self):
        first = self.replace(self.leak(8))
        picking = self.transfers(first)
        picking.move_ids.quantity = 5
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=True)._action_done()
        first.with_user(self.service_manager).action_take_down("Sold out")
        with self.assertRaisesRegex(UserError, "puts 5 right; 6 more"):
            self.submit(self.leak(6))
        self.submit(self.leak(5))

    def test_lines_that_name_no_order_line_count_for_the_order(self):
        first = self.leak(8)
        first.line_ids.order_line_id = False
        self.submit(first)
        with self.assertRaisesRegex(UserError, "puts 8 right; 8 more"):
            self.submit(self.leak(8))

    def test_each_line_of_orders_has_its_own_pieces(self):
        other = self.order.copy()
        other.action_confirm()
        complaint = self.complain(
            order_id=self.order.id,
            line_ids=[
                (0, 0, {"product_id": self.product.id, "quantity": 1, "order_line_id": other.order_line.id}),
                (0, 0, {"product_id": self.product.id, "quantity": 19, "order_line_id": self.order.order_line.id}),
            ],
        )
        complaint.action_accept()
        with self.assertRaisesRegex(UserError, "19 would be put right, but only 10"):
            self.submit(complaint)

    def test_other_orders_have_their_own_pieces(self):
        self.submit(self.leak(10))
        other = self.order.copy()
        other.action_confirm()
        goods = {"product_id": self.product.id, "quantity": 10, "order_line_id": other.order_line.id}
        complaint = self.complain(order_id=other.id, line_ids=[(0, 0, goods)])
        complaint.action_accept()
        self.assertEqual(self.submit(complaint).approval_state, "submitted")

    def test_money_is_no_goods(self):
        self.submit(self.leak(10))
        self.assertEqual(self.submit(self.leak(10), "discount", amount=5).approval_state, "submitted")
