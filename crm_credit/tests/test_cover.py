from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestCover(ExposureCommon):
    """Temporary limits, securities and acceptance bills; figures added up by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("cover_officer", "crm_credit.group_credit_officer")
        cls.manager = cls._user("cover_manager", "crm_credit.group_credit_manager")
        cls.second = cls._user("cover_second", "crm_credit.group_credit_manager")
        cls.account = cls._account(amount=1000)
        cls.outstanding = cls.env["account.account"].create(
            {"name": "Bills in hand", "code": "BILLS", "account_type": "asset_current", "reconcile": True}
        )

    def _temporary(self, amount, first=0, last=0, account=None, user=None):
        return self.env["crm.credit.temporary.limit"].with_user(user or self.manager).create(
            {
                "account_id": (account or self.account).id,
                "amount": amount,
                "date_from": self.today + timedelta(days=first),
                "date_to": self.today + timedelta(days=last),
                "reason": "Trade fair",
            }
        )

    def _security(self, amount, coverage=100.0, first=0, last=None, user=None, **values):
        return self.env["crm.credit.security"].with_user(user or self.officer).create(
            {
                "account_id": self.account.id,
                "kind": "guarantee",
                "reference": "G-1",
                "amount": amount,
                "coverage": coverage,
                "date_from": self.today + timedelta(days=first),
                "date_to": self.today + timedelta(days=last) if last is not None else False,
                **values,
            }
        )

    def _bill(self, amount, payment=None, number="B1", **values):
        return self.env["crm.credit.bill"].with_user(self.officer).create(
            {
                "number": number,
                "acceptor": "Bank of Somewhere",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "amount": amount,
                "issue_date": self.today,
                "due_date": self.today + timedelta(days=90),
                "payment_id": payment.id if payment else False,
                **values,
            }
        )

    def _paid(self, invoice):
        """A payment of the invoice that has an entry of its own, as bills have."""
        line = self.company_data["default_journal_bank"].inbound_payment_method_line_ids[:1]
        line.payment_account_id = self.outstanding
        payment = self._pay(invoice)
        self.assertEqual(payment.move_id.state, "posted")
        return payment

    def test_temporary_limits_add_up_on_their_days(self):
        self._temporary(100)
        self._temporary(50, -3, 3)
        self._temporary(7, 1, 5)
        self._temporary(9, -5, -1)
        self.assertRow(temporary_limit=150.0, limit_amount=1150.0, available=1150.0)

    def test_temporary_limit_of_other_modes(self):
        self._temporary(100)
        self.account.limit_mode = "prepay"
        self.assertRow(limit_mode="limited", limit_amount=100.0)
        self.account.limit_mode = "unlimited"
        self.assertRow(limit_mode="unlimited", limit_amount=None, available=None)
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 30})
        self.account.limit_mode = "default"
        self.assertRow(limit_mode="limited", limit_amount=130.0)

    def test_temporary_limits_are_given_by_managers_and_fixed(self):
        with self.assertRaises(AccessError):
            self._temporary(100, user=self.officer)
        limit = self._temporary(100, 0, 5)
        for vals in ({"amount": 200}, {"date_to": self.today + timedelta(days=50)}):
            with self.assertRaisesRegex(UserError, "can't be changed"):
                limit.write(vals)
        with self.assertRaises(UserError):
            limit.sudo().unlink()
        limit.action_end()
        self.assertEqual(limit.state, "expired")
        self.assertRow(limit_amount=1000.0)

    def test_temporary_limits_are_found_by_state(self):
        active, planned, ended = self._temporary(1), self._temporary(2, 1, 2), self._temporary(3, -2, -1)
        for state, limit in (("active", active), ("planned", planned), ("expired", ended)):
            self.assertEqual(limit.state, state)
            self.assertEqual(limit.search([("state", "=", state), ("account_id", "=", self.account.id)]), limit)

    def test_temporary_limit_needs_a_limit_to_raise(self):
        member = self._account(self.other, mode="default", group_account_id=self.account.id)
        with self.assertRaisesRegex(UserError, "give the temporary limit to Dealer One"):
            self._temporary(100, account=member)

    def test_only_accepted_and_valid_securities_count(self):
        self._invoice(300)
        accepted = self._security(333.33, 50) | self._security(100, last=0) | self._security(40, first=1)
        accepted |= self._security(20, last=0, first=-9)
        self._security(5000)
        accepted.with_user(self.manager).action_accept()
        # 50 % of 333.33 is 166.665, rounded up; 40 is valid from tomorrow
        self.assertRow(securities=-286.67, total=13.33, available=986.67)
        accepted[1].with_user(self.manager).action_return()
        self.assertRow(securities=-186.67)

    def test_securities_give_room_below_zero(self):
        self._security(700).with_user(self.manager).action_accept()
        self.account.limit_mode = "prepay"
        self.assertRow(total=-700.0, available=700.0)

    def test_securities_need_four_eyes(self):
        security = self._security(100)
        with self.assertRaisesRegex(AccessError, "credit managers"):
            security.action_accept()
        own = self._security(100, user=self.manager)
        with self.assertRaisesRegex(AccessError, "somebody else"):
            own.action_accept()
        security.with_user(self.manager).amount = 1000
        with self.assertRaisesRegex(AccessError, "somebody else"):
            security.with_user(self.manager).action_accept()
        security.with_user(self.second).action_accept()
        self.assertEqual((security.state, security.accepted_by), ("accepted", self.second))
        with self.assertRaisesRegex(UserError, "can't be changed"):
            security.with_user(self.second).amount = 9999
        with self.assertRaises(UserError):
            security.with_user(self.second).unlink()
        with self.assertRaises(AccessError):
            security.with_user(self.second).write({"state": "draft"})
        with self.assertRaises(AccessError):
            self._security(100, state="accepted")

    def test_bill_counts_instead_of_its_invoice(self):
        invoice = self._invoice(400)
        bill = self._bill(400)
        self.assertRow(receivable=400.0, bills=0.0, total=400.0)
        bill.payment_id = self._paid(invoice)
        self.assertRow(receivable=0.0, bills=400.0, total=400.0, available=600.0)
        for step in ("action_discount", "action_dishonour"):
            getattr(bill, step)()
            self.assertRow(bills=400.0)
        bill.action_settle()
        self.assertRow(bills=0.0, total=0.0)

    def test_honoured_bill_counts_no_more(self):
        bill = self._bill(400, self._paid(self._invoice(400)))
        bill.action_endorse()
        bill.action_honour()
        self.assertRow(bills=0.0)
        with self.assertRaisesRegex(UserError, "can't become"):
            bill.action_dishonour()

    def test_reversed_payment_opens_the_invoice_again(self):
        payment = self._paid(self._invoice(400))
        self._bill(400, payment)
        payment.move_id._reverse_moves(cancel=True)
        self.assertRow(bills=0.0, receivable=400.0, total=400.0)

    def test_cancelled_payment_opens_the_invoice_again(self):
        payment = self._paid(self._invoice(400))
        self._bill(400, payment)
        payment.action_draft()
        # Odoo keeps the invoice paid by the draft, so the bill still stands for it.
        self.assertRow(bills=400.0, receivable=0.0)
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertRow(bills=0.0, receivable=400.0)

    def test_bill_of_a_contact_is_the_customers(self):
        payment = self._paid(self._invoice(400))
        self._bill(400, payment, partner_id=self.contact.id)
        self.assertRow(bills=400.0)
        self.assertEqual(self.account.bill_ids.mapped("amount"), [400.0])

    def test_payment_of_somebody_else_is_refused(self):
        payment = self._paid(self._invoice(400, partner=self.other))
        with self.assertRaisesRegex(ValidationError, "received from Dealer One"):
            self._bill(400, payment)

    def test_states_of_bills_are_written_by_buttons(self):
        bill = self._bill(400)
        with self.assertRaises(AccessError):
            bill.state = "honoured"
        reader = self._user("cover_reader", "crm_credit.group_credit_user")
        with self.assertRaises(AccessError):
            bill.with_user(reader).action_honour()
        bill.action_endorse()
        with self.assertRaisesRegex(UserError, "passed on"):
            bill.amount = 1

    def test_everything_takes_the_customers_lock(self):
        key = f"credit:{self.company.id}:{self.customer.id}"
        security, bill = self._security(1), self._bill(1)
        for act in (
            lambda: self._temporary(1),
            lambda: security.with_user(self.manager).action_accept(),
            lambda: security.with_user(self.manager).action_return(),
            lambda: bill.action_honour(),
            lambda: setattr(self.account, "class_id", self.env["crm.credit.class"]._class_of_score(90, self.company)),
        ):
            before = self._times_locked(key)
            act()
            self.assertGreater(self._times_locked(key), before)

    def test_other_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._user(
            "foreign_cover", "crm_credit.group_credit_manager", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        for record in (self._temporary(1), self._security(1), self._bill(1), self.account.limit_change_ids[:1]):
            self.assertFalse(record.with_user(user).search([("id", "=", record.id)]))
            with self.assertRaises(AccessError):
                record.with_user(user).read(["company_id"])

    def _times_locked(self, key):
        self.env.flush_all()
        self.cr.execute("SELECT seq FROM crm_capacity_lock WHERE key = %s", [key])
        return (self.cr.fetchone() or [0])[0]

    def test_bill_that_counts_is_not_deleted(self):
        payment = self._paid(self._invoice(500.0))
        bill = self._bill(500, payment)
        with self.assertRaisesRegex(UserError, "payment in the books"):
            bill.unlink()
