from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestGroupLimit(ExposureCommon):
    """Members share the limit of the head; figures are added up by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.third = cls._customer("Dealer Three")
        cls.head = cls._account(amount=1000)
        cls.member = cls._account(cls.other, mode="default", group_account_id=cls.head.id)
        cls.limited = cls._account(cls.third, amount=300, group_account_id=cls.head.id)

    def test_figures_of_each(self):
        self._order(self._line(2))
        self._invoice(150, partner=self.other)
        self._order(self._line(1), partner=self.third)
        group = {"group_account_id": self.head.id, "group_total": 450.0, "group_limit_amount": 1000.0, "group_available": 550.0}
        self.assertRow(self.customer, total=200.0, limit_amount=1000.0, available=550.0, utilisation=45.0, **group)
        self.assertRow(
            self.other, total=150.0, limit_mode="group", limit_amount=None, available=550.0, utilisation=45.0, **group
        )
        self.assertRow(self.third, total=100.0, limit_amount=300.0, available=200.0, utilisation=45.0, **group)

    def test_asked_alone_together_or_all_at_once_is_the_same(self):
        self._order(self._line(2))
        self._invoice(150, partner=self.other)
        partners = self.customer | self.other | self.third
        Exposure = self.env["crm.credit.exposure"]
        together = Exposure._exposure(partners, self.company)
        self.assertEqual(set(together), set(partners.ids))
        for partner in partners:
            self.assertEqual(Exposure._exposure(partner, self.company), {partner.id: together[partner.id]})
        Exposure._flush_exposure()
        rows = self.env.execute_query_dict(Exposure._exposure_query(None, self.company))
        for row in rows:
            if row["partner_id"] in together:
                self.assertEqual(row, together[row["partner_id"]])

    def test_without_a_group(self):
        alone = self._customer("Alone")
        self.assertRow(alone, group_account_id=None, group_total=None, group_limit_amount=None, group_status="normal")

    def test_unlimited_and_prepaying_heads(self):
        self.head.limit_mode = "unlimited"
        self.assertRow(self.other, group_limit_mode="unlimited", group_limit_amount=None, available=None, utilisation=None)
        self.assertRow(self.third, available=300.0)
        self.head.limit_mode = "prepay"
        self.assertRow(self.third, group_limit_mode="prepay", group_limit_amount=0.0, available=0.0)

    def test_stricter_status(self):
        self.head.status = "watch"
        self.limited.status = "hold"
        for partner, status, strict in (
            (self.customer, "watch", "watch"),
            (self.other, "normal", "watch"),
            (self.third, "hold", "hold"),
        ):
            self.assertRow(partner, status=status, group_status=strict)
        self.head.status = "blocked"
        self.assertRow(self.third, status="hold", group_status="blocked")

    def test_temporary_limit_of_the_head_is_the_groups(self):
        self.env["crm.credit.temporary.limit"].create(
            {"account_id": self.head.id, "amount": 200, "date_from": self.today, "date_to": self.today, "reason": "Fair"}
        )
        self.assertRow(self.other, group_limit_amount=1200.0, available=1200.0)

    def test_order_is_held_by_the_group(self):
        self.company.credit_check_confirm = "block"
        self.assertEqual(self._order(self._line(6)).credit_state, "clear")
        order = self._order(self._line(5), partner=self.other)
        self.assertEqual((order.state, order.credit_state), ("draft", "held"))
        decision = order.credit_decision_id
        self.assertEqual(
            (decision.reasons, decision.group_exposure, decision.group_limit, decision.left_amount),
            ("group_limit", 600.0, 1000.0, -100.0),
        )
        self.assertRegex(decision.message, r"group of Dealer One .*600\.00.*1,000\.00.*500\.00.*100\.00")
        self.assertEqual(self._order(self._line(4), partner=self.other).credit_state, "clear")

    def test_branches_share_the_group_of_their_company(self):
        self.company.write({"credit_check_confirm": "block", "child_ids": [Command.create({"name": "Branch"})]})
        branch = self.company.child_ids
        seller = self._user(
            "branch_seller", "sales_team.group_sale_salesman", company_id=branch.id, company_ids=branch.ids
        )
        with self.assertRaisesRegex(ValidationError, "Branch is a branch"):
            self.env["crm.credit.account"].create({"partner_id": self._customer("New").id, "company_id": branch.id})
        self.assertEqual(self._order(self._line(6)).credit_state, "clear")
        orders = [
            self._order(self._line(number), partner=self.other, confirm=False, company_id=branch.id, user_id=seller.id)
            for number in (5, 4)
        ]
        for order in orders:
            order.with_user(seller).with_company(branch).action_confirm()
        self.assertEqual([order.credit_state for order in orders], ["held", "clear"])
        decision = orders[0].credit_decision_id
        self.assertEqual((decision.reasons, decision.group_account_id), ("group_limit", self.head))
        self.assertRow(self.third, branch, group_account_id=self.head.id, group_total=1000.0, group_available=0.0)
        self.assertRow(self.customer, group_total=1000.0)
        orders[1]._action_cancel()
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(orders[0].credit_state, "held", "600 + 500")
        self.head.limit_amount = 1100.0
        self.env["crm.credit.recheck"]._process()
        self.assertEqual(orders[0].state, "sale")

    def test_batch_adds_up_over_the_group(self):
        self.company.credit_check_confirm = "block"
        orders = self._order(self._line(6), confirm=False)
        orders |= self._order(self._line(5), partner=self.other, confirm=False)
        orders |= self._order(self._line(3), partner=self.third, confirm=False)
        orders |= self._order(self._line(2), partner=self.other, confirm=False)
        orders.action_confirm()
        self.assertEqual(orders.mapped("credit_state"), ["clear", "held", "clear", "held"])
        self.assertRow(self.customer, group_total=900.0)

    def test_raising_orders_of_a_group(self):
        order = self._order(self._line(9), partner=self.other)
        self.company.credit_check_change = "block"
        order.order_line.product_uom_qty = 10
        with self.assertRaisesRegex(UserError, "group of Dealer One"):
            order.order_line.product_uom_qty = 11

    def test_head_on_hold_holds_members(self):
        self.company.credit_check_confirm = "block"
        self.head.status = "hold"
        order = self._order(partner=self.other)
        decision = order.credit_decision_id
        self.assertEqual((order.credit_state, decision.reasons), ("held", "group_hold"))
        self.assertRegex(decision.message, "credit of Dealer One, the head of the customer's group, is on hold")
        self.assertEqual(self._order().credit_decision_id.reasons, "hold", "the head itself")

    def test_the_sentence_names_who_is_blocked(self):
        self.company.credit_check_confirm = "block"
        self.head.status = "blocked"
        order = self._order(partner=self.other)
        self.assertEqual(order.credit_decision_id.reasons, "group_blocked")
        self.assertEqual(order.credit_message, "Dealer One, the head of the customer's group, is blocked.")
        self.assertEqual(order._credit_clearance()["status"], "blocked")
        officer = self._user("group_releaser", "crm_credit.group_credit_officer")
        with self.assertRaisesRegex(UserError, "Dealer One is blocked"):
            order.with_user(officer).action_release_credit("Trade fair")
        with self.assertRaisesRegex(UserError, "Dealer One is blocked"):
            self.member.with_user(officer).action_release_credit("Trade fair", 500.0)
        self.member.status = "blocked"
        order.action_confirm()
        self.assertEqual(order.credit_message, "The customer is blocked.")

    def test_head_on_watch_warns_members(self):
        self.company.credit_check_confirm = "block"
        self.head.status = "watch"
        order = self._order(partner=self.other)
        self.assertEqual((order.state, order.credit_state), ("sale", "warned"))
        self.assertRegex(order.credit_message, "Dealer One, the head of the customer's group, is on the watch list")

    def test_locks_of_a_group_come_first(self):
        accounts = self.env["crm.credit.account"]
        expected = [f"credit-group:{self.company.id}:{self.customer.id}", f"credit:{self.company.id}:{self.other.id}"]
        self.assertEqual(sorted(accounts._capacity_keys(self.other, self.company)), expected)
        self.assertIn(expected[0], accounts._capacity_keys(self.customer, self.company))
        self.assertEqual(len(accounts._capacity_keys(self._customer("Alone"), self.company)), 1)

    def test_one_level_only(self):
        fourth = self._account(self._customer("Dealer Four"), amount=1)
        with self.assertRaisesRegex(ValidationError, "one head"):
            fourth.group_account_id = self.member
        with self.assertRaisesRegex(ValidationError, "one head"):
            self.head.group_account_id = fourth

    def test_one_company(self):
        second = self.env["res.company"].create({"name": "Second"})
        foreign = self._account(self.third, amount=5, company=second)
        with self.assertRaises(UserError):
            foreign.group_account_id = self.head

    def test_membership_is_for_managers(self):
        officer = self._user("group_officer", "crm_credit.group_credit_officer")
        with self.assertRaises(AccessError):
            self.member.with_user(officer).group_account_id = False
        manager = self._user("group_manager", "crm_credit.group_credit_manager")
        self.member.with_user(manager).group_account_id = False
        self.assertRow(self.other, limit_mode="unlimited", group_account_id=None)

    def test_odoos_field_of_a_member_has_no_limit(self):
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 50})
        self.assertEqual(self.other.credit_limit, 0.0)
        self.member.group_account_id = False
        self.assertEqual(self.other.credit_limit, 50.0)
