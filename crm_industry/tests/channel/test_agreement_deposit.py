from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .agreement_common import NOON, AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestAgreementDeposit(AgreementCommon):
    def setUp(self):
        super().setUp()
        self.agreement = self.make_agreement(self.dealer_a, self.east, deposit_amount=1000)

    def move(self, kind, amount, **values):
        entry = {"agreement_id": self.agreement.id, "kind": kind, "amount": amount, "reason": "Test"}
        return self.env["crm.dealer.deposit"].with_user(self.channel_manager).create(entry | values)

    def figures(self):
        names = ("deposit_received", "deposit_used", "deposit_balance", "deposit_booked", "deposit_missing")
        return [self.agreement[name] for name in names]

    def test_figures(self):
        self.move("receipt", 1000)
        self.move("use", 300)
        self.move("refund", 50)
        self.assertEqual(self.figures(), [1000, 300, 650, 0, 350])

    def test_entry_has_a_name_to_know_it_by(self):
        name = self.move("receipt", 1000).display_name
        for part in (self.agreement.name, "Paid In", "1,000.00"):
            self.assertIn(part, name)

    def test_booked_is_what_has_a_posted_entry(self):
        account = self.env["account.account"].create({"name": "Deposits", "code": "224901", "account_type": "liability_current"})
        journal = self.env["account.journal"].create({"name": "Deposits", "code": "DEPO", "type": "general"})
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    (0, 0, {"account_id": account.id, "debit": 400, "partner_id": self.dealer_a.id}),
                    (0, 0, {"account_id": account.id, "credit": 400, "partner_id": self.dealer_a.id}),
                ],
            }
        )
        deposit = self.move("receipt", 400)
        with self.assertRaises(ValidationError):
            deposit.sudo().move_id = entry.copy({"line_ids": [(5,)]})
        deposit.sudo().move_id = entry
        self.assertEqual(self.agreement.deposit_booked, 0)
        entry.action_post()
        self.assertEqual(self.agreement.deposit_booked, 400)

    def test_no_more_is_used_than_there_is(self):
        self.move("receipt", 100)
        with self.assertRaises(UserError) as refused:
            self.move("use", 100.01)
        self.assertIn("less deposit", str(refused.exception))
        self.assertEqual(self.agreement._use_deposit(100, "Penalty").kind, "use")
        with self.assertRaises(UserError):
            self.agreement._use_deposit(0.01, "Penalty")

    def test_one_at_a_time_wherever_the_agreement_comes_from(self):
        def times():
            lock = self.env["crm.capacity.lock"].search([("key", "=", f"dealer_deposit:{self.agreement.id}")])
            lock.invalidate_recordset()
            return lock.seq

        self.move("receipt", 100)
        before = times()
        deposits = self.env["crm.dealer.deposit"].with_user(self.channel_manager)
        deposits.with_context(default_agreement_id=self.agreement.id).create({"kind": "use", "amount": 1, "reason": "Test"})
        self.assertEqual((times(), self.agreement.deposit_balance), (before + 1, 99))

    def test_entries_stay(self):
        deposit = self.move("receipt", 100)
        with self.assertRaises(UserError):
            deposit.amount = 1
        with self.assertRaises(UserError):
            deposit.sudo().unlink()

    def test_salespeople_read_only(self):
        self.move("receipt", 100)
        with self.assertRaises(AccessError):
            self.env["crm.dealer.deposit"].with_user(self.salesperson).create(
                {"agreement_id": self.agreement.id, "amount": 1, "reason": "No"}
            )
        self.assertEqual(self.agreement.with_user(self.salesperson).deposit_balance, 100)
        self.dealer_a.user_id = self.channel_manager
        deposits = self.env["crm.dealer.deposit"].with_user(self.salesperson)
        self.assertFalse(deposits.search([("agreement_id", "=", self.agreement.id)]))

    def test_activation_may_wait_for_the_deposit(self):
        self.company.channel_deposit_required = True
        self.approve(self.agreement)
        self.move("receipt", 999)
        agreement = self.agreement.with_user(self.channel_manager)
        with self.assertRaisesRegex(UserError, "missing"):
            agreement.action_activate()
        self.move("receipt", 1)
        agreement.action_activate()
        self.assertEqual(agreement.state, "active")
