from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .market_common import MarketCommon


@tagged("post_install", "-at_install")
class TestMarketSegment(MarketCommon):
    """Segments find customers by what they are and by their figures."""

    def metrics(self, partner, company=None, **values):
        company = company or self.company
        row = {"partner_id": partner.id, "company_id": company.id, "currency_id": company.currency_id.id}
        return self.env["crm.customer.metrics"].create(row | values)

    def found(self, segment):
        return self.env["res.partner"].with_user(self.marketer).search([("market_segment_id", "=", segment.id)])

    def test_customers_are_counted_and_found(self):
        houses = self.make_customers(3)
        self.env["res.partner"].create({"name": "Contact", "parent_id": houses[0].id, "category_id": [(6, 0, self.tag.ids)]})
        houses[2].active = False
        segment = self.make_segment()
        self.assertEqual(segment.customer_count, 2)
        self.assertEqual(self.found(segment), houses[:2])

    def test_a_long_list_is_counted_by_as_many_statements_as_a_short_one(self):
        houses = self.make_customers(4)
        for place, house in enumerate(houses):
            self.metrics(house, net_sales_12m=1000.0 * place)
        segments = self.env["crm.market.segment"]
        for place in range(4):
            for figures in ("[]", f"[('net_sales_12m', '>=', {1000 * place})]"):
                segments |= self.make_segment(name=f"Houses {place}{figures}", metrics_domain=figures)

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("customer_count")
            return self.cr.sql_log_count - before

        cost(segments)
        self.assertEqual(segments.mapped("customer_count"), [4, 4, 4, 3, 4, 2, 4, 1])
        self.assertEqual(cost(segments), cost(segments[:1]))
        unsaved = self.env["crm.market.segment"].new({"name": "New", "company_id": self.company.id})
        self.assertGreaterEqual(unsaved.customer_count, 4)

    def test_figures_are_those_with_the_company(self):
        houses = self.make_customers(3)
        self.metrics(houses[0], net_sales_12m=5000.0, stage="at_risk")
        self.metrics(houses[1], net_sales_12m=900.0, stage="at_risk")
        self.metrics(houses[2], self.other_company, net_sales_12m=8000.0, stage="at_risk")
        segment = self.make_segment(metrics_domain="[('net_sales_12m', '>=', 1000)]")
        self.assertEqual(self.found(segment), houses[0])
        segment.domain = "[('grading_stage', '=', 'at_risk')]"
        segment.metrics_domain = "[]"
        self.assertIn(houses[1], self.found(segment))
        self.assertNotIn(houses[2], self.found(segment))

    def test_customers_of_other_companies_are_no_part(self):
        houses = self.make_customers(2)
        houses[1].company_id = self.other_company
        self.assertEqual(self.make_segment().customer_count, 1)
        self.assertEqual(self.make_segment(self.other_marketer).customer_count, 2)

    def test_wrong_filters_are_refused(self):
        for values in (
            {"domain": "[('no_field', '=', 1)]"},
            {"domain": "nonsense"},
            {"domain": "[('user_id.password', '!=', False)]"},
            {"metrics_domain": "[('net_sales_12m', '=', 'many')]"},
        ):
            with self.assertRaises(ValidationError, msg=values), self.env.cr.savepoint():
                self.make_segment(**values)

    def test_whose_segments(self):
        segment = self.make_segment()
        self.assertTrue(segment.with_user(self.salesperson).name)
        with self.assertRaises(AccessError):
            segment.with_user(self.salesperson).note = "mine"
        with self.assertRaises(AccessError):
            segment.with_user(self.other_marketer).read(["name"])
        self.assertFalse(self.env["res.partner"].with_user(self.other_marketer).search([("market_segment_id", "=", segment.id)]))
