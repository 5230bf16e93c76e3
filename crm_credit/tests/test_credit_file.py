from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 09:00:00")
class TestCreditFile(CreditCheckCommon):
    """Records of the credit file: ratios, validity, who sees and writes them."""

    def make_accounts(self, **values):
        defaults = {"partner_id": self.customer.id, "year": 2025, "source": "Auditor", "date": "2026-05-01"}
        return self.env["crm.credit.financial"].create(defaults | values)

    def test_ratios(self):
        record = self.make_accounts(
            revenue=2000, net_profit=100, ebit=180, interest=60, current_assets=600, inventory=200, receivables=250,
            total_assets=1600, current_liabilities=400, total_liabilities=1000,
        )  # fmt: skip
        expected = {"current_ratio": 1.5, "quick_ratio": 1.0, "debt_ratio": 0.625, "net_margin": 0.05, "equity": 600.0,
                    "return_on_equity": 1 / 6, "interest_coverage": 3.0, "receivable_days": 45.625}  # fmt: skip
        for name, value in expected.items():
            self.assertAlmostEqual(record[name], value, 1 if name == "receivable_days" else 4, name)

    def test_growth_of_revenue(self):
        self.make_accounts(year=2024, revenue=1000)
        self.assertAlmostEqual(self.make_accounts(revenue=1250).revenue_growth, 0.25)

    def test_validity(self):
        record = self.make_accounts(year=2024)
        self.assertEqual((record.valid_until, record.stale), (date(2026, 6, 30), False))
        with freeze_time("2026-07-01 09:00:00"):
            record.invalidate_recordset()
            self.assertTrue(record.stale)
            self.assertIn(record, record.search([("stale", "=", True)]))
            self.assertNotIn(record, record.search([("stale", "=", False)]))

    def test_validity_of_the_others(self):
        values = {"partner_id": self.customer.id, "source": "Call", "date": "2026-05-20"}
        reference = self.env["crm.credit.reference"].create(values | {"name": "Bank", "rating": "good"})
        registry = self.env["crm.credit.registry"].create(values | {"register_number": "91", "valid_until": "2026-05-20"})
        self.assertEqual((reference.valid_until, registry.stale), (date(2027, 5, 20), False))
        self.assertEqual(registry.copy().valid_until, date(2026, 5, 20))

    def test_future_records_and_contacts_are_refused(self):
        contact = self.env["res.partner"].create({"name": "Accountant", "parent_id": self.customer.id})
        with self.assertRaises(ValidationError):
            self.make_accounts(date="2026-05-21")
        with self.assertRaises(ValidationError):
            self.make_accounts(partner_id=contact.id)

    def test_branches_have_no_credit_file(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        with self.assertRaises(ValidationError):
            self.make_accounts(company_id=branch.id)

    def test_who_reads_and_writes(self):
        record = self.make_accounts()
        with self.assertRaises(AccessError):
            record.with_user(self.seller).read(["revenue"])
        reader = self._user("credit_reader", "crm_credit.group_credit_user")
        self.assertEqual(record.with_user(reader).year, 2025)
        with self.assertRaises(AccessError):
            record.with_user(reader).revenue = 5
        record.with_user(self.officer).revenue = 5
        with self.assertRaises(AccessError):
            record.with_user(self.officer).unlink()

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        record = self.make_accounts(company_id=company.id)
        self.assertNotIn(record, record.with_user(self.officer).search([]))
