from datetime import datetime

from odoo.tests import tagged

from .grading_measure_common import MeasureCommon


@tagged("post_install", "-at_install")
class TestMeasureCompanies(MeasureCommon):
    def test_branches_count_and_other_companies_do_not(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        measure = self.order_measure(aggregate="count")
        for company in (self.company, branch, self.other_company):
            self.make_order(self.customer, datetime(2026, 1, 5, 4), company_id=company.id)
        self.assertEqual(self.values(measure)[self.customer], 2)
        self.assertEqual(self.values(measure, company=branch)[self.customer], 1)
        self.assertEqual(self.values(measure, company=self.other_company)[self.customer], 1)

    def test_amounts_in_other_currencies_count_by_the_rate_of_the_order(self):
        currency = self.env["res.currency"].create({"name": "TST", "symbol": "T"})
        self.env["res.currency.rate"].create(
            [
                {"currency_id": currency.id, "name": "2026-01-01", "rate": 4.0, "company_id": self.company.id},
                {"currency_id": currency.id, "name": "2026-03-01", "rate": 5.0, "company_id": self.company.id},
            ]
        )
        pricelist = self.env["product.pricelist"].create({"name": "TST", "currency_id": currency.id})
        order = self.make_order(
            self.customer, datetime(2026, 1, 5, 4), price=100.0, pricelist_id=pricelist.id, date_order=datetime(2026, 1, 5, 4)
        )
        self.assertEqual(order.currency_rate, 4.0)
        self.make_order(self.customer, datetime(2026, 1, 6, 4), price=1.0)
        measure = self.order_measure(field_path="amount_untaxed", rate_path="currency_rate")
        self.assertAlmostEqual(self.values(measure)[self.customer], 26.0, 2)

    def test_reports_of_odoo_can_be_measured(self):
        self.make_order(self.customer, datetime(2026, 1, 5, 4), price=100.0, quantity=3)
        self.make_order(self.customer, datetime(2026, 1, 5, 4), price=100.0, company_id=self.other_company.id)
        measure = self.make_measure(
            "sale.report",
            domain="[('state', '=', 'sale')]",
            partner_path="partner_id",
            field_path="price_subtotal",
            date_path="date",
        )
        self.assertAlmostEqual(self.values(measure)[self.customer], 300.0, 2)

    def test_records_without_company_count_everywhere(self):
        leads = {"partner_path": "partner_id", "aggregate": "count", "domain": "[]"}
        measure = self.make_measure("crm.lead", **leads)
        for company in (self.company, self.other_company, self.env["res.company"]):
            lead = {"name": "Lead", "partner_id": self.idle.id, "company_id": company.id, "user_id": False, "team_id": False}
            self.env["crm.lead"].create(lead)
        self.assertEqual(self.values(measure)[self.idle], 2)
