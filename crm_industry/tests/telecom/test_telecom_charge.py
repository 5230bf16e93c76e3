from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .telecom_common import NOON, TelecomCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomCharge(TelecomCommon):
    """Charges and credits wait for the next bill or invoice, and are on one of them only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(cls.env, "telecom_accountant", "account.group_account_invoice", company_id=cls.company.id)
        cls.subscription = cls.subscribe("active")
        if not cls.env["account.journal"].search_count([("type", "=", "sale"), ("company_id", "=", cls.company.id)], limit=1):
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)

    def charge(self, amount=10, **values):
        defaults = {"account_id": self.account.id, "subscription_id": self.subscription.id, "name": "SIM card", "amount": amount}
        return self.env["crm.telecom.charge"].create(defaults | values)

    def test_managers_add_and_cancel_them(self):
        charges = self.env["crm.telecom.charge"]
        values = {"account_id": self.account.id, "name": "Goodwill", "amount": -5}
        for user in (self.telecom_agent, self.salesperson):
            with self.assertRaises(AccessError):
                charges.with_user(user).create(values)
        charge = charges.with_user(self.telecom_manager).create(values)
        charge.amount = -6
        for user in (self.telecom_agent, self.accountant):
            with self.assertRaises(AccessError):
                charge.with_user(user).action_cancel_charges()
        charge.action_cancel_charges()
        self.assertEqual(charge.state, "cancelled")
        with self.assertRaisesRegex(UserError, "is billed or cancelled already"):
            charge.action_cancel_charges()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            charge.amount = -7
        with self.assertRaises(UserError):
            charge.unlink()

    def test_what_became_of_them_is_not_written_by_hand(self):
        mine = self.charge().with_user(self.telecom_manager)
        for vals in ({"bill_ref": "B1"}, {"cancelled": True}, {"state": "billed"}, {"kind": "penalty"}, {"invoice_id": 1}):
            with self.assertRaises(AccessError):
                mine.write(vals)
        with self.assertRaises(AccessError):
            mine.create({"account_id": self.account.id, "name": "Forged", "amount": 1, "kind": "penalty"})

    def test_amounts_and_accounts(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.charge(0)
            self.env.flush_all()
        other = self.make_account()
        with self.assertRaisesRegex(UserError, "is not charged to"):
            self.charge(account_id=other.id)
        with self.assertRaisesRegex(UserError, "stays with its account"):
            self.charge(subscription_id=False).account_id = other

    def test_on_a_bill_once(self):
        charge = self.charge()
        charge._bill_charges("B-2026-03")
        self.assertEqual((charge.state, charge.bill_ref), ("billed", "B-2026-03"))
        with self.assertRaisesRegex(UserError, "is billed or cancelled already"):
            charge._bill_charges("B-2026-04")

    def test_billing_systems_take_them_over(self):
        charges = self.charge() | self.charge(20)
        with self.assertRaises(AccessError):
            charges.with_user(self.telecom_agent).action_bill_charges("B-2026-03")
        mine = charges.with_user(self.telecom_manager)
        for reference in (" ", False, 5):
            with self.assertRaises(UserError):
                call_kw(mine.browse(), "action_bill_charges", [mine.ids, reference], {})
        self.assertIs(call_kw(mine.browse(), "action_bill_charges", [mine.ids, "B-2026-03"], {}), True)
        self.assertEqual((set(charges.mapped("state")), set(charges.mapped("bill_ref"))), ({"billed"}, {"B-2026-03"}))
        with self.assertRaises(UserError):
            mine.action_bill_charges("B-2026-04")

    def test_a_draft_invoice_for_each_payer(self):
        other = self.make_account(payer_id=self.payer.id)
        charges = self.charge(10) | self.charge(-4) | self.charge(30, account_id=other.id, subscription_id=False)
        with self.assertRaises(AccessError):
            charges.with_user(self.telecom_manager).action_invoice_charges()
        action = charges.with_user(self.accountant).action_invoice_charges()
        invoices = self.env["account.move"].search(action["domain"])
        self.assertEqual(set(invoices.mapped("state")), {"draft"})
        self.assertEqual(
            {invoice.partner_id: invoice.amount_untaxed for invoice in invoices}, {self.subscriber: 6, self.payer: 30}
        )
        self.assertEqual(set(charges.mapped("state")), {"billed"})
        with self.assertRaisesRegex(UserError, "is billed or cancelled already"):
            charges.action_invoice_charges()
        with self.assertRaisesRegex(UserError, "Choose charges"):
            charges.browse().action_invoice_charges()

    def test_credits_that_prevail_become_a_credit_note(self):
        charges = self.charge(10) | self.charge(-40)
        charges.action_invoice_charges()
        self.assertEqual((charges.invoice_id.move_type, charges.invoice_id.amount_untaxed), ("out_refund", 30))

    def test_a_cancelled_invoice_does_not_come_back_beside_what_has_them_now(self):
        first, second, third = self.charge(), self.charge(), self.charge()
        cancelled = self.env["account.move"]
        for charge in (first, second, third):
            charge.action_invoice_charges()
            cancelled |= charge.invoice_id
            charge.invoice_id.button_cancel()
        first.action_invoice_charges()
        second.with_user(self.telecom_manager).action_bill_charges("B-7")
        cancelled.button_draft()
        for invoice in cancelled[:2]:
            with self.assertRaisesRegex(UserError, "on a bill or another invoice"):
                invoice.action_post()
        cancelled[2].action_post()
        self.assertEqual((third.state, third.invoice_id), ("billed", cancelled[2]))

    def test_a_cancelled_or_deleted_invoice_sets_them_free(self):
        charge = self.charge()
        charge.action_invoice_charges()
        charge.invoice_id.button_cancel()
        self.assertEqual(charge.state, "open")
        charge.action_invoice_charges()
        self.assertEqual(charge.state, "billed")
        charge.invoice_id.unlink()
        self.assertEqual(charge.state, "open")

    def test_who_sees_them(self):
        charge = self.charge()
        for user in (self.salesperson, self.telecom_agent, self.accountant):
            self.assertTrue(charge.with_user(user).name)
        self.assertFalse(charge.with_user(self.other_telecom_agent).search([("id", "=", charge.id)]))
        self.assertEqual(self.account.with_user(self.telecom_agent).charge_count, 1)
        self.subscriber.user_id = self.telecom_agent
        self.env.flush_all()
        with self.assertRaises(AccessError):
            charge.with_user(self.salesperson).read(["name"])
