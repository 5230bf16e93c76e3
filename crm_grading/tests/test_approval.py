from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .treatment_common import TreatmentCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-04-10")
class TestApproval(TreatmentCommon):
    """The rules of ``crm.approval.mixin``, on appeals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.salesperson
        cls.grade(cls.customer, "C", 61.0)
        cls.second_manager = new_test_user(
            cls.env, "approval_manager2", "crm_grading.group_grading_manager", company_id=cls.company.id, lang="en_US"
        )

    def values(self, **values):
        return {
            "partner_id": self.customer.id,
            "scheme_id": self.scheme.id,
            "requested_grade_id": self.grades["B"].id,
            "reason": "Booked late.",
        } | values

    def wish(self, user=None, **values):
        return self.env["crm.grading.appeal"].with_user(user or self.salesperson).create(self.values(**values))

    def test_nobody_writes_a_decision_directly(self):
        wish = self.wish()
        for user in (self.grading_manager, self.env.ref("base.user_root")):
            for vals in (
                {"approval_state": "approved"},
                {"decided_by": self.second_manager.id},
                {"requested_by": self.second_manager.id},
                {"decision_note": "x"},
            ):
                with self.subTest(user=user.login, vals=vals), self.assertRaises(AccessError):
                    wish.with_user(user).write(vals)
        with self.assertRaises(AccessError):
            self.wish(approval_state="approved")
        with self.assertRaises(AccessError):
            wish.sudo().write({"approval_state": "approved"})

    def test_defaults_and_loaded_files_begin_as_drafts(self):
        wishes = self.env["crm.grading.appeal"].with_user(self.salesperson)
        forged = wishes.with_context(default_approval_state="approved", default_decided_by=self.grading_manager.id)
        wish = forged.create(self.values())
        self.assertEqual((wish.approval_state, wish.decided_by), ("draft", self.env["res.users"]))
        result = wishes.load(
            ["partner_id/.id", "scheme_id/.id", "requested_grade_id/.id", "reason", "approval_state"],
            [[str(self.customer.id), str(self.scheme.id), str(self.grades["B"].id), "x", "approved"]],
        )
        self.assertFalse(result["ids"])

    def test_the_author_does_not_decide_when_a_colleague_submits(self):
        wish = self.wish(user=self.grading_manager)
        wish.with_user(self.second_manager).action_submit()
        for user in (self.grading_manager, self.second_manager):
            self.assertFalse(wish.with_user(user).can_decide)
            with self.assertRaisesRegex(AccessError, "decided by somebody else"):
                wish.with_user(user).action_approve()
        self.assertEqual(wish.approval_state, "submitted")

    def test_decisions_say_who_when_and_why(self):
        wish = self.wish()
        wish.action_submit()
        self.assertEqual((wish.requested_by, str(wish.requested_on)), (self.salesperson, "2026-04-10 00:00:00"))
        self.assertTrue(wish.with_user(self.grading_manager).can_decide)
        wish.with_user(self.grading_manager).action_approve("Seen the invoice")
        self.assertEqual((wish.approval_state, wish.decided_by), ("approved", self.grading_manager))
        self.assertEqual((str(wish.decided_on), wish.decision_note), ("2026-04-10 00:00:00", "Seen the invoice"))
        with self.assertRaisesRegex(UserError, "not possible any more"):
            wish.with_user(self.second_manager).action_refuse("Too late")

    def test_a_refusal_asks_for_its_reason(self):
        wish = self.wish()
        wish.action_submit()
        action = wish.with_user(self.grading_manager).action_refuse()
        self.assertEqual(wish.approval_state, "submitted")
        window = self.env[action["res_model"]].with_user(self.grading_manager).with_context(**action["context"])
        with self.assertRaisesRegex(UserError, "Give the reason"):
            window.create({"note": "  "}).action_confirm()
        window.create({"note": "Not before July"}).action_confirm()
        self.assertEqual((wish.approval_state, wish.decision_note), ("refused", "Not before July"))

    def test_the_window_of_the_reason_gives_no_rights(self):
        wish = self.wish()
        wish.action_submit()
        window = self.env["crm.approval.refusal"].with_user(self.salesperson)
        with self.assertRaises(AccessError):
            window.create({"res_model": wish._name, "res_ids": wish.ids, "note": "x"}).action_confirm()
        with self.assertRaises(UserError):
            window.create({"res_model": "res.partner", "res_ids": [1], "note": "x"}).action_confirm()

    def test_who_asked_withdraws_and_asks_again(self):
        wish = self.wish()
        wish.action_submit()
        wish.action_cancel_request()
        self.assertEqual(wish.approval_state, "cancelled")
        wish.action_draft_request()
        self.assertEqual((wish.approval_state, wish.requested_by), ("draft", self.env["res.users"]))
        wish.reason = "Another reason"
        wish.action_submit()

    def test_a_decided_one_is_kept(self):
        wish = self.wish()
        wish.action_submit()
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            wish.sudo().unlink()
