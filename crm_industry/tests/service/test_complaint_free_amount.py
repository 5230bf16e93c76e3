from odoo.exceptions import UserError
from odoo.tests import tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintFreeAmount(GoodsCommon):
    """Agents decide on their own up to 100."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.env["crm.complaint.policy"].search([("company_id", "=", cls.company.id)], limit=1)
        policy.write({"free_amount": 100, "approver": "manager"})

    def discount(self, complaint, amount):
        return self.propose(complaint, "discount", amount=amount)

    def states(self, resolutions):
        return resolutions.mapped("approval_state")

    def test_small_costs_count_together(self):
        complaint = self.leak()
        first, second, third = (self.discount(complaint, 50) for _each in range(3))
        first.action_submit()
        second.action_submit()
        self.assertEqual(self.states(first | second), ["approved", "approved"], "100 of 100")
        third.action_submit()
        self.assertEqual((third.approval_state, third.needs_manager), ("submitted", True))
        third.with_user(self.service_manager).action_approve()
        self.assertEqual(third.approval_state, "approved")

    def test_submitted_at_once_they_count_together(self):
        complaint = self.leak()
        together = self.discount(complaint, 60) | self.discount(complaint, 60) | self.discount(complaint, 40)
        together.action_submit()
        self.assertEqual(self.states(together), ["approved", "submitted", "approved"])

    def test_what_somebody_approved_does_not_count(self):
        complaint = self.leak()
        dear = self.discount(complaint, 500)
        dear.action_submit()
        dear.with_user(self.service_manager).action_approve()
        small = self.discount(complaint, 100)
        small.action_submit()
        self.assertEqual(small.approval_state, "approved")

    def test_the_next_round_begins_with_what_was_given(self):
        complaint = self.leak()
        self.discount(complaint, 80).action_submit()
        complaint.action_reopen("Not satisfied")
        more = self.discount(complaint, 30)
        more.action_submit()
        self.assertEqual(more.approval_state, "submitted")

    def test_other_complaints_have_their_own(self):
        self.discount(self.leak(), 100).action_submit()
        other = self.discount(self.leak(), 100)
        other.action_submit()
        self.assertEqual(other.approval_state, "approved")

    def test_a_quotation_or_cancelled_order_bought_nothing(self):
        for cancel in (False, True):
            order = self.order.copy()
            if cancel:
                order.action_confirm()
                order.with_context(disable_cancel_warning=True).action_cancel()
            goods = {"product_id": self.product.id, "quantity": 5, "order_line_id": order.order_line.id}
            complaint = self.complain(order_id=order.id, line_ids=[(0, 0, goods)])
            complaint.action_accept()
            with self.assertRaisesRegex(UserError, "5 would be put right, but only 0 were bought"):
                self.propose(complaint, "replacement").action_submit()
