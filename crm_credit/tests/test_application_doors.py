from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .application_common import ApplicationCommon

FORGED = {"approval_state": "approved", "assessed_on": "2026-05-01 00:00:00", "score": 100.0, "decided_by": 2}


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 09:00:00")
class TestApplicationDoors(ApplicationCommon):
    """Nobody approves an own application, or above the own amount, through any door."""

    def approve(self, application, user):
        return application.with_user(user).action_approve()

    def refused(self, application, user, error=AccessError):
        with self.assertRaises(error), self.env.cr.savepoint():
            self.approve(application, user)
        self.env.invalidate_all()
        self.assertNotEqual(application.stage, "approved")
        self.assertEqual(self.account.limit_amount, 1000.0)

    def test_involved_people_never_approve(self):
        self._matrix((None, self.officer | self.manager | self.second | self.seller, 1))
        requested = self._assessed(user=self.manager)
        self.refused(requested, self.manager)
        self.refused(requested, self.officer)
        self.refused(requested, self.seller)
        self.customer.user_id = self.second
        requested.with_user(self.manager).action_cancel_request()
        requested = self._assessed(user=self.manager)
        self.refused(requested, self.second)

    def test_author_who_let_somebody_else_submit(self):
        application = self._apply(user=self.manager, submit=False)
        application.with_user(self.second).action_submit()
        application.with_user(self.officer).write({"decided_mode": "limited", "decided_amount": 5000})
        application.with_user(self.officer).action_assess()
        self.refused(application, self.manager)
        self.refused(application, self.second)
        self.approve(application, self.third)
        self.assertEqual(self.account.limit_amount, 5000)

    def test_who_wrote_the_proposal(self):
        application = self._apply()
        application.with_user(self.manager).write({"decided_mode": "limited", "decided_amount": 9000})
        application.with_user(self.officer).action_assess()
        self.refused(application, self.manager)
        application.with_user(self.second).action_reassess()
        application.with_user(self.officer).decided_amount = 5000
        application.with_user(self.officer).action_assess()
        self.refused(application, self.manager)
        self.approve(application, self.second)
        self.assertEqual(self.account.limit_amount, 5000)

    def test_who_works_in_a_branch_only(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        clerk = self._user(
            "credit_branch", "crm_credit.group_credit_manager", company_id=branch.id, company_ids=[(6, 0, branch.ids)]
        )
        self.refused(self._assessed(), clerk)

    def test_above_the_own_amount(self):
        self._matrix((5000, self.manager, 1), (50000, self.second, 1))
        self.refused(self._assessed(5000.01), self.manager)
        self.applications.search([("approval_state", "=", "submitted")]).action_cancel_request()
        self.approve(self._assessed(5000), self.manager)
        self.assertEqual(self.account.limit_amount, 5000)

    def test_no_level_covers_it(self):
        self._matrix((5000, self.manager, 1))
        with self.assertRaises(UserError):
            self._assessed(5001)
        self.applications.search([("approval_state", "=", "submitted")]).action_cancel_request()
        with self.assertRaises(UserError):
            self._assessed(0, requested_mode="unlimited")

    def test_temporary_limits_add_up(self):
        self._matrix((1400, self.manager, 1), (5000, self.second, 1))
        days = {"date_from": "2026-05-20", "date_to": "2026-06-20"}
        application = self._assessed(500.0, kind="temporary", **days)
        self.refused(application, self.manager)
        self.approve(application, self.second)
        self.refused(self._assessed(950.0, kind="decrease"), self.manager)

    def test_several_approvals(self):
        self._matrix((50000, self.manager | self.second | self.third, 2))
        application = self._assessed()
        self.approve(application, self.manager)
        self.assertEqual((application.stage, application.approvals_given), ("approve", 1))
        self.assertEqual(self.account.limit_amount, 1000)
        self.assertEqual(application.activity_ids.user_id, self.second | self.third)
        self.assertFalse(application.with_user(self.manager).can_decide)
        self.refused(application, self.manager, UserError)
        self.approve(application, self.second)
        self.assertEqual((application.stage, self.account.limit_amount), ("approved", 5000))

    def test_higher_levels_are_asked_when_the_own_is_involved(self):
        self._matrix((5000, self.manager, 1), (50000, self.second, 1))
        self.assertEqual(self._assessed(user=self.manager).activity_ids.user_id, self.second)

    def test_assessed_again_the_approvals_are_void(self):
        self._matrix((50000, self.manager | self.second, 2))
        application = self._assessed()
        self.approve(application, self.manager)
        application.with_user(self.officer).action_reassess()
        application.with_user(self.officer).decided_amount = 9000
        application.with_user(self.officer).action_assess()
        self.assertEqual(application.approvals_given, 0)
        self.approve(application, self.second)
        self.assertEqual((application.stage, self.account.limit_amount), ("approve", 1000))

    # -- delegation ------------------------------------------------------------------------------------------------

    def delegate(self, user, delegate):
        self.env["crm.credit.delegation"].create({"user_id": user.id, "delegate_id": delegate.id, "date_to": "2026-05-31"})

    def test_delegate_approves(self):
        clerk = self._user("credit_clerk", "crm_credit.group_credit_officer")
        self._matrix((50000, self.manager, 1))
        self.delegate(self.manager, clerk)
        application = self._assessed()
        self.assertIn(clerk, application.activity_ids.user_id)
        self.approve(application, clerk)
        vote = application.approval_ids
        self.assertEqual((vote.user_id, vote.principal_id, application.stage), (clerk, self.manager, "approved"))

    def test_delegate_does_not_approve_for_the_requester(self):
        self._matrix((50000, self.manager, 1))
        clerk = self._user("credit_clerk", "crm_credit.group_credit_officer")
        self.delegate(self.manager, clerk)
        self.refused(self._assessed(user=self.manager), clerk)

    def test_requester_is_nobodys_delegate(self):
        clerk = self._user("credit_clerk", "crm_credit.group_credit_officer")
        self._matrix((50000, self.manager, 1))
        self.delegate(self.manager, clerk)
        self.delegate(self.manager, self.officer)
        application = self._assessed(user=clerk)
        self.refused(application, clerk)
        self.refused(application, self.officer)

    def test_delegation_gives_no_second_vote(self):
        clerk = self._user("credit_clerk", "crm_credit.group_credit_officer")
        self._matrix((50000, self.manager | self.second, 2))
        self.delegate(self.manager, self.second)
        self.delegate(self.manager, clerk)
        application = self._assessed()
        self.approve(application, clerk)
        self.refused(application, self.manager, UserError)
        self.approve(application, self.second)
        self.assertEqual(application.approval_ids.principal_id, self.manager | self.second)

        self.account.limit_amount = 1000
        application = self._assessed()
        self.approve(application, self.second)
        self.refused(application, self.second, UserError)

    def test_delegation_that_is_over(self):
        clerk = self._user("credit_clerk", "crm_credit.group_credit_officer")
        self._matrix((50000, self.manager, 1))
        self.delegate(self.manager, clerk)
        application = self._assessed()
        with freeze_time("2026-06-01 09:00:00"):
            self.refused(application, clerk)

    # -- doors -----------------------------------------------------------------------------------------------------

    def test_write_import_and_multi_edit(self):
        application = self._assessed()
        for user in (self.seller, self.manager):
            for name, value in FORGED.items():
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    application.with_user(user).write({name: value})
        columns = [["id", "approval_state"], [[application.export_data([".id"])["datas"][0][0], "approved"]]]
        answer = self.applications.with_user(self.manager).load([".id", "approval_state"], columns[1])
        self.assertFalse(answer["ids"])
        self.env.invalidate_all()
        self.assertEqual((application.stage, self.account.limit_amount), ("approve", 1000))

    def test_the_proposal_is_fixed_when_it_is_up_for_approval(self):
        application = self._assessed()
        for user in (self.officer, self.manager, self.seller):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                application.with_user(user).write({"decided_amount": 1000000})
        with self.assertRaises(UserError):
            application.with_user(self.manager).write({"requested_amount": 1000000})

    def test_create(self):
        values = {"partner_id": self.customer.id, "requested_amount": 5, "reason": "x"}
        for user in (self.seller, self.manager):
            for name, value in (FORGED | {"decided_amount": 9, "decided_mode": "limited"}).items():
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.applications.with_user(user).create(values | {name: value})
        # Code with elevated rights forges nothing, either.
        for name, value in FORGED.items():
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.applications.sudo().create(values | {name: value})

    def test_defaults_of_context_and_user(self):
        values = {"partner_id": self.customer.id, "requested_amount": 5, "reason": "x"}
        defaults = {f"default_{name}": value for name, value in (FORGED | {"decided_amount": 9}).items()}
        for name, value in FORGED.items():
            self.env["ir.default"].set("crm.credit.application", name, value, user_id=self.manager.id)
        forged = self.applications.with_user(self.manager).with_context(**defaults).create(values)
        self.assertEqual((forged.stage, forged.score, forged.decided_amount, forged.assessed_on), ("draft", 0, 0, False))
        for name in ("score", "assessed_on"):
            self.env["ir.default"].set("crm.credit.application", name, FORGED[name], user_id=self.seller.id)
        forged = self.applications.with_user(self.seller).create(values).sudo()
        self.assertEqual((forged.stage, forged.score, forged.assessed_on), ("draft", 0, False))

    def test_copy(self):
        application = self._assessed()
        self.approve(application, self.manager)
        copy = application.with_user(self.second).copy()
        self.assertEqual((copy.stage, copy.decided_amount, copy.officer_id.id, len(copy.approval_ids)), ("draft", 0, False, 0))
        self.assertNotEqual(copy.name, application.name)

    def test_forged_approvals(self):
        self._matrix((50000, self.manager | self.second, 2))
        application = self._assessed()
        vote = {"user_id": self.second.id, "principal_id": self.second.id}
        for env in (self.env, application.with_user(self.manager).env, application.sudo().env):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                env["crm.credit.approval"].create(vote | {"application_id": application.id})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            application.with_user(self.manager).write({"approval_ids": [(0, 0, vote)]})

    def test_server_action(self):
        application = self._assessed(user=self.manager)
        action = self.env["ir.actions.server"].create(
            {
                "name": "Approve",
                "model_id": self.env["ir.model"]._get("crm.credit.application").id,
                "state": "code",
                "code": "records.sudo().action_approve()",
            }
        )
        context = {"active_model": "crm.credit.application", "active_ids": application.ids, "active_id": application.id}
        for user in (self.manager, self.env.ref("base.user_root")):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                action.with_user(user).sudo().with_context(**context).run()
        self.env.invalidate_all()
        self.assertEqual(application.stage, "approve")

    def test_several_at_once_one_own(self):
        other = self.env["res.partner"].create({"name": "Other dealer", "is_company": True})
        mine, theirs = self._assessed(user=self.manager), self._assessed(partner_id=other.id)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            (theirs | mine).with_user(self.manager).action_approve()
        self.env.invalidate_all()
        self.assertEqual((theirs.stage, mine.stage), ("approve", "approve"))

    def test_not_assessed(self):
        application = self._apply()
        self.refused(application, self.manager, UserError)
        with self.assertRaises(AccessError):
            application.with_user(self.seller).action_assess()

    def test_limits_written_directly_are_held_to_the_matrix(self):
        self._matrix((5000, self.manager, 1), (None, self.second, 1))
        self.account.with_user(self.manager).limit_amount = 5000
        for vals in ({"limit_amount": 5001}, {"limit_mode": "unlimited"}):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.account.with_user(self.manager).write(vals)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["crm.credit.temporary.limit"].with_user(self.manager).create(
                {"account_id": self.account.id, "amount": 1, "date_from": "2026-05-20", "date_to": "2026-05-21", "reason": "x"}
            )
        self.account.with_user(self.second).limit_mode = "unlimited"

    def test_limits_by_application_only(self):
        self.company.credit_limit_by_application = True
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.account.with_user(self.manager).limit_amount = 1
        self.approve(self._assessed(), self.manager)
        self.assertEqual(self.account.limit_amount, 5000)
