from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .grading_measure_common import MeasureCommon


@tagged("post_install", "-at_install")
class TestMeasureAggregates(MeasureCommon):
    """Three orders of one customer, one of the other: 300 and 50 on 5 January, 70 on 12 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.customer, datetime(2026, 1, 5, 4), price=300.0)
        cls.make_order(cls.contact, datetime(2026, 1, 5, 8), price=50.0, product=cls.other_product)
        cls.make_order(cls.customer, datetime(2026, 3, 12, 4), price=70.0)
        cls.make_order(cls.rival, datetime(2026, 2, 2, 4), price=1.0)

    def assertValues(self, measure, customer, rival, idle, **options):
        found = self.values(measure, **options)
        for partner, expected in ((self.customer, customer), (self.rival, rival), (self.idle, idle)):
            if expected is None:
                self.assertIsNone(found[partner], partner.name)
            else:
                self.assertAlmostEqual(found[partner], expected, 6, partner.name)

    def test_sum_counts_contacts_with_their_company(self):
        measure = self.order_measure(field_path="amount_untaxed", rate_path="currency_rate")
        self.assertValues(measure, 420.0, 1.0, 0.0)

    def test_average_lowest_and_highest(self):
        for aggregate, expected in (("avg", 140.0), ("min", 50.0), ("max", 300.0)):
            measure = self.order_measure(field_path="amount_untaxed", rate_path="currency_rate", aggregate=aggregate)
            self.assertValues(measure, expected, 1.0, None)

    def test_number_of_records_and_of_different_values(self):
        self.assertValues(self.order_measure(aggregate="count"), 3, 1, 0)
        products = self.make_measure(
            "sale.order.line",
            domain="[('order_id.state', '=', 'sale')]",
            partner_path="order_id.partner_id",
            field_path="product_id",
            aggregate="count_distinct",
            date_path="order_id.date_order",
        )
        self.assertValues(products, 2, 1, 0)

    def test_weeks_and_days_with_a_record(self):
        self.assertValues(self.order_measure(aggregate="weeks"), 2, 1, 0)
        self.assertValues(self.order_measure(aggregate="days"), 2, 1, 0)

    def test_days_are_those_of_the_company(self):
        """Before 16:00 UTC it is one day in Shanghai, after it the next."""
        self.make_order(self.idle, datetime(2026, 2, 1, 15, 59))
        self.make_order(self.idle, datetime(2026, 2, 1, 16, 0))
        self.assertEqual(self.values(self.order_measure(aggregate="days"))[self.idle], 2)
        self.make_order(self.idle, datetime(2026, 2, 2, 1, 0))
        self.assertEqual(self.values(self.order_measure(aggregate="days"))[self.idle], 2)

    def test_years_since_first_counts_calendar_years(self):
        measure = self.order_measure(aggregate="years_since_first")
        self.make_order(self.customer, datetime(2025, 4, 1, 4))
        self.make_order(self.rival, datetime(2025, 4, 2, 4))
        found = self.plan_values({"years": measure}, window="lifetime")["years"]
        self.assertEqual(found[self.customer], 1.0)
        self.assertTrue(0.9 < found[self.rival] < 1.0)
        self.assertIsNone(found[self.idle])

    def test_days_since_last(self):
        expected = (date(2026, 3, 31) - date(2026, 3, 12)).days
        self.assertValues(self.order_measure(aggregate="days_since_last"), expected, 57, None)

    def test_factor_turns_the_sign(self):
        measure = self.order_measure(field_path="amount_untaxed", rate_path="currency_rate", factor=-2)
        self.assertValues(measure, -840.0, -2.0, 0.0)

    def test_without_records_is_zero_or_unknown_as_the_measure_says(self):
        measure = self.order_measure(aggregate="count", empty_value="null")
        self.assertValues(measure, 3, 1, None)
        measure = self.order_measure(aggregate="days_since_last", empty_value="zero")
        self.assertValues(measure, 19, 57, 0)

    def test_period_begins_and_ends_at_midnight_of_the_company(self):
        measure = self.order_measure(aggregate="count")
        midnight = datetime(2025, 12, 31, 16)
        end = datetime(2026, 3, 31, 16)
        for moment, inside in (
            (midnight - timedelta(seconds=1), 0),
            (midnight, 1),
            (end - timedelta(seconds=1), 1),
            (end, 0),
        ):
            order = self.make_order(self.idle, moment)
            self.assertEqual(self.values(measure)[self.idle], inside, moment)
            order.state = "cancel"

    def test_dates_count_on_both_ends(self):
        measure = self.make_measure(
            "account.move", partner_path="partner_id", aggregate="count", date_path="invoice_date", domain="[]"
        )
        for day, inside in ((date(2025, 12, 31), 0), (date(2026, 1, 1), 1), (date(2026, 3, 31), 2), (date(2026, 4, 1), 2)):
            self.env["account.move"].create(
                {"move_type": "out_invoice", "partner_id": self.idle.id, "invoice_date": day}
            )
            self.assertEqual(self.values(measure)[self.idle], inside, day)

    def test_months_to_the_end_and_all_time(self):
        measure = self.order_measure(aggregate="count")
        self.make_order(self.rival, datetime(2025, 3, 31, 20))
        self.make_order(self.rival, datetime(2025, 3, 31, 10))
        self.make_order(self.rival, datetime(2026, 4, 2, 10))
        self.assertEqual(self.plan_values({"n": measure}, window="months")["n"][self.rival], 2)
        self.assertEqual(self.plan_values({"n": measure}, window="lifetime")["n"][self.rival], 3)

    def test_fused_scan_gives_the_same_as_each_alone(self):
        amount = {"field_path": "amount_untaxed", "rate_path": "currency_rate"}
        measures = {
            "sum": self.order_measure(**amount),
            "large": self.order_measure(**amount, domain="[('state', '=', 'sale'), ('amount_untaxed', '>', 60)]"),
            "lines": self.order_measure(aggregate="count", domain="[('order_line.product_id.name', '=', 'Lamp')]"),
            "weeks": self.order_measure(aggregate="weeks"),
        }
        measures["growth"] = self.make_measure(kind="growth", base_id=measures["sum"].id)
        self.make_order(self.customer, datetime(2025, 2, 2, 4), price=210.0)
        together = self.plan_values(measures)
        self.assertEqual(together["large"][self.customer], 370.0)
        self.assertEqual(together["growth"][self.customer], 1.0)
        for code, measure in measures.items():
            self.assertEqual(together[code], self.values(measure), code)

    def test_one_source_for_all_aggregates_of_a_model(self):
        builder = self.builder()
        for measure in (self.order_measure(aggregate="count"), self.order_measure(aggregate="weeks", domain="[]")):
            builder.value(measure._frozen_config(), builder.date_from, builder.date_to)
        [source] = builder.sources()
        self.assertEqual(source.columns, ("c1", "c2"))

    def test_archived_records_do_not_count_unless_asked_for(self):
        model = {"partner_path": "partner_id", "aggregate": "count", "date_path": False}
        plain = self.make_measure("crm.lead", domain="[]", **model)
        lost = self.make_measure("crm.lead", domain="[('active', '=', False)]", **model)
        leads = self.env["crm.lead"].create([{"name": "Lead", "partner_id": self.idle.id} for _number in range(3)])
        leads[0].active = False
        found = self.plan_values({"plain": plain, "lost": lost})
        self.assertEqual([found["plain"][self.idle], found["lost"][self.idle]], [2, 1])

    def test_customers_themselves_can_be_counted(self):
        measure = self.make_measure("res.partner", domain="[('parent_id', '!=', False)]", aggregate="count", date_path=False)
        self.assertEqual(self.values(measure)[self.customer], 1)
