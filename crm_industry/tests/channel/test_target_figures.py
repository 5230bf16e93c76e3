import random
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .target_sales_common import TargetSalesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-15 04:00:00")
class TestTargetFigures(TargetSalesCommon):
    """Attainment, pace, forecast and traffic light; who sees them; how many statements they take."""

    def month(self, amount=3100, **values):
        return self.make_target(amount, period="month", date_from="2026-05-01", **values)

    def test_pace_by_calendar_days_today_included(self):
        target = self.month()
        self.invoice(self.dealer_a, "2026-05-04", 1200)
        target.invalidate_recordset()
        self.assertEqual((target.expected, target.actual, target.gap), (1500, 1200, 1900))
        self.assertEqual((target.pace, target.attainment), (80, 38.7))
        self.assertEqual((target.forecast, target.light), (2480, "watch"))

    def test_light_turns_at_its_percentages(self):
        target = self.month()
        for amount, light in ((1199, "behind"), (1, "watch"), (299, "watch"), (1, "good")):
            self.invoice(self.dealer_a, "2026-05-04", amount)
            target.invalidate_recordset()
            self.assertEqual(target.light, light, target.actual)
        future = self.make_target(5, period="month", date_from="2026-06-01")
        self.assertEqual((future.light, future.expected, future.forecast), ("none", 0, 0))

    def test_pace_by_working_days_without_public_holidays(self):
        self.company.target_days = "working"
        values = {"name": "Five days", "company_id": self.company.id, "tz": "Asia/Shanghai"}
        calendar = self.env["resource.calendar"].create(values)
        self.company.resource_calendar_id = calendar
        # 1 May 2026 is a Friday: 21 working days, 11 of them until the 15th.
        target = self.month(2100)
        self.assertEqual(target.expected, 1100)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Labour day",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-04-30 16:00:00",
                "date_to": "2026-05-01 15:59:59",
            }
        )
        target.invalidate_recordset()
        self.assertEqual(target.expected, 1050)

    def test_whole_expects_what_its_parts_expect(self):
        year = self.make_target(1000)
        months = self.split(year, "month", "weights")
        given = zip(months[:5], (10, 20, 30, 40, 310), strict=True)
        year.write({"child_ids": [(1, month.id, {"amount": amount}) for month, amount in given]})
        self.assertEqual(year.expected, 10 + 20 + 30 + 40 + 150)

    def test_target_that_is_over_forecasts_what_was_sold(self):
        target = self.make_target(500, period="quarter")
        self.invoice(self.dealer_a, "2026-03-31", 450)
        target.invalidate_recordset()
        self.assertEqual((target.expected, target.forecast, target.pace), (500, 450, 90))

    def test_part_that_is_not_assigned_counts_nothing(self):
        year = self.make_target(1000)
        self.invoice(self.dealer_a, "2026-03-31", 450)
        parts = self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b).ids)], reserve_share=10)
        self.assertEqual(parts.mapped("amount"), [450, 450, 100])
        self.assertEqual(parts.mapped("actual"), [450, 0, 0])
        self.assertEqual(parts[2].light, "none")
        with self.assertRaises(UserError):
            self.split(parts[2], "month")

    def test_random_targets_against_sums_in_python(self):
        dice = random.Random(5)
        partners = self.dealer_a | self.dealer_b | self.sub_dealer | self.retailer
        sales = []
        for _number in range(25):
            partner, product = dice.choice(partners), dice.choice(self.phone | self.printer)
            day, cents = date(2026, dice.randint(1, 5), dice.randint(1, 15)), dice.randint(1, 10**6)
            kind = dice.choice(["out_invoice", "out_invoice", "out_refund"])
            self.invoice(partner, day, cents / 100, product=product, kind=kind)
            sales.append((partner, product, day, cents if kind == "out_invoice" else -cents))
        targets = self.env["crm.target"]
        for _number in range(30):
            values = {
                "dealer_id": dice.choice([False, *partners]),
                "region_id": dice.choice([False, self.market, self.east, self.east_city, self.south]),
                "categ_id": dice.choice([False, self.phones, self.smart_phones, self.printers]),
                "brand_id": dice.choice([False, self.brand_a, self.brand_b]),
                "customer_type_id": dice.choice([False, self.type_dealer, self.type_retail]),
            }
            period, first = dice.choice([("year", 1), ("quarter", 4), ("month", dice.randint(1, 5))])
            ids = {name: value and value.id for name, value in values.items()}
            targets |= self.make_target(1000, period=period, date_from=date(2026, first, 1), **ids)
        for target in targets:
            expected = sum(cents for *sale, cents in sales if self.counts(target, *sale))
            self.assertEqual(round(target.actual * 100), expected, target.read())

    def counts(self, target, partner, product, day):
        """The rule in plain words."""
        return (
            target.date_from <= day <= target.date_to
            and (not target.dealer_id or target.dealer_id == partner)
            and (not target.customer_type_id or target.customer_type_id == partner.channel_type_id)
            and (not target.brand_id or target.brand_id == product.channel_brand_id)
            and self.is_below(partner.channel_region_id, target.region_id)
            and self.is_below(product.categ_id, target.categ_id)
        )

    def is_below(self, node, head):
        while head and node and node != head:
            node = node.parent_id
        return not head or node == head

    def test_figures_of_many_targets_take_as_many_statements_as_of_few(self):
        self.invoice(self.dealer_a, "2026-05-04", 1200)
        few = self.make_target(100)
        year = self.make_target(100, name="Many")
        self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b | self.sub_dealer).ids)])
        self.split(year.child_ids, "month")
        self.split(year.child_ids.child_ids[:10], "region", region_ids=[(6, 0, (self.east | self.south).ids)])
        many = self.env["crm.target"].search([("root_id", "=", year.id)])
        self.assertGreater(len(many), 55)
        counts = []
        for targets in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            targets.mapped("amount")
            before = self.cr.sql_log_count
            targets.mapped("actual")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(counts[1], 20)

    # -- who sees what -------------------------------------------------------------------------------------------------

    def test_salesperson_sees_own_targets_and_those_of_own_dealers(self):
        self.dealer_a.user_id, self.dealer_b.user_id = self.seller, self.channel_manager
        self.invoice(self.dealer_a, "2026-05-04", 1200, invoice_user_id=self.seller.id)
        year = self.make_target(1000)
        parts = self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b).ids)])
        mine = self.make_target(50, user_id=self.seller.id)
        targets = self.env["crm.target"].with_user(self.seller)
        self.assertFalse(targets.search([]))
        self.approve(year)
        self.approve(mine)
        seen = targets.search([("company_id", "=", self.company.id)])
        self.assertEqual(seen, (parts[0] | mine).with_user(self.seller))
        self.assertEqual(parts[0].with_user(self.seller).actual, 1200)
        self.assertEqual(parts[0].with_user(self.seller).display_name, "Sales / Dealer A")
        names = {"fields": {"display_name": {}}}
        wanted = {"parent_id": names, "root_id": names, "child_ids": names, "actual": {}}
        [shown] = parts[0].with_user(self.seller).web_read(wanted)
        self.assertEqual((shown["parent_id"]["display_name"], shown["actual"]), ("Sales", 1200))
        with self.assertRaises(AccessError):
            parts[1].with_user(self.seller).read(["amount"])
        with self.assertRaises(AccessError):
            parts[1].with_user(self.seller).chart_data()
        with self.assertRaises(AccessError):
            parts[0].with_user(self.seller).amount = 1
        everybody = self.env["crm.target"].with_user(self.other_channel_manager).search([])
        self.assertFalse(everybody & (year | mine | parts))

    def test_dashboard_of_a_manager_and_of_a_salesperson(self):
        self.dealer_a.user_id, self.dealer_b.user_id = self.seller, self.channel_manager
        self.invoice(self.dealer_a, "2026-05-04", 300)
        self.invoice(self.dealer_b, "2026-02-04", 100)
        year = self.make_target(1000)
        parts = self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b).ids)])
        self.split(parts, "month")
        self.assertFalse(self.env["crm.target"].with_user(self.seller).dashboard_data()["root_id"])
        self.approve(year)
        data = self.env["crm.target"].with_user(self.channel_manager).dashboard_data({"root_id": year.id})
        self.assertEqual((data["total"]["target"], data["total"]["actual"], data["total"]["attainment"]), (1000, 400, 40))
        self.assertEqual([(row["name"], row["actual"]) for row in data["rows"]], [("Dealer A", 300), ("Dealer B", 100)])
        self.assertEqual(data["dimension"], "dealer")
        own = self.env["crm.target"].with_user(self.seller).dashboard_data()
        self.assertEqual((own["root_id"], own["total"]["target"], own["total"]["actual"]), (year.id, 500, 300))
        self.assertEqual([row["name"] for row in own["rows"]], ["Dealer A"])
        for filters in ({"root_id": year.id + 10**6}, {"root_id": "x"}, {"root": year.id}, [year.id]):
            with self.assertRaises(UserError):
                self.env["crm.target"].with_user(self.seller).dashboard_data(filters)

    def test_curves_by_month_and_by_day(self):
        self.invoice(self.dealer_a, "2026-02-04", 300)
        self.invoice(self.dealer_a, "2026-05-04", 50)
        year = self.make_target(1200)
        self.split(year, "month")
        chart = year.chart_data()
        self.assertEqual([month["target"] for month in chart["months"]], [100] * 12)
        self.assertEqual([month["actual"] for month in chart["months"]][:6], [0, 300, 0, 0, 50, 0])
        by_day = dict(zip(chart["days"], chart["actual"], strict=True))
        self.assertEqual((by_day["2026-02-03"], by_day["2026-02-04"], by_day["2026-05-15"]), (0, 300, 350))
        self.assertIsNone(by_day["2026-05-16"])
        self.assertEqual(chart["expected"][-1], 1200)
        self.assertEqual(dict(zip(chart["days"], chart["expected"], strict=True))["2026-03-31"], 300)

    def test_summary_for_a_dealer_is_given_to_who_may_read_the_dealer(self):
        self.invoice(self.dealer_a, "2026-05-04", 300)
        year = self.make_target(1000)
        parts = self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b).ids)])
        self.split(parts[0], "month")
        self.approve(year)
        portal = new_test_user(self.env, "target_portal", "base.group_portal", company_id=self.company.id)
        portal.partner_id.parent_id = self.dealer_a
        targets = self.env["crm.target"].with_user(portal)
        found = targets._summary_targets(self.dealer_a.with_user(portal))
        self.assertEqual(list(found), [self.dealer_a.id])
        figures = [(row["period"], row["target"], row["actual"]) for row in found[self.dealer_a.id]]
        self.assertEqual(figures, [("year", 500, 300), ("month", 41.67, 300)])
        with self.assertRaises(AccessError):
            targets._summary_targets(self.dealer_b.with_user(portal))
        with self.assertRaises(AccessError):
            targets.search([])

    # -- for rebates ---------------------------------------------------------------------------------------------------

    def attainment(self, first, last, dealer=None):
        days = (date.fromisoformat(first), date.fromisoformat(last))
        return self.env["crm.target"]._attainment(dealer or self.dealer_a, self.company, *days)

    def test_attainment_adds_up_the_parts_inside_the_period(self):
        self.invoice(self.dealer_a, "2026-02-04", 150)
        year = self.make_target(1200)
        parts = self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b).ids)])
        self.split(parts, "month")
        self.assertIsNone(self.attainment("2026-01-01", "2026-03-31"))
        self.approve(year)
        found = self.attainment("2026-01-01", "2026-03-31")
        self.assertEqual((found["target"], found["actual"], found["percent"]), (150, 150, 100))
        self.assertTrue(found["complete"])
        self.assertEqual((found["basis"], found["measure"]), ("invoiced", "amount"))
        self.assertEqual(self.attainment("2026-01-01", "2026-12-31")["target"], 600)
        self.assertFalse(self.attainment("2025-10-01", "2026-03-31")["complete"])
        self.assertIsNone(self.attainment("2026-01-02", "2026-01-31"))
        self.assertIsNone(self.attainment("2026-01-01", "2026-03-31", self.retailer))

    def test_attainment_prefers_the_target_of_all_products(self):
        self.approve(self.make_target(100, dealer_id=self.dealer_a.id, brand_id=self.brand_a.id))
        self.approve(self.make_target(700, dealer_id=self.dealer_a.id))
        self.assertEqual(self.attainment("2026-01-01", "2026-12-31")["target"], 700)

    # -- nightly rows --------------------------------------------------------------------------------------------------

    def test_nightly_rows_are_taken_once_a_day_and_add_up(self):
        self.invoice(self.dealer_a, "2026-02-04", 150)
        year = self.make_target(1000)
        self.split(year, "dealer", dealer_ids=[(6, 0, (self.dealer_a | self.dealer_b).ids)])
        snapshots = self.env["crm.target.snapshot"]
        snapshots._take(self.company)
        self.assertFalse(snapshots.search([("root_id", "=", year.id)]))
        self.approve(year)
        snapshots._take(self.company)
        snapshots._take(self.company)
        rows = snapshots.search([("root_id", "=", year.id)])
        self.assertEqual(sorted(rows.mapped("level")), ["leaf", "leaf", "whole"])
        with freeze_time("2026-05-16 04:00:00"):
            self.invoice(self.dealer_b, "2026-05-16", 100)
            snapshots._take(self.company)
        rows = snapshots.search([("root_id", "=", year.id)])
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows.filtered("latest").mapped("day"), [date(2026, 5, 16)] * 3)
        leaves = [("root_id", "=", year.id), ("level", "=", "leaf"), ("latest", "=", True)]
        [(amount, actual, attainment)] = snapshots._read_group(leaves, [], ["amount:sum", "actual:sum", "attainment:avg"])
        self.assertEqual((amount, actual, float(attainment)), (1000, 250, 25))
        self.assertFalse(snapshots.with_user(self.other_channel_manager).search([("root_id", "=", year.id)]))
        with self.assertRaises(AccessError):
            rows.with_user(self.channel_manager).write({"actual": 1})
