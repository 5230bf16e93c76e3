from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintPolicy(GoodsCommon):
    def policy(self, name="Special", ways=("replacement",), **values):
        way_ids = [self.env.ref(f"crm_industry.complaint_resolution_{way}").id for way in ways]
        return self.env["crm.complaint.policy"].create(
            {"name": name, "company_id": self.company.id, "way_ids": [(6, 0, way_ids)]} | values
        )

    def test_every_company_has_a_policy(self):
        self.assertTrue(self.env["crm.complaint.policy"].search([("company_id", "=", self.other_company.id)]))

    def test_most_special_policy_decides(self):
        goods = self.policy("Goods", category_id=self.leaking.parent_id.id)
        damaged = self.policy("Damaged", category_id=self.leaking.id)
        regular = self.policy("Regulars", category_id=self.leaking.parent_id.id, min_orders=1)
        complaint = self.complain()
        self.assertEqual(complaint.applicable_policy_id, regular)
        regular.min_orders = 2
        complaint.invalidate_recordset()
        self.assertEqual(complaint.applicable_policy_id, damaged)
        self.assertIn("Regulars: the customer has 1 orders only", complaint.policy_reason)
        self.assertIn("Goods: fits, but “Damaged” is more special", complaint.policy_reason)
        damaged.active = False
        complaint.invalidate_recordset()
        self.assertEqual(complaint.applicable_policy_id, goods)

    def test_a_list_finds_its_policies_at_once(self):
        regular = self.policy("Regulars", category_id=self.leaking.id, min_orders=1)
        big = self.policy("Big", category_id=self.leaking.id, min_orders=1, amount_from=40)
        others = self.env["crm.complaint"]
        for number in range(6):
            others |= self.complain(partner_id=self.make_customer(f"Customer {number}").id)
        small, large = self.complain(), self.complain(line_ids=[(0, 0, {"product_id": self.product.id, "quantity": 9})])
        complaints = others | small | large
        self.assertEqual((small.applicable_policy_id, large.applicable_policy_id), (regular, big))
        self.assertFalse(others.applicable_policy_id & (regular | big))

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("applicable_policy_id.name")
            return self.cr.sql_log_count - before

        cost(complaints)
        self.assertLessEqual(cost(complaints), cost(large) + 2)

    def test_value_of_the_goods(self):
        self.policy("Small", amount_to=40, category_id=self.leaking.id)
        big = self.policy("Big", amount_from=40, category_id=self.leaking.id)
        small = self.leak(1)
        self.assertEqual((small.goods_amount, small.policy_id.name), (20, "Small"))
        self.assertEqual((self.leak(2).goods_amount, self.leak(2).policy_id), (40, big))

    def grade(self, **values):
        """Give the customer a grade of the company's scheme."""
        scheme = self.env["crm.grading.scheme"].create({"name": "Value", "code": "T", "company_id": self.company.id})
        grade = self.env["crm.grading.grade"].create({"scheme_id": scheme.id, "code": "Z", "name": "Z", "sequence": 99} | values)
        self.company.grading_scheme_id = scheme
        self.env["crm.grading.standing"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "scheme_id": scheme.id,
                "grade_id": grade.id,
                "source": "run",
                "date": "2026-05-01",
            }
        )
        self.env.invalidate_all()
        return grade

    def test_grade_decides(self):
        grade = self.grade()
        special = self.policy("Grade Z", grade_id=grade.id)
        self.assertEqual(self.complain().applicable_policy_id, special)
        other = self.complain(partner_id=self.make_customer("Somebody Else").id)
        self.assertNotEqual(other.applicable_policy_id, special)
        self.assertIn("Grade Z: another grade", other.policy_reason)

    def test_grade_asks_for_less_time(self):
        self.policy(category_id=self.leaking.id, reply_hours=4, callback_days=3)
        self.grade(complaint_reply_hours=1, complaint_callback_days=5)
        terms = self.complain()._terms()
        self.assertEqual((terms["reply_hours"], terms["callback_days"]), (1, 3))

    def test_without_a_policy_nothing_is_proposed(self):
        self.env["crm.complaint.policy"].search([("company_id", "=", self.company.id)]).active = False
        complaint = self.complain()
        complaint.action_accept()
        with self.assertRaisesRegex(UserError, "no policy fits"):
            self.propose(complaint).action_submit()

    def test_terms_are_frozen_at_the_acceptance(self):
        policy = self.policy(category_id=self.leaking.id, reply_hours=2, resolution_hours=8, callback_days=3)
        complaint = self.complain()
        self.assertEqual(complaint._terms()["reply_hours"], 2)
        complaint.action_accept()
        policy.write({"reply_hours": 6, "callback_days": 9})
        self.assertEqual((complaint.policy_id, complaint.reply_hours, complaint.callback_days), (policy, 2, 3))
        self.assertEqual(complaint._terms()["resolution_hours"], 8)
        self.assertEqual(complaint.calendar_id, self.company.resource_calendar_id)
        with self.assertRaises(AccessError):
            complaint.write({"reply_hours": 99})

    def test_policy_is_chosen_again_by_the_manager(self):
        damaged = self.policy("Damaged", ways=("apology",), category_id=self.leaking.id)
        complaint = self.complain(category_id=False)
        complaint.action_accept()
        complaint.category_id = self.leaking
        self.assertNotEqual(complaint.policy_id, damaged)
        with self.assertRaises(AccessError):
            complaint.action_take_policy()
        complaint.with_user(self.service_manager).action_take_policy()
        self.assertEqual(complaint.policy_id, damaged)
        self.propose(complaint).action_submit()
        with self.assertRaisesRegex(UserError, "only while nothing has been proposed"):
            complaint.with_user(self.service_manager).action_take_policy()

    def test_way_that_is_not_allowed(self):
        self.policy("Apologise only", ways=("apology",), category_id=self.leaking.id)
        complaint = self.leak()
        with self.assertRaisesRegex(UserError, "“Apologise only” does not allow Replacement without return"):
            self.propose(complaint, "replacement").action_submit()

    def test_cost_within_the_limit_needs_nobody(self):
        self.policy(ways=("apology", "replacement"), category_id=self.leaking.id, free_amount=50)
        complaint = self.leak()
        small = self.propose(complaint, amount=50)
        small.action_submit()
        self.assertEqual((small.approval_state, small.decided_by.id), ("approved", False))
        big = self.propose(complaint, amount=50.01)
        big.action_submit()
        self.assertEqual(big.approval_state, "submitted")
        goods = self.propose(complaint, "replacement")
        goods.action_submit()
        self.assertEqual((goods.approval_state, goods.needs_finance), ("submitted", True))

    def test_finance_from_a_cost_on(self):
        self.policy(ways=("apology",), category_id=self.leaking.id, approver="by_cost", finance_amount=100)
        complaint = self.leak()
        cheap, dear = self.propose(complaint, amount=99), self.propose(complaint, amount=100)
        (cheap | dear).action_submit()
        self.assertEqual((cheap.needs_manager, cheap.needs_finance), (True, False))
        self.assertEqual((dear.needs_manager, dear.needs_finance), (True, True))
        with self.assertRaises(AccessError):
            cheap.with_user(self.finance).action_approve()

    def test_nobody_approves_twice(self):
        self.policy(ways=("apology",), category_id=self.leaking.id, approver="both")
        self.service_manager.group_ids += self.env.ref("account.group_account_invoice")
        resolution = self.propose(self.leak())
        resolution.action_submit()
        managed = resolution.with_user(self.service_manager)
        managed.action_approve()
        self.assertFalse(managed.can_decide)
        with self.assertRaises(AccessError):
            managed.action_approve()
        resolution.with_user(self.finance).action_approve()
        self.assertEqual(resolution.approval_state, "approved")
        self.assertEqual((resolution.manager_signed_by, resolution.finance_signed_by), (self.service_manager, self.finance))

    def test_approvals_start_anew_after_a_refusal(self):
        self.policy(ways=("apology",), category_id=self.leaking.id, approver="both")
        resolution = self.propose(self.leak())
        resolution.action_submit()
        resolution.with_user(self.service_manager).action_approve()
        resolution.with_user(self.finance).action_refuse("Too dear")
        resolution.action_draft_request()
        resolution.action_submit()
        resolution.with_user(self.finance).action_approve()
        self.assertEqual(resolution.approval_state, "submitted")

    def test_finance_reads_and_does_not_handle(self):
        complaint = self.leak()
        resolution = self.propose(complaint, "replacement")
        self.assertTrue(complaint.with_user(self.finance).read(["subject"]))
        with self.assertRaises(AccessError):
            complaint.with_user(self.finance).write({"subject": "Nothing"})
        with self.assertRaises(AccessError):
            resolution.with_user(self.finance).write({"amount": 1})

    def test_policies_are_set_up_by_managers(self):
        policy = self.policy(category_id=self.leaking.id)
        with self.assertRaises(AccessError):
            policy.with_user(self.agent).write({"free_amount": 10**6})
        with self.assertRaises(AccessError):
            policy.with_user(self.other_agent).read(["name"])
        with self.assertRaisesRegex(ValidationError, "allows nothing"):
            policy.with_user(self.service_manager).write({"way_ids": [(5, 0, 0)]})

    def test_who_decides_is_led_to_what_waits(self):
        self.policy(ways=("apology",), category_id=self.leaking.id)
        complaint = self.leak()
        first = self.propose(complaint, amount=500)
        first.action_submit()
        self.assertEqual(complaint.action_open_proposals()["res_id"], first.id)
        second = self.propose(complaint, amount=600)
        second.action_submit()
        self.assertEqual(complaint.action_open_proposals()["domain"], [("id", "in", (first | second).ids)])
