from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintWriter(GoodsCommon):
    """Who wrote what is proposed does not approve it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = new_test_user(cls.env, "deputy", "crm_industry.group_service_manager", company_id=cls.company.id)

    def refused_to(self, resolution, user):
        mine = resolution.with_user(user)
        self.assertFalse(mine.can_decide)
        with self.assertRaises(AccessError):
            mine.action_approve()

    def test_manager_raises_the_amount(self):
        draft = self.propose(self.leak(), "discount", amount=10)
        draft.with_user(self.service_manager).amount = 5000
        draft.action_submit()
        self.refused_to(draft, self.service_manager)
        self.assertTrue(draft.with_user(self.deputy).can_decide)
        draft.with_user(self.deputy).action_approve()
        self.assertEqual(draft.approval_state, "approved")

    def test_manager_changes_the_goods(self):
        for change in (
            lambda draft: draft.line_ids.write({"quantity": 1}),
            lambda draft: draft.write({"line_ids": [(1, draft.line_ids.id, {"quantity": 1})]}),
            lambda draft: draft.line_ids.create(
                {"resolution_id": draft.id, "product_id": self.product.id, "order_line_id": self.order.order_line.id}
            ),
        ):
            complaint = self.leak(3)
            draft = self.propose(complaint, "replacement", line_ids=[(0, 0, {"product_id": self.product.id, "quantity": 2})])
            change(draft.with_user(self.service_manager))
            draft.action_submit()
            self.refused_to(draft, self.service_manager)

    def test_what_was_cancelled_and_changed(self):
        draft = self.propose(self.leak(), "discount", amount=10)
        draft.action_submit()
        draft.action_cancel_request()
        draft.action_draft_request()
        draft.with_user(self.service_manager).note = "And a present"
        draft.action_submit()
        self.refused_to(draft, self.service_manager)

    def test_manager_who_wrote_nothing_decides(self):
        draft = self.propose(self.leak(), "discount", amount=10)
        draft.action_submit()
        draft.with_user(self.service_manager).action_approve()
        self.assertEqual(draft.approval_state, "approved")

    def test_nobody_takes_the_writers_away(self):
        draft = self.propose(self.leak(), "discount", amount=10)
        draft.with_user(self.service_manager).amount = 50
        with self.assertRaises(AccessError):
            draft.with_user(self.service_manager).write({"writer_ids": [(5, 0, 0)]})
        with self.assertRaises(AccessError):
            self.propose(self.leak(), "discount", amount=10, writer_ids=[(4, self.colleague.id)])

    def test_amounts_that_nothing_costs(self):
        complaint = self.leak()
        for amount in (1e300, float("nan"), float("inf"), -float("inf")):
            with self.assertRaises(ValidationError):
                self.propose(complaint, "discount", amount=amount)
        draft = self.propose(complaint, "discount", amount=10)
        with self.assertRaises(ValidationError):
            draft.amount = 1e300
        with self.assertRaises(ValidationError):
            self.propose(complaint, "replacement", line_ids=[(0, 0, {"product_id": self.product.id, "quantity": 1e300})])
