

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, tagged

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .rebate_common import RebateCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-07-10")
class TestRebateSettle(RebateCommon):
    """Approved rebates become draft credit notes, once; what comes back afterwards is taken back."""

    def earn(self, amount=1200, dealer=None):
        invoice = self.invoice(dealer or self.dealer_a, amount, "2024-05-15")
        self.rule._calculate()
        return invoice

    def test_one_draft_credit_note_net_of_tax(self):
        self.earn()
        accrual = self.approve(self.accrual())
        move = self.settle(accrual)
        self.assertEqual((move.move_type, move.state, move.partner_id), ("out_refund", "draft", self.dealer_a))
        self.assertEqual((move.amount_untaxed, move.invoice_line_ids.product_id), (24.0, self.rebate_product))
        self.assertEqual(move.invoice_line_ids.account_id, self.income)
        self.assertEqual((accrual.state, accrual.move_id, str(accrual.settled_on)), ("settled", move, "2024-07-10"))
        with self.assertRaisesRegex(UserError, "is settled by|not possible any more"):
            self.settle(accrual)

    def test_taxes_by_fiscal_position_and_the_account_of_the_settings(self):
        tax, mapped = self.env["account.tax"].create(
            [{"name": name, "amount": rate, "company_id": self.company.id} for name, rate in (("T13", 13), ("T6", 6))]
        )
        position = self.env["account.fiscal.position"].create({"name": "Mapped", "company_id": self.company.id})
        mapped.write({"fiscal_position_ids": [Command.link(position.id)], "original_tax_ids": [Command.link(tax.id)]})
        self.rebate_product.taxes_id = tax
        self.dealer_a.with_company(self.company).property_account_position_id = position
        other = self.income.copy({"code": "REB900"})
        self.company.rebate_account_id = other
        self.earn()
        move = self.settle(self.approve(self.accrual()))
        self.assertEqual((move.invoice_line_ids.tax_ids, move.invoice_line_ids.account_id), (mapped, other))
        self.assertEqual((move.amount_untaxed, move.amount_tax), (24.0, 1.44))

    def test_where_prices_include_the_tax_the_rebate_is_net_all_the_same(self):
        self.rebate_product.taxes_id = self.env["account.tax"].create(
            {"name": "I13", "amount": 13, "company_id": self.company.id, "price_include_override": "tax_included"}
        )
        self.earn(1234.56)
        move = self.settle(self.approve(self.accrual()))
        self.assertEqual(move.amount_untaxed, 24.69)

    def test_several_rebates_of_a_dealer_come_in_one_credit_note(self):
        second = self.make_rule({0: 10}, name="Second")
        self.earn()
        self.invoice(self.dealer_b, 200, "2024-05-15")
        self.rule._calculate()
        second._calculate()
        accruals = self.accrual() | self.accrual(rule=second) | self.accrual(self.dealer_b)
        moves = self.settle(self.approve(accruals))
        self.assertEqual(sorted(moves.mapped("amount_untaxed")), [2.0, 144.0])
        self.assertEqual(moves.mapped("move_type"), ["out_refund"] * 2)

    def test_only_accountants_and_only_what_is_approved(self):
        self.earn()
        accrual = self.accrual()
        with self.assertRaises(AccessError):
            accrual.with_user(self.channel_manager).action_settle()
        with self.assertRaisesRegex(UserError, "not possible any more"):
            self.settle(accrual)
        self.approve(accrual)
        self.company.rebate_product_id = False
        with self.assertRaisesRegex(UserError, "product of rebates"):
            self.settle(accrual)

    def test_what_changed_since_the_approval_is_not_settled(self):
        self.earn()
        accrual = self.approve(self.accrual())
        self.invoice(self.dealer_a, 100, "2024-05-20")
        with self.assertRaisesRegex(UserError, "changed since"), self.env.cr.savepoint():
            self.settle(accrual)
        self.assertFalse(accrual.move_id)

    def test_the_credit_note_itself_lowers_no_rebate(self):
        self.earn()
        move = self.settle(self.approve(self.accrual()))
        move.action_post()
        self.rule._calculate()
        self.assertFalse(self.accrual(first="2024-07-01"))
        self.assertFalse(self.accrual(kind="correction"))

    def test_goods_that_come_back_after_the_settlement_are_taken_back(self):
        invoice = self.earn()
        self.settle(self.approve(self.accrual())).action_post()
        self.refund(invoice, 300, "2024-07-08")
        self.rule._calculate()
        correction = self.accrual(kind="correction")
        # 900 left reach the first tier only: 9.00 instead of 24.00
        self.assertEqual((correction.value, correction.amount, correction.due_amount), (900, -15.0, -15.0))
        self.assertEqual(correction.line_ids.mapped(lambda line: (line.kind, line.amount)), [("tier", 9), ("settled", -24)])
        self.assertFalse(self.accrual(first="2024-07-01"), "not in the quarter of the credit note")
        self.rule._calculate()
        self.assertEqual(len(self.accrual(kind="correction")), 1)
        move = self.settle(self.approve(correction))
        self.assertEqual((move.move_type, move.amount_untaxed), ("out_invoice", 15.0))
        self.rule._calculate()
        self.assertEqual(self.accrual(kind="correction"), correction)
        self.refund(invoice, 850, "2024-07-09")
        self.rule._calculate()
        self.assertEqual((self.accrual(kind="correction") - correction).amount, -9.0)

    def test_a_correction_that_is_not_needed_any_more_goes(self):
        invoice = self.earn()
        self.settle(self.approve(self.accrual()))
        refund = self.refund(invoice, 300, "2024-07-08")
        self.rule._calculate()
        self.assertTrue(self.accrual(kind="correction"))
        refund.button_draft()
        self.rule._calculate()
        self.assertFalse(self.accrual(kind="correction"))

    def test_a_correction_lowers_the_next_credit_note(self):
        second = self.make_rule({0: 10}, name="Second")
        invoice = self.earn()
        self.settle(self.approve(self.accrual()))
        self.refund(invoice, 300, "2024-07-08")
        self.rule._calculate()
        second._calculate()
        accruals = self.accrual(kind="correction") | self.accrual(rule=second)
        move = self.settle(self.approve(accruals))
        self.assertEqual((move.move_type, move.amount_untaxed), ("out_refund", 75.0))

    def test_a_deleted_or_cancelled_credit_note_gives_the_rebate_free(self):
        self.earn()
        accrual = self.approve(self.accrual())
        self.settle(accrual).with_user(self.accountant).unlink()
        self.assertEqual((accrual.state, accrual.move_id.id, accrual.settled_on), ("approved", False, False))
        move = self.settle(accrual)
        move.button_cancel()
        self.assertEqual(accrual.state, "approved")
        self.assertEqual(self.settle(accrual).amount_untaxed, 24.0)

    def test_a_freed_rebate_after_a_correction_is_worked_out_anew(self):
        invoice = self.earn()
        accrual = self.approve(self.accrual())
        move = self.settle(accrual)
        self.refund(invoice, 300, "2024-07-08")
        self.rule._calculate()
        move.button_cancel()
        self.rule._calculate()
        self.assertEqual((accrual.amount, accrual.state), (9.0, "accruing"))
        self.assertFalse(self.accrual(kind="correction"))

    def test_rebates_follow_a_dealer_that_is_absorbed(self):
        self.earn()
        self.earn(dealer=self.dealer_b)
        self.settle(self.approve(self.accrual() | self.accrual(self.dealer_b)))
        self.env["res.partner"].sudo()._rekey_customer(self.dealer_a, self.dealer_b)
        self.env.cr.execute(
            "UPDATE account_move SET commercial_partner_id = %s WHERE partner_id = %s", (self.dealer_b.id, self.dealer_a.id)
        )
        self.env.invalidate_all()
        self.rule._calculate()
        kinds = (
            self.env["crm.rebate.accrual"]
            .search([("partner_id", "=", self.dealer_b.id)])
            .mapped(lambda a: (a.kind, a.due_amount))
        )
        self.assertEqual(sorted(kinds), [("correction", 24.0), ("regular", 24.0)])


