from odoo.fields import Command
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install", "alone")
class TestExposureInvoices(ExposureCommon):
    """Receivables and draft invoices."""

    def test_ages(self):
        for due in (5, 0, -1, -30, -31, -60, -61, -90, -91, -180, -181):
            self._invoice(10 - due, due=due)
        self.assertRow(
            current=5.0 + 10.0,
            age_1_30=11.0 + 40.0,
            age_31_60=41.0 + 70.0,
            age_61_90=71.0 + 100.0,
            age_91_180=101.0 + 190.0,
            age_over_180=191.0,
            overdue=815.0,
            overdue_late=764.0,
            unallocated=0.0,
            receivable=830.0,
        )

    def test_late_days_of_the_company(self):
        self._invoice(100, due=-10)
        self._invoice(50, due=-11)
        self.company.credit_overdue_days = 10
        self.assertRow(overdue=150.0, overdue_late=50.0)

    def test_partly_paid_invoice(self):
        self._pay(self._invoice(100), 30)
        self.assertRow(receivable=70.0, unallocated=0.0, total=70.0)

    def test_unallocated_payment_and_credit_note_are_minus(self):
        self._invoice(100, due=-1)
        self._payment(30)
        self._invoice(20, kind="out_refund")
        self.assertRow(receivable=50.0, overdue=100.0, unallocated=-50.0, total=50.0)

    def test_customer_with_money_on_account(self):
        self._payment(30)
        self._account(amount=100)
        self.assertRow(receivable=-30.0, total=-30.0, available=130.0)

    def test_foreign_currency_invoice_is_not_converted_again(self):
        euro = self.setup_other_currency("EUR", rates=[(self.today, 0.5)])
        self._invoice(100, currency_id=euro.id)
        self.assertRow(receivable=200.0)
        euro.rate_ids.write({"rate": 0.1})
        self.assertRow(receivable=200.0)

    def test_free_draft_counts_once(self):
        invoice = self._invoice(100, post=False)
        self.assertRow(draft_invoices=100.0, receivable=0.0, total=100.0)
        invoice.action_post()
        self.assertRow(draft_invoices=0.0, receivable=100.0, total=100.0)

    def test_draft_credit_note_is_minus(self):
        self._invoice(100, post=False)
        self._invoice(30, kind="out_refund", post=False)
        self.assertRow(draft_invoices=70.0)

    def test_draft_receipt_counts(self):
        self._invoice(100, kind="out_receipt", post=False)
        self.assertRow(draft_invoices=100.0)

    def test_vendor_bills_do_not_count(self):
        self._invoice(100, kind="in_invoice")
        self._invoice(100, kind="in_invoice", post=False)
        self.assertRow(total=0.0)

    def test_free_draft_in_foreign_currency(self):
        euro = self.setup_other_currency("EUR", rates=[(self.today, 0.5)])
        self._invoice(100, post=False, currency_id=euro.id)
        self.assertRow(draft_invoices=200.0)

    def test_free_line_on_the_draft_of_an_order(self):
        """Order of 2 x 100 EUR at 0.5; its draft gets a line of 30 EUR with 20 % tax: 400 + 72."""
        euro = self.setup_other_currency("EUR", rates=[(self.today, 0.5)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        order = self._order(self._line(2), pricelist_id=pricelist.id)
        draft = self._invoice_order(order, post=False)
        draft.invoice_line_ids = [
            Command.create(
                {"product_id": self.product.id, "price_unit": 30, "quantity": 1, "tax_ids": [Command.set(self.tax_20.ids)]}
            )
        ]
        self.assertRow(open_orders=400.0, draft_invoices=72.0, total=472.0)

    def test_draft_of_a_cancelled_order_counts(self):
        order = self._order(self._line(2))
        draft = self._invoice_order(order, post=False)
        order.with_context(disable_cancel_warning=True)._action_cancel()
        if draft.state == "draft":
            self.assertRow(open_orders=0.0, draft_invoices=200.0, total=200.0)
        else:
            self.assertRow(total=0.0)

    def test_cancelled_draft_counts_nothing(self):
        self._invoice(100, post=False).button_cancel()
        self.assertRow(total=0.0)


@tagged("post_install", "-at_install", "alone")
class TestExposureCustomers(ExposureCommon):
    """Whose figures they are."""

    def test_contacts_belong_to_their_customer(self):
        self._order(self._line(1), partner=self.contact)
        self._invoice(10, partner=self.contact)
        self._invoice(5, partner=self.contact, post=False)
        self.assertRow(open_orders=100.0, receivable=10.0, draft_invoices=5.0, total=115.0)

    def test_order_belongs_to_the_customer_who_is_invoiced(self):
        self._order(self._line(3), partner_invoice_id=self.other.id)
        self.assertRow(total=0.0)
        self.assertRow(self.other, open_orders=300.0)

    def test_contact_moved_to_another_customer_takes_its_documents_along(self):
        self._order(self._line(1), partner=self.contact)
        self.contact.parent_id = self.other
        self.assertRow(total=0.0)
        self.assertRow(self.other, open_orders=100.0)

    def test_customer_that_became_a_contact(self):
        self._invoice(70)
        self.customer.write({"is_company": False, "parent_id": self.other.id})
        self.assertRow(self.other, receivable=70.0, total=70.0)

    def test_archived_customer_still_owes(self):
        self._invoice(70)
        self.customer.action_archive()
        self.assertRow(receivable=70.0)
        rows = self.env.execute_query_dict(self.env["crm.credit.exposure"]._exposure_query())
        self.assertIn(self.customer.id, [row["partner_id"] for row in rows])

    def test_customer_without_anything_has_zeros(self):
        self.assertRow(
            receivable=0.0,
            total=0.0,
            limit_mode="unlimited",
            limit_amount=None,
            available=None,
            utilisation=None,
            account_id=None,
            status="normal",
        )

    def test_all_customers_at_once_are_the_same_as_one_by_one(self):
        exposure = self.env["crm.credit.exposure"]
        customers = self.customer | self.other | self._customer("Dealer Three")
        for number, customer in enumerate(customers, start=1):
            self._order(self._line(number), partner=customer)
            self._invoice_order(self._order(self._line(4), partner=customer), quantity=number)
            self._invoice(10 * number, partner=customer, due=-number)
            self._invoice(7 * number, partner=customer, post=False)
            self._payment(number, partner=customer)
        self._account(self.other, amount=100)
        exposure._flush_exposure()
        every = {
            (row["partner_id"], row["company_id"]): row for row in self.env.execute_query_dict(exposure._exposure_query())
        }
        together = exposure._exposure(customers)
        self.assertEqual([together[customer.id]["total"] for customer in customers], [516.0, 632.0, 748.0])
        for customer in customers:
            alone = exposure._exposure(customer)[customer.id]
            self.assertEqual(alone, every[customer.id, self.company.id])
            self.assertEqual(alone, together[customer.id])

    def test_one_query_for_many_customers(self):
        customers = self.env["res.partner"].create([{"name": f"Dealer {number}"} for number in range(80)])
        self.env["crm.credit.exposure"]._exposure(self.customer)
        self.env.flush_all()
        with self.assertQueryCount(1):
            rows = self.env["crm.credit.exposure"]._exposure(customers, self.company)
        self.assertEqual(len(rows), 80)

    def test_no_customers(self):
        self.assertEqual(self.env["crm.credit.exposure"]._exposure(self.env["res.partner"]), {})


@tagged("post_install", "-at_install", "alone")
class TestExposureCompanies(ExposureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_data_2 = cls.setup_other_company(name="Second Company")
        cls.second = cls.company_data_2["company"]

    def test_each_company_by_itself(self):
        self._invoice(100)
        self._account(amount=50)
        env = self.env(context={"allowed_company_ids": self.second.ids})
        order = env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.second.id, "order_line": [self._line(3)]}
        )
        order.action_confirm()
        self.assertRow(total=100.0, available=-50.0)
        self.assertRow(company=self.second, total=300.0, available=None, limit_mode="unlimited")

    def test_branches_share_the_figures_and_the_account_of_their_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self._account(amount=500)
        self._order(self._line(2))
        env = self.env(context={"allowed_company_ids": [branch.id, self.company.id]})
        order = env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": branch.id, "order_line": [self._line(1)]}
        )
        order.action_confirm()
        self.assertRow(total=300.0, available=200.0, company_id=self.company.id)
        self.assertRow(company=branch, total=300.0, available=200.0, company_id=self.company.id)

    def test_companies_can_be_chosen(self):
        exposure = self.env["crm.credit.exposure"]
        exposure._flush_exposure()
        rows = self.env.execute_query_dict(exposure._exposure_query(self.customer, self.company | self.second))
        self.assertEqual({row["company_id"] for row in rows}, {self.company.id, self.second.id})
