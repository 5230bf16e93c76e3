from odoo.exceptions import UserError
from odoo.tests import tagged

from .application_common import ApplicationCommon


@tagged("post_install", "-at_install")
class TestApplicationDirection(ApplicationCommon):
    """An increase raises and a decrease lowers the standing limit of 1,000, whatever the modes."""

    def _refused(self, text, amount=0.0, **values):
        with self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
            self._apply(amount, **values)

    def test_increase(self):
        self._refused(r"increase.*not more than.*1,000\.00", 1000.0)
        self._refused("increase", 999.0)
        self._refused("increase", requested_mode="prepay")
        self.assertEqual(self._apply(1000.01).stage, "assess")

    def test_decrease(self):
        self._refused(r"decrease.*not less than.*1,000\.00", 1000.0, kind="decrease")
        self._refused("decrease", requested_mode="unlimited", kind="decrease")
        self.assertEqual(self._apply(0.0, requested_mode="prepay", kind="decrease").stage, "assess")

    def test_unlimited_is_more_than_any_amount(self):
        self.assertEqual(self._apply(0.0, requested_mode="unlimited").stage, "assess")
        self.account.limit_mode = "unlimited"
        self.env["crm.credit.application"].search([]).action_cancel_request()
        self._refused("Unlimited", 1e9)
        self._refused("Unlimited", requested_mode="unlimited")
        self.assertEqual(self._apply(1e9, kind="decrease").stage, "assess")

    def test_prepayment_is_least(self):
        self.account.limit_mode = "prepay"
        self._refused("decrease", 0.0, kind="decrease", requested_mode="prepay")
        self.assertEqual(self._apply(1.0).stage, "assess")

    def test_the_default_counts_for_what_it_is(self):
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 3000.0})
        self._refused("3,000", 0.0, kind="decrease", requested_mode="default")
        self.account.limit_mode = "default"
        self._refused(r"3,000\.00", 3000.0)
        self.assertEqual(self._apply(3001.0).stage, "assess")

    def test_a_member_of_a_group_is_limited_by_its_group_only(self):
        head = self._set_limit(self.env["res.partner"].create({"name": "Head", "is_company": True}), 500.0)
        self.account.write({"limit_mode": "default", "group_account_id": head.id})
        self._refused("limit of its group", 1e6)
        self.assertEqual(self._apply(1e6, kind="decrease").stage, "assess")

    def test_other_kinds_go_anywhere(self):
        self.assertEqual(self._apply(10.0, kind="review").stage, "assess")

    def test_proposal(self):
        application = self._apply(5000.0).with_user(self.officer)
        application.write({"decided_mode": "limited", "decided_amount": 1000.0})
        with self.assertRaisesRegex(UserError, "increase.*Change the proposal"):
            application.action_assess()
        application.decided_amount = 1200.0
        application.action_assess()
        self.assertEqual(application.stage, "approve")

    def test_decision_after_the_default_moved(self):
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 3000.0})
        self.account.limit_mode = "default"
        application = self._assessed(5000.0)
        self.company.credit_default_limit = 5000.0
        with self.assertRaisesRegex(UserError, "increase.*Change the proposal"), self.env.cr.savepoint():
            application.with_user(self.manager).action_approve()
        application.with_user(self.manager).action_refuse("Has it")
        self.assertEqual(application.stage, "refused")

    def test_first_limit_asked_for_on_the_portal(self):
        self.account.limit_mode = "default"
        user = self._portal_user(self.customer)
        application = self.applications.with_user(user)._portal_apply(
            self.company, {"requested_amount": "2500", "reason": "More stores"}
        )
        self.assertEqual((application.kind, application.stage), ("new", "assess"))