@tagged("post_install", "-at_install")
class TestRebateParallel(ParallelCommon, TransactionCase):
    """Two accountants who settle the same rebate at once, in transactions that really commit."""

    def setUp(self):
        super().setUp()
        accruals, rules = self.registry["crm.rebate.accrual"], self.registry["crm.rebate.rule"]
        # Only who comes first is at stake: no invoices to calculate from, no chart of accounts to book with.
        self.patch(rules, "_calculate_period", lambda *args: None)
        self.patch(accruals, "_prepare_move", lambda record, *args: {"move_type": "entry", "journal_id": self.journal_id})
        self.patch(self.registry["account.move"], "_settle_rebates_net", lambda *args: None)
        self.addCleanup(self.forget)
        with self.transaction() as env:
            company = env.company
            self.journal_id = env["account.journal"].create({"name": "Parallel", "code": "PRLL", "type": "general"}).id
            dealer = env["res.partner"].create({"name": "Parallel rebates", "is_company": True})
            rule = env["crm.rebate.rule"].create(
                {"name": "Parallel", "scope": "partner", "partner_ids": [Command.set(dealer.ids)]}
            )
            values = {"rule_id": rule.id, "partner_id": dealer.id, "company_id": company.id, "kind": "regular"}
            values |= {"date_from": "2020-01-01", "date_to": "2020-03-31", "approval_state": "approved", "value": 1}
            accrual = env["crm.rebate.accrual"]._guarded_create([values | {"amount": 50, "due_amount": 50}])
            self.accrual_id, self.rule_id, self.dealer_id = accrual.id, rule.id, dealer.id

    def forget(self):
        with self.transaction() as env:
            moves = env["account.move"].search([("journal_id", "=", self.journal_id)])
            moves.unlink()
            env["crm.rebate.accrual"].browse(self.accrual_id)._discard()
            env["crm.rebate.rule"].browse(self.rule_id).unlink()
            env["res.partner"].browse(self.dealer_id).unlink()
            env["account.journal"].browse(self.journal_id).unlink()
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key LIKE %s", [f"rebate:{self.rule_id}:%"])

    def settle(self, env):
        env["crm.rebate.accrual"].browse(self.accrual_id).action_settle()

    def test_one_of_them_settles_and_the_other_is_told(self):
        with self.transaction() as slow:
            slow["crm.rebate.accrual"].browse(self.accrual_id).read(["state"])
            with self.transaction() as fast:
                self.settle(fast)
            with self.begins_again(slow):
                self.settle(slow)
            with self.assertRaisesRegex(UserError, "settled by"):
                self.settle(slow)
            slow.cr.rollback()
        with self.transaction() as env:
            self.assertEqual(env["account.move"].search_count([("journal_id", "=", self.journal_id)]), 1)
