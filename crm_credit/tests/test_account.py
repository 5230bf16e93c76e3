from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestAccount(ExposureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = cls.env["crm.credit.account"]
        cls.reader = cls._user("credit_reader", "crm_credit.group_credit_user")
        cls.officer = cls._user("credit_clerk", "crm_credit.group_credit_officer")
        cls.manager = cls._user("credit_boss", "crm_credit.group_credit_manager")
        cls.seller = cls._user("seller", "sales_team.group_sale_salesman_all_leads")
        cls.biller = cls._user("biller", "account.group_account_invoice")

    def test_modes(self):
        self._order(self._line(3))
        account = self._account()
        for mode, amount, expected in (
            ("unlimited", 0, ("unlimited", None, None, None)),
            ("limited", 400, ("limited", 400.0, 100.0, 75.0)),
            ("limited", 0, ("limited", 0.0, -300.0, None)),
            ("prepay", 400, ("prepay", 0.0, -300.0, None)),
            ("default", 400, ("unlimited", None, None, None)),
        ):
            account.write({"limit_mode": mode, "limit_amount": amount})
            row = self._row()
            self.assertEqual((row["limit_mode"], row["limit_amount"], row["available"], row["utilisation"]), expected)

    def test_default_of_the_company(self):
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 250})
        self.assertRow(limit_mode="limited", limit_amount=250.0, available=250.0)
        self._account(mode="unlimited")
        self.assertRow(limit_mode="unlimited", limit_amount=None)
        self._account(mode="default")
        self.company.credit_default_mode = "prepay"
        self.assertRow(limit_mode="prepay", limit_amount=0.0)

    def test_one_account_for_a_customer_and_a_company(self):
        account = self._account()
        both = self.accounts._ensure(self.customer | self.other, self.company)
        self.assertEqual((len(both), both & account), (2, account))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.accounts.create({"partner_id": self.customer.id, "company_id": self.company.id})

    def test_accounts_of_customers_are_made_when_asked_for(self):
        self.assertFalse(self.accounts._for_customers(self.customer, self.company))
        account = self.accounts._for_customers(self.customer, self.company, create=True)
        self.assertEqual((account.limit_mode, account.status), ("default", "normal"))
        self.assertEqual(self.accounts._for_customers(self.customer, self.company), account)

    def test_only_customers_have_accounts(self):
        with self.assertRaisesRegex(ValidationError, "Accountant of One is a contact of Dealer One"):
            self.accounts.create({"partner_id": self.contact.id})

    def test_only_root_companies_have_accounts(self):
        branch = self.env["res.company"].create({"name": "Branch North", "parent_id": self.company.id})
        with self.assertRaisesRegex(ValidationError, "Branch North is a branch"):
            self.accounts.create({"partner_id": self.customer.id, "company_id": branch.id})
        self.assertEqual(self._account(company=branch).company_id, self.company)

    def test_customers_and_officers_are_offered(self):
        """Dropdowns name customers, not our own people, and as officers only those who may decide."""
        customer, officer = (
            self.accounts._fields[name].get_comodel_domain(self.accounts) for name in ("partner_id", "officer_id")
        )
        partners = self.env["res.partner"].search(customer)
        self.assertIn(self.customer, partners)
        self.assertFalse(partners & (self.contact | self.officer.partner_id))
        users = self.env["res.users"].with_user(self.manager).search(officer)
        self.assertLessEqual(self.officer | self.manager, users)
        self.assertNotIn(self._user("credit_mere_clerk", "base.group_user"), users)

    def test_key_cannot_be_changed(self):
        with self.assertRaises(UserError):
            self._account().partner_id = self.other

    def test_absurd_limits_are_refused(self):
        account = self._account(amount=5)
        for amount in (-1, 1e12 + 1, float("inf"), float("nan")):
            with self.subTest(amount=amount), self.assertRaisesRegex(ValidationError, "credit limit of Dealer One"):
                account.limit_amount = amount
            with self.subTest(amount=amount), self.assertRaisesRegex(ValidationError, "credit limit of Dealer Two"):
                self.accounts.create({"partner_id": self.other.id, "limit_mode": "limited", "limit_amount": amount})
        self.assertEqual(account.limit_amount, 5)

    def test_database_refuses_them_too(self):
        self.cr.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'crm_credit_account_limit_in_range'"
        )
        self.assertRegex(self.cr.fetchone()[0], r"limit_amount >= .*limit_amount <= ")
        self.cr.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'crm_credit_account_partner_company_uniq'")
        self.assertIn("UNIQUE", self.cr.fetchone()[0])

    def test_limits_are_set_by_managers_only(self):
        account = self._account(amount=100)
        for user in (self.reader, self.officer, self.seller, self.biller):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                account.with_user(user).limit_amount = 200
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                account.with_user(user).limit_mode = "unlimited"
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.accounts.with_user(user).create({"partner_id": self.other.id, "limit_mode": "unlimited"})
        account.with_user(self.manager).write({"limit_amount": 300, "limit_reason": "Good references"})
        self.assertEqual(account.limit_amount, 300)

    def test_reason_of_one_change_does_not_stay_for_the_next(self):
        account = self._account(self.customer, amount=100)
        account.with_user(self.manager).write({"limit_amount": 300, "limit_reason": "Good references"})
        account.with_user(self.manager).write({"note": "<p>Called</p>"})
        self.assertEqual(account.limit_reason, "Good references")
        account.with_user(self.manager).write({"limit_amount": 200})
        self.assertFalse(account.limit_reason)

    def test_import_meets_the_same_rule(self):
        values = [["Dealer Two", "limited", "900"]]
        fields = ["partner_id", "limit_mode", "limit_amount"]
        refused = self.accounts.with_user(self.officer).load(fields, values)
        self.assertFalse(refused["ids"])
        self.assertIn("Only a credit manager", refused["messages"][0]["message"])
        self.assertTrue(self.accounts.with_user(self.manager).load(fields, values)["ids"])

    def test_status_is_set_by_officers(self):
        account = self._account(amount=100)
        for user in (self.reader, self.seller, self.biller):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                account.with_user(user).status = "normal"
        account.with_user(self.officer).write({"status": "hold", "limit_amount": 100})
        self.assertRow(status="hold", account_id=account.id)

    def test_salespeople_do_not_read_the_credit_file(self):
        account = self._account(amount=100)
        for user in (self.seller, self.biller):
            with self.assertRaises(AccessError):
                account.with_user(user).read(["note"])
        self.assertEqual(account.with_user(self.reader).limit_amount, 100)

    def test_other_company_sees_nothing(self):
        account = self._account(amount=100)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._user(
            "foreign_boss", "crm_credit.group_credit_manager", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        self.assertFalse(self.accounts.with_user(user).search([("partner_id", "=", self.customer.id)]))
        with self.assertRaises(AccessError):
            account.with_user(user).read(["limit_amount"])

    def test_changes_are_tracked(self):
        self.env = self.env(context={})
        account = self.env["crm.credit.account"].create(
            {"partner_id": self.customer.id, "limit_mode": "limited", "limit_amount": 100}
        )
        self._flush_tracking()
        account.with_user(self.manager).write({"limit_amount": 250, "status": "watch", "limit_reason": "Late twice"})
        self._flush_tracking()
        values = account.message_ids[0].sudo().tracking_value_ids
        self.assertEqual(set(values.field_id.mapped("name")), {"limit_amount", "status", "limit_reason"})
        self.assertEqual(account.message_ids[0].author_id, self.manager.partner_id)

    def test_changes_take_the_lock_of_the_customer(self):
        account = self._account(amount=100)
        key = self.accounts._capacity_keys(self.customer, self.company)[0]
        self.assertEqual(key, f"credit:{self.company.id}:{self.customer.id}")
        for vals, taken in (({"limit_amount": 90}, 1), ({"status": "hold"}, 1), ({"note": "Called"}, 0)):
            before = self._times_locked(key)
            account.write(vals)
            self.assertEqual(self._times_locked(key) - before, taken, vals)

    def test_figures_on_the_account(self):
        self._order(self._line(3))
        self._invoice(50, due=-40)
        account = self._account(amount=1000)
        self.assertEqual(
            (account.exposure, account.available, account.open_orders, account.age_31_60, account.overdue),
            (350.0, 650.0, 300.0, 50.0, 50.0),
        )

    def test_accounts_are_found_by_their_figures(self):
        over, under = self._account(amount=100), self._account(self.other, amount=100)
        self._order(self._line(3))
        self._invoice(50, due=-40, partner=self.other)
        found = self.accounts.search([("available", "<", 0)])
        self.assertEqual((over in found, under in found), (True, False))
        found = self.accounts.search([("overdue", ">", 0)])
        self.assertEqual((over in found, under in found), (False, True))

    def test_form_of_each_role(self):
        with Form(self.accounts.with_user(self.manager)) as form:
            form.partner_id = self.customer
            form.limit_mode = "limited"
            form.limit_amount = 700
        with Form(form.record.with_user(self.officer)) as form:
            form.status = "watch"
            with self.assertRaisesRegex(AssertionError, "readonly"):
                form.limit_amount = 900
        self.assertRow(status="watch", limit_amount=700.0)

    def _flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()

    def _times_locked(self, key):
        self.env.flush_all()
        self.cr.execute("SELECT seq FROM crm_capacity_lock WHERE key = %s", [key])
        return (self.cr.fetchone() or [0])[0]
