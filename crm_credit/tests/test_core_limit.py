from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..hooks import post_init_hook
from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestCoreLimit(ExposureCommon):
    """Odoo's own `credit_limit` is a copy of the credit account's limit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.biller = cls._user("biller", "account.group_account_invoice,base.group_partner_manager")
        cls.manager = cls._user(
            "credit_boss",
            "crm_credit.group_credit_manager,account.group_account_invoice,base.group_partner_manager",
        )

    def _core(self, partner=None, company=None):
        return (partner or self.customer).with_company(company or self.company).credit_limit

    def test_each_mode_is_copied(self):
        for mode, amount, expected in (
            ("unlimited", 0, 0.0), ("limited", 700, 700.0), ("limited", 0, 0.01), ("prepay", 0, 0.01), ("default", 0, 0.0),
        ):  # fmt: skip
            self._account(mode=mode, amount=amount)
            self.assertEqual((self._core(), self._core(self.contact)), (expected, expected), mode)

    def test_default_falls_back_to_the_company(self):
        self._account(amount=700)
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 250})
        self._account(mode="default")
        self.assertEqual(self._core(), 250.0)
        self._account(mode="unlimited")
        self.assertEqual(self._core(), 0.0, "explicitly unlimited, unlike the default")

    def test_copied_to_branches_and_not_to_other_companies(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        second = self.env["res.company"].create({"name": "Second"})
        self._account(amount=700)
        self._account(amount=90, company=second)
        self.assertEqual([self._core(company=company) for company in (self.company, branch, second)], [700.0, 700.0, 90.0])

    def test_billing_users_cannot_write_it(self):
        self._account(amount=700)
        for vals in ({"credit_limit": 9000}, {"credit_limit": 0}, {"use_partner_credit_limit": False}):
            with self.subTest(vals=vals), self.assertRaisesRegex(AccessError, "credit limit of Dealer One"):
                self.customer.with_user(self.biller).write(vals)
        with self.assertRaisesRegex(AccessError, "credit limit of New Dealer"):
            self.env["res.partner"].with_user(self.biller).create({"name": "New Dealer", "credit_limit": 9000})
        refused = self.env["res.partner"].with_user(self.biller).load(["name", "credit_limit"], [["New Dealer", "9000"]])
        self.assertFalse(refused["ids"])
        self.assertEqual(self._core(), 700.0)

    def test_saving_the_same_value_is_no_change(self):
        self._account(mode="prepay")
        self.customer.with_user(self.biller).write({"credit_limit": 0.01, "use_partner_credit_limit": True, "ref": "D1"})
        self.assertEqual(self.customer.ref, "D1")
        self.assertRow(limit_mode="prepay")

    def test_managers_write_goes_to_the_account(self):
        self.customer.with_user(self.manager).credit_limit = 1200
        account = self.env["crm.credit.account"]._for_customers(self.customer, self.company)
        self.assertEqual((account.limit_mode, account.limit_amount, self._core()), ("limited", 1200.0, 1200.0))
        self.assertEqual(account.limit_reason, "Set in the contact's accounting settings.")
        self.customer.with_user(self.manager).write({"use_partner_credit_limit": False})
        self.assertEqual((account.limit_mode, self._core()), ("default", 0.0))

    def test_manager_creates_a_customer_with_a_limit(self):
        partner = self.env["res.partner"].with_user(self.manager).create({"name": "New Dealer", "credit_limit": 400})
        self.assertRow(partner.sudo(), limit_mode="limited", limit_amount=400.0)

    def test_zero_is_unlimited_when_the_default_is_an_amount(self):
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 250})
        self.customer.with_user(self.manager).credit_limit = 0
        self.assertRow(limit_mode="unlimited")

    def test_contacts_follow_their_customer(self):
        self._account(amount=700)
        contact = (
            self.env["res.partner"].with_user(self.biller).create({"name": "New contact", "parent_id": self.customer.id})
        )
        self.assertEqual(self._core(contact.sudo()), 700.0)
        contact.with_user(self.biller).credit_limit = 1
        self.assertRow(limit_amount=700.0)
        contact.sudo().parent_id = False
        self.assertEqual(self._core(contact.sudo()), 0.0, "a customer of its own now, with the default")

    def test_partner_form_of_a_billing_user(self):
        self._account(amount=700)
        with Form(self.customer.with_user(self.biller), "base.view_partner_form") as form:
            form.comment = "Called"
        with Form(self.env["res.partner"].with_user(self.biller), "base.view_partner_form") as form:
            form.name = "New Dealer"
        self.assertEqual(self._core(), 700.0)

    def test_existing_limits_become_accounts_at_installation(self):
        limits = {"Limited": 500.0, "As default": 250.0, "None": 0.0, "Always warned": -1.0}
        partners = self.env["res.partner"].create([{"name": name} for name in limits])
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": partners[0].id})
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 250})
        self.env.flush_all()
        for partner, limit in zip(partners, limits.values(), strict=True):
            self.cr.execute(
                "UPDATE res_partner SET credit_limit = jsonb_build_object(%s, %s) WHERE commercial_partner_id = %s",
                [str(self.company.id), limit, partner.id],
            )
        self.env.invalidate_all()
        post_init_hook(self.env)
        accounts = self.env["crm.credit.account"].search([("partner_id", "in", (partners | contact).ids)])
        self.assertEqual(
            {account.partner_id.name: (account.limit_mode, account.limit_amount) for account in accounts},
            {"Limited": ("limited", 500.0), "None": ("unlimited", 0.0), "Always warned": ("prepay", 0.0)},
        )
        self.assertEqual([self._core(partner) for partner in partners], [500.0, 250.0, 0.0, 0.01])


@tagged("post_install", "-at_install")
class TestCoreBanner(ExposureCommon):
    """Odoo's banner tells the figures of the credit check."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_use_credit_limit = True
        cls.seller = cls._user("seller", "sales_team.group_sale_salesman_all_leads")

    def test_quotation(self):
        self._account(amount=500)
        self._order(self._line(4))
        self._invoice(30, post=False)
        order = self._order(self._line(2), confirm=False)
        message = order.with_user(self.seller).partner_credit_warning
        for amount in ("500.00", "430.00", "630.00"):
            self.assertIn(amount, message)
        self.assertFalse(self._order(self._line(0.7), confirm=False).partner_credit_warning, "exactly the limit")

    def test_tolerance_is_allowed_for(self):
        self._account(amount=500)
        self.company.credit_tolerance = 10
        self.assertFalse(self._order(self._line(5.5), confirm=False).partner_credit_warning)
        self.assertTrue(self._order(self._line(5.6), confirm=False).partner_credit_warning)

    def test_order_is_judged_by_its_own_company(self):
        second = self.setup_other_company(name="Second")["company"]
        second.account_use_credit_limit = True
        self._account(amount=100000)
        self._account(amount=50, company=second)
        env = self.env(context={"allowed_company_ids": [second.id, self.company.id]})
        order = env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": second.id, "order_line": [self._line(1)]}
        )
        own = self.env(context={"allowed_company_ids": [self.company.id, second.id]})
        self.assertIn("Dealer One", order.with_env(own).partner_credit_warning)

    def test_draft_invoice_is_counted_once(self):
        self._account(amount=100)
        invoice = self._invoice(100, post=False)
        self.assertFalse(invoice.partner_credit_warning)
        invoice.invoice_line_ids.price_unit = 101
        self.assertIn("101.00", invoice.partner_credit_warning)

    def test_draft_invoice_of_an_order_adds_nothing(self):
        self._account(amount=1000)
        order = self._order(self._line(10))
        self.assertFalse(self._invoice_order(order, post=False).partner_credit_warning)

    def test_prepay_and_unlimited(self):
        self._account(mode="prepay")
        self.assertIn("pays in advance", self._order(confirm=False).partner_credit_warning)
        self._account(mode="unlimited")
        self.assertFalse(self._order(confirm=False).partner_credit_warning)
