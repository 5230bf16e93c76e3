from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 09:00:00")
class TestApprovalMatrix(CreditCheckCommon):
    """Who may approve which amount."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.levels = cls.env["crm.credit.approval.level"]
        cls.levels.search([]).unlink()

    def may(self, user, amount):
        return self.levels._may_approve(user, self.company, amount)

    def make_matrix(self):
        self.small = self.levels.create({"up_to": 5000, "user_ids": self.officer.ids})
        self.large = self.levels.create({"up_to": 50000, "user_ids": self.manager.ids, "approvals": 2})

    def test_without_a_matrix_managers_approve(self):
        self.assertEqual([self.may(user, 10**9) for user in (self.manager, self.officer, self.seller)], [True, False, False])

    def test_by_amount(self):
        self.make_matrix()
        self.assertEqual([self.may(self.officer, amount) for amount in (0, 5000, 5000.01, None)], [True, True, False, False])
        self.assertEqual([self.may(self.manager, amount) for amount in (0, 50000, 50000.01, None)], [True, True, False, False])
        self.assertEqual(self.levels._level_for(self.company, 5000), self.small)
        self.assertEqual(self.levels._level_for(self.company, 5001), self.large)
        self.assertFalse(self.levels._level_for(self.company, 50001))

    def test_any_amount(self):
        self.make_matrix()
        self.levels.create({"unlimited": True, "group_id": self.env.ref("crm_credit.group_credit_manager").id})
        self.assertTrue(self.may(self.manager, None))
        self.assertFalse(self.may(self.officer, None))

    def test_who_is_no_officer_approves_nothing(self):
        self.levels.create({"unlimited": True, "user_ids": self.seller.ids})
        self.assertFalse(self.may(self.seller, 1))

    def test_branches_have_no_matrix(self):
        branch = self.env["res.company"].create({"name": "North", "parent_id": self.company.id})
        with self.assertRaisesRegex(ValidationError, "North is a branch"):
            self.levels.create({"company_id": branch.id, "unlimited": True})

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.levels._may_approve(self.manager, other, 1))

    def test_nobody_raises_the_own_authority(self):
        self.make_matrix()
        levels = self.levels.with_user(self.manager)
        for change in (
            lambda: self.large.with_user(self.manager).write({"up_to": 60000}),
            lambda: levels.create({"unlimited": True, "user_ids": self.manager.ids}),
            lambda: (self.small | self.large).with_user(self.manager).unlink(),
            lambda: (self.small | self.large).with_user(self.manager).write({"active": False}),
            # Alone, where it takes two.
            lambda: self.small.with_user(self.manager).write({"up_to": 6000}),
            lambda: levels.create({"up_to": 49999, "user_ids": self.officer.ids}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.large.with_user(self.manager).write({"approvals": 1})
        self.large.with_user(self.manager).write({"up_to": 40000})
        self.small.with_user(self.manager).write({"up_to": 4000})
        with self.assertRaises(AccessError):
            self.small.with_user(self.officer).write({"up_to": 1})

    def test_delegation_by_oneself_or_a_manager(self):
        delegations = self.env["crm.credit.delegation"]
        second = self._user("credit_second", "crm_credit.group_credit_officer")
        values = {"user_id": self.officer.id, "delegate_id": second.id, "date_to": "2026-05-20"}
        delegations.with_user(self.officer).create(values)
        self.assertEqual(delegations._principals(second, self.company), self.officer)
        self.assertEqual(delegations._delegates(self.officer, self.company), second)
        with freeze_time("2026-05-21 09:00:00"):
            self.assertFalse(delegations._principals(second, self.company))
        delegations.with_user(self.manager).create(values)
        for user, change in ((second, {}), (self.manager, {"delegate_id": self.manager.id})):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                delegations.with_user(user).create(values | change)

    def test_delegates_are_officers(self):
        with self.assertRaises(ValidationError):
            self.env["crm.credit.delegation"].create(
                {"user_id": self.officer.id, "delegate_id": self.seller.id, "date_to": "2026-05-20"}
            )
