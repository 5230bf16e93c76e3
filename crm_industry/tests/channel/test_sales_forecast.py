from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.crm_grading.tests.metrics_common import MetricsCommon

JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


@freeze_time("2026-06-10 04:00:00")
@tagged("post_install", "-at_install")
class TestSalesForecast(MetricsCommon):
    """10 June 2026, three months ahead: what is expected counts once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.channel_forecast_months = 3
        cls.forecast = cls.env["crm.sales.forecast"]
        cls.other = cls.make_customer("Other customer")

    def deal(self, revenue, probability=50, closing=None, customer=None, **values):
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "company_id": self.company.id,
                "partner_id": (customer or self.customer).id,
                "expected_revenue": revenue,
                "date_deadline": closing,
                "user_id": False,
                **values,
            }
        )
        lead.probability = probability
        return lead

    def quotation(self, amount, customer=None, **values):
        """A quotation without an end, unless one is given."""
        values = {"validity_date": False} | values
        return self.make_order(customer or self.customer, date(2026, 6, 9), amount, confirm=False, **values)

    def months(self, domain=(), field="amount", **kinds):
        """{month: amount} of the forecast."""
        domain = [("company_id", "=", self.company.id), *domain, *(("kind", "=", kind) for kind in kinds.values())]
        self.env.flush_all()
        groups = self.forecast._read_group(domain, ["month:month"], [f"{field}:sum"])
        return {month: round(amount, 2) for month, amount in groups if amount}

    # -- opportunities and quotations ----------------------------------------------------------------------------------

    def test_opportunities_by_probability_and_closing_month(self):
        self.deal(1000, 30, "2026-06-30")
        self.deal(500, 80, "2026-08-31")
        self.deal(400, 50, "2026-05-01")
        self.deal(100, 90, "2026-09-01")
        self.assertEqual(self.months(), {JUNE: 300 + 200, AUGUST: 400})

    def test_opportunity_without_a_closing_date_has_no_month(self):
        self.deal(1000, 30)
        self.assertEqual(self.months(), {False: 300})

    def test_won_lost_and_leads_are_no_forecast(self):
        self.deal(1000, 50, "2026-06-30").action_set_won()
        self.deal(1000, 50, "2026-06-30").action_set_lost()
        self.deal(1000, 50, "2026-06-30", type="lead")
        self.assertEqual(self.months(), {})

    def test_opportunity_without_company_is_that_of_its_salesperson(self):
        self.deal(1000, 50, "2026-07-01", company_id=False, user_id=self.salesperson.id, team_id=False)
        self.assertEqual(self.months(), {JULY: 500})

    def test_quotation_of_an_opportunity_does_not_count_again(self):
        lead = self.deal(1000, 50, "2026-06-30")
        self.quotation(900, opportunity_id=lead.id)
        self.assertEqual(self.months(), {JUNE: 500})

    def test_quotation_of_a_customer_with_an_opportunity_does_not_count_again(self):
        self.deal(1000, 50, "2026-06-30", customer=self.contact)
        self.quotation(900)
        self.quotation(700, self.other)
        self.assertEqual(self.months(), {JUNE: 500 + 350})

    def test_quotations_by_their_promise_or_end(self):
        self.company.channel_quotation_probability = 10
        self.quotation(1000, commitment_date=datetime(2026, 7, 20))
        self.quotation(100, validity_date="2026-08-15")
        self.quotation(5000, validity_date="2026-06-09")
        self.assertEqual(self.months(), {JULY: 100, AUGUST: 10})

    def test_baskets_on_the_portal_do_not_count_before_they_are_sent(self):
        basket = self.quotation(900)
        basket._write_server_fields({"channel_basket_of": self.customer.id})
        self.quotation(500, self.other)
        self.assertEqual(self.months(), {JUNE: 250})
        basket._write_server_fields({"channel_basket_of": False})
        self.assertEqual(self.months(), {JUNE: 450 + 250})

    # -- next orders ---------------------------------------------------------------------------------------------------

    def buy(self, customer, *days, amount=100.0, **values):
        for day in days:
            self.make_order(customer, day, amount, **values)
        self.refresh()

    def test_next_orders_by_the_purchase_cycle(self):
        """Every 20 days 100: 22 June, 12 July, 1 and 21 August."""
        self.buy(self.customer, date(2026, 4, 23), date(2026, 5, 13), date(2026, 6, 2))
        self.assertEqual(self.row(self.customer).cycle_days, 20)
        self.assertEqual(self.months(kind="expected"), {JUNE: 100, JULY: 100, AUGUST: 200})

    def test_who_is_late_is_expected_today(self):
        """Expected on 8 June: counted on 10 June, then 30 June, 20 July, 9 and 29 August."""
        self.buy(self.customer, date(2026, 4, 9), date(2026, 4, 29), date(2026, 5, 19))
        self.assertEqual(self.row(self.customer).next_order_date, date(2026, 6, 8))
        self.assertEqual(self.months(kind="expected"), {JUNE: 200, JULY: 100, AUGUST: 200})

    def test_lost_customers_are_not_expected(self):
        self.buy(self.customer, date(2025, 1, 1), date(2025, 1, 21), date(2025, 2, 10))
        self.assertEqual(self.row(self.customer).stage, "lost")
        self.assertEqual(self.months(kind="expected"), {})

    def test_deals_take_the_place_of_the_nearest_next_orders(self):
        """150 of 400 are in an opportunity: the order of June and half of that of July are not expected again."""
        self.buy(self.customer, date(2026, 4, 23), date(2026, 5, 13), date(2026, 6, 2))
        lead = self.deal(300, 50, "2026-08-15", customer=self.contact)
        self.assertEqual(self.months(kind="expected"), {JULY: 50, AUGUST: 200})
        total = self.months([("kind", "in", ("opportunity", "expected"))])
        self.assertEqual(total, {JULY: 50, AUGUST: 350})
        lead.expected_revenue = 2000
        self.assertEqual(self.months([("kind", "in", ("opportunity", "expected"))]), {AUGUST: 1000})

    def test_quotation_takes_the_place_of_a_next_order(self):
        self.company.channel_quotation_probability = 100
        self.buy(self.customer, date(2026, 4, 23), date(2026, 5, 13), date(2026, 6, 2))
        self.quotation(100)
        self.assertEqual(
            self.months([("kind", "in", ("quotation", "expected"))]), {JUNE: 100, JULY: 100, AUGUST: 200}
        )

    def test_deals_of_others_take_nothing_away(self):
        self.buy(self.customer, date(2026, 4, 23), date(2026, 5, 13), date(2026, 6, 2))
        self.deal(1000, 50, "2026-06-30", customer=self.other)
        self.assertEqual(self.months(kind="expected"), {JUNE: 100, JULY: 100, AUGUST: 200})

    # -- what is certain -----------------------------------------------------------------------------------------------

    def test_orders_that_are_not_invoiced(self):
        self.make_order(self.customer, date(2026, 6, 2), 1000, commitment_date=datetime(2026, 7, 2))
        self.make_order(self.customer, date(2026, 5, 2), 200)
        self.assertEqual(self.months(kind="ordered"), {JUNE: 200, JULY: 1000})

    def test_foreign_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "currency_id": dollar.id, "company_id": self.company.id, "rate": 0.125}
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id, "company_id": self.company.id}
        )
        order = self.quotation(100, pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, dollar)
        self.assertEqual(self.months(), {JUNE: 100 / 0.125 / 2})

    # -- targets -------------------------------------------------------------------------------------------------------

    def target(self, amount, date_from="2026-01-01", **values):
        targets = self.env["crm.target"].with_context(default_company_id=self.company.id)
        target = targets.create(
            {"name": "Sales", "amount": amount, "date_from": date_from, "company_id": self.company.id, **values}
        )
        target._guarded_write({"in_force": True})
        return target

    def test_forecast_against_target(self):
        self.target(12000)
        self.deal(1000, 50, "2026-07-31")
        self.assertEqual(self.months(field="target_amount"), {JUNE: 1000, JULY: 1000, AUGUST: 1000})
        [group] = self.forecast.formatted_read_group(
            [("company_id", "=", self.company.id), ("month", "=", JULY)], [], ["attainment:avg", "gap_amount:sum"]
        )
        self.assertAlmostEqual(group["attainment:avg"], 50, 4)
        self.assertAlmostEqual(group["gap_amount:sum"], -500, 2)

    def test_shortest_plan_of_the_whole_company_counts(self):
        self.target(12000)
        self.target(600, "2026-07-01", period="quarter")
        self.target(999, "2026-08-01", period="month", user_id=self.salesperson.id)
        self.target(888, "2026-08-01", period="month", brand_id=self.env["crm.brand"].create({"name": "Brand"}).id)
        self.assertEqual(self.months(field="target_amount"), {JUNE: 1000, JULY: 200, AUGUST: 200})

    def test_targets_of_salespeople_without_a_plan_of_the_company(self):
        self.target(120, "2026-06-01", period="month", user_id=self.salesperson.id)
        self.target(80, "2026-06-01", period="month", user_id=self.grading_manager.id)
        self.assertEqual(self.months(field="target_amount"), {JUNE: 200})
        mine = self.months([("user_id", "=", self.salesperson.id)], field="target_amount")
        self.assertEqual(mine, {JUNE: 120})

    def test_target_not_in_force_does_not_count(self):
        self.target(12000)._guarded_write({"in_force": False})
        self.assertEqual(self.months(field="target_amount"), {})

    # -- rights --------------------------------------------------------------------------------------------------------

    def test_salespeople_see_what_is_theirs(self):
        self.target(12000)
        mine = self.deal(1000, 50, "2026-06-30", user_id=self.salesperson.id)
        others = self.deal(1000, 50, "2026-06-30", user_id=self.grading_manager.id, customer=self.other)
        leader = new_test_user(
            self.env, "forecast_leader", "sales_team.group_sale_salesman_all_leads", company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        domain = [("company_id", "=", self.company.id)]
        seen = self.forecast.with_user(self.salesperson).search(domain)
        self.assertEqual((seen.lead_id, set(seen.mapped("kind"))), (mine, {"opportunity"}))
        seen = self.forecast.with_user(leader).search(domain)
        self.assertEqual(seen.lead_id, mine | others)
        self.assertIn("target", seen.mapped("kind"))

    def test_other_company_and_other_people(self):
        self.deal(1000, 50, "2026-06-30")
        user = new_test_user(
            self.env, "forecast_other", "sales_team.group_sale_salesman_all_leads", company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )  # fmt: skip
        others = self.forecast.with_user(user).with_context(allowed_company_ids=self.other_company.ids)
        self.assertFalse(others.search([]))
        employee = new_test_user(self.env, "forecast_employee", "base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.forecast.with_user(employee).search([])
        with self.assertRaises(AccessError):
            self.forecast.with_user(self.salesperson).create({"kind": "expected"})

    def test_rows_have_ids_of_their_own(self):
        """Each row is found again by its id, whatever table it comes from."""
        self.target(12000)
        self.buy(self.customer, date(2026, 4, 23), date(2026, 5, 13), date(2026, 6, 2))
        self.deal(100, 50, "2026-06-30")
        self.quotation(100, self.other)
        rows = self.forecast.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(rows), len(set(rows.ids)))
        self.assertEqual(len({row.kind for row in rows}), 5)
        self.assertEqual(self.forecast.search_count([("id", "in", rows.ids)]), len(rows))

    def test_number_of_statements(self):
        self.deal(100, 50, "2026-06-30")
        self.env.flush_all()
        self.months()
        with self.assertQueryCount(3):
            self.months()
