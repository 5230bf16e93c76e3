from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .application_common import ApplicationCommon


@tagged("post_install", "-at_install")
class TestHostileGrants(ApplicationCommon):
    """People who want to give more credit than they may, on their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tomorrow = cls.company._business_today() + timedelta(days=1)

    def test_limit_that_takes_two_is_not_written_by_one(self):
        self._matrix((5000, self.manager, 1), (50000, self.manager | self.second, 2))
        account = self.account.with_user(self.manager)
        account.limit_amount = 5000
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            account.limit_amount = 5001
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._temporary(1, self.manager)
        self.assertEqual(self.account.limit_amount, 5000)

    def _temporary(self, amount, user):
        return self.env["crm.credit.temporary.limit"].with_user(user).create(
            {"account_id": self.account.id, "amount": amount, "date_to": self.tomorrow, "reason": "Fair"}
        )

    def test_archived_level_gives_no_right_whatever_the_context(self):
        self._matrix((1000, self.manager, 1), (None, self.second, 1))
        self._matrix((50000, self.manager, 1)).active = False
        with self.assertRaises(AccessError):
            self.account.with_user(self.manager).with_context(active_test=False).limit_amount = 9000

    def test_leaving_a_group_for_an_unlimited_default(self):
        head = self._set_limit(self.env["res.partner"].create({"name": "Head", "is_company": True}), 5000)
        self._set_limit(self.customer, mode="default", group_account_id=head.id)
        self._matrix((5000, self.manager, 1), (None, self.second, 1))
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.account.with_user(self.manager).group_account_id = False
        self.account.with_user(self.second).group_account_id = False
        self.assertEqual(self.account.effective_mode, "unlimited")

    def test_credit_raised_between_assessment_and_approval(self):
        self._matrix((6000, self.manager, 1), (None, self.manager | self.second, 2))
        application = self._assessed(5000)
        self._temporary(2000, self.env.user)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            application.with_user(self.manager).action_approve()
        application.with_user(self.officer).action_reassess()
        application.with_user(self.officer).action_assess()
        application.with_user(self.manager).action_approve()
        self.assertEqual(application.stage, "approve")

    def test_author_of_a_proposal_that_was_set_back_to_draft(self):
        application = self._apply()
        application.with_user(self.manager).write({"decided_mode": "limited", "decided_amount": 90000})
        application.with_user(self.seller).action_cancel_request()
        application.with_user(self.seller).action_draft_request()
        application.with_user(self.seller).action_submit()
        application.with_user(self.officer).action_assess()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            application.with_user(self.manager).action_approve()
        application.with_user(self.second).action_approve()
        self.assertEqual(self.account.limit_amount, 90000)

    def test_security_that_somebody_else_changed_last(self):
        security = self.env["crm.credit.security"].with_user(self.officer).create(
            {"account_id": self.account.id, "reference": "G", "amount": 10}
        )
        security.with_user(self.manager).amount = 1000000
        security.with_user(self.officer).reference = "G-1"
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            security.with_user(self.manager).action_accept()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            security.with_user(self.manager).write({"editor_ids": [Command.clear()]})
        security.with_user(self.second).action_accept()
        self.assertEqual(security.state, "accepted")

    def test_records_are_not_given_to_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        values = {
            "crm.credit.class": {"name": "X", "code": "X"},
            "crm.credit.policy": {"name": "X"},
            "crm.credit.dunning.plan": {"name": "X"},
            "crm.credit.approval.level": {"up_to": 5, "user_ids": self.officer.ids},
            "crm.credit.delegation": {"user_id": self.manager.id, "delegate_id": self.officer.id, "date_to": self.tomorrow},
            "crm.credit.reference": {"partner_id": self.customer.id, "name": "X", "source": "X", "rating": "good"},
            "crm.credit.financial": {"partner_id": self.customer.id, "year": 2020, "source": "X"},
            "crm.credit.registry": {"partner_id": self.customer.id, "register_number": "X", "source": "X"},
        }
        for model, vals in values.items():
            with self.subTest(model):
                record = self.env[model].with_user(self.manager).create(vals)
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    record.write({"company_id": other.id})

    def test_dunning_level_is_not_put_into_the_plan_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        plan = self.env["crm.credit.dunning.plan"].create({"name": "Theirs", "company_id": other.id})
        own = self.env["crm.credit.dunning.plan"].with_user(self.manager).create({"name": "Ours"})
        level = self.env["crm.credit.dunning.level"].with_user(self.manager).create(
            {"plan_id": own.id, "name": "First", "days_overdue": 77, "kind": "call"}
        )
        with self.assertRaises(AccessError):
            level.write({"plan_id": plan.id})
