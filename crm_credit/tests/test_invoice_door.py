from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install")
class TestInvoiceDoor(CreditCheckCommon):
    """Invoices that no order stands behind may be held; those of orders are warned about; refunds never."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.company.credit_check_invoice = "block"
        cls.biller = cls._user("credit_biller", "account.group_account_invoice")

    def _draft(self, amount, kind="out_invoice"):
        return self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": self.customer.id,
                "invoice_date": self.company._business_today(),
                "invoice_user_id": self.seller.id,
                "invoice_line_ids": [(0, 0, {"product_id": self.product.id, "price_unit": amount, "tax_ids": False})],
            }
        )

    def _decisions_of(self, move):
        return self.env["crm.credit.decision"].search([("move_id", "=", move.id)])

    def test_within_the_limit(self):
        move = self._draft(1000.0)
        move.with_user(self.biller).action_post()
        self.assertEqual(move.state, "posted")
        self.assertFalse(self._decisions_of(move), "nothing remarkable")

    def test_direct_invoice_over_the_limit_is_held(self):
        move = self._draft(1000.01)
        action = move.with_user(self.biller).action_post()
        self.assertEqual((move.state, move.credit_state), ("draft", "held"))
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("over the limit", move.with_user(self.biller).credit_message)
        decision = self._decisions_of(move)
        self.assertEqual((decision.event, decision.exposure, decision.amount), ("invoice", 0.0, 1000.01))
        self.assertEqual(move.activity_ids.filtered(lambda activity: activity.user_id == self.officer).mapped("res_id"), move.ids)
        self.assertEqual(move.credit_panel["clearance"]["smaller"], 1000.0)
        with self.assertRaisesRegex(UserError, "over the limit"), self.cr.savepoint():
            move._post()

    def test_release_lets_it_be_posted(self):
        move = self._draft(1500.0)
        move.with_user(self.biller).action_post()
        with self.assertRaises(AccessError):
            move.with_user(self.biller).action_release_credit("Please")
        move.with_user(self.officer).action_release_credit("Agreed")
        move.with_user(self.biller).action_post()
        self.assertEqual((move.state, move.credit_state), ("posted", "released"))

    def test_invoice_of_an_order_is_only_warned_about(self):
        self.company.credit_check_confirm = "off"
        order = self._order(1500.0)
        order.action_confirm()
        move = order._create_invoices()
        action = move.with_user(self.biller).action_post()
        self.assertEqual((move.state, move.credit_state), ("posted", "warned"))
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(self._decisions_of(move).exposure, 0.0, "the order counted already")

    def test_refunds_are_never_checked(self):
        self._set_limit(self.customer, 0.0, status="blocked")
        move = self._draft(100.0, "out_refund")
        move.with_user(self.biller).action_post()
        self.assertEqual((move.state, move.credit_state), ("posted", False))

    def test_fields_cannot_be_forged(self):
        move = self._draft(1500.0)
        with self.assertRaises(AccessError):
            move.with_user(self.biller).write({"credit_state": "released"})
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["account.move"].with_user(self.biller).create(
                {"move_type": "out_invoice", "partner_id": self.customer.id, "credit_state": "released"}
            )

    def test_warn_off_and_another_company(self):
        self.company.credit_check_invoice = "off"
        move = self._draft(1500.0)
        move.action_post()
        self.assertEqual((move.state, move.credit_state), ("posted", False))
        self.company.credit_check_invoice = "warn"
        move = self._draft(1500.0)
        move.action_post()
        self.assertEqual((move.state, move.credit_state), ("posted", "warned"))

    def test_held_invoice_is_free_after_a_payment(self):
        self._draft(800.0).action_post()
        move = self._draft(600.0)
        move.action_post()
        self.assertEqual(move.credit_state, "held")
        self._draft(800.0, "out_refund").action_post()
        self.env["crm.credit.recheck"]._process()
        self.assertEqual((move.state, move.credit_state), ("draft", "clear"))

    def test_cost_does_not_grow_with_the_batch(self):
        self._set_limit(self.customer, 1e6)
        self._cost("warn", 1), self._cost("off", 1)
        for count in (1, 6):
            self.assertLessEqual(self._cost("block", count) - self._cost("off", count), 6, f"{count} invoices")

    def _cost(self, mode, count):
        self.company.credit_check_invoice = mode
        moves = self.env["account.move"].union(*(self._draft(1.0) for _number in range(count)))
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        moves.action_post()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_one_line_of_an_order_does_not_let_others_pass(self):
        self.company.credit_check_confirm = "off"
        order = self._order(1.0)
        order.action_confirm()
        move = order._create_invoices()
        move.with_user(self.biller).invoice_line_ids = [
            (0, 0, {"product_id": self.product.id, "price_unit": 5000.0, "tax_ids": False})
        ]
        move.with_user(self.biller).action_post()
        self.assertEqual((move.state, move.credit_state), ("draft", "held"))

    def test_line_of_a_quotation_is_no_order(self):
        move = self._draft(5000.0)
        move.invoice_line_ids.sale_line_ids = self._order(1.0).order_line
        move.with_user(self.biller).action_post()
        self.assertEqual((move.state, move.credit_state), ("draft", "held"))

    def test_not_posted_by_writing_the_state(self):
        move = self._draft(1500.0)
        with self.assertRaisesRegex(UserError, "over the limit"), self.cr.savepoint():
            move.with_user(self.biller).write({"state": "posted"})
        self.assertEqual(move.state, "draft")
