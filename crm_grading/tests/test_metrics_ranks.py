from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .metrics_common import TODAY, MetricsCommon


def day(ago):
    return TODAY - timedelta(days=ago)


def fifth(value, values):
    """The score by the definition: the best fifth 5, the worst 1; equal values share the middle of their ranks."""
    low = 1 + sum(other > value for other in values)
    high = low + values.count(value) - 1
    size = len(values)
    return next(5 - index for index, reached in enumerate((1, 2, 3, 4, 5)) if (low + high - 1) * 5 <= 2 * size * reached)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 04:00:00")
class TestMetricsRanks(MetricsCommon):
    """RFM, ABC and spend tiers against plain arithmetic; segments; cross-sell gaps; preferences; prices."""

    def _customers(self, amounts, **values):
        customers = []
        for number, amount in enumerate(amounts):
            customer = self.make_customer(f"Customer {number}")
            self.make_order(customer, day(number + 1), amount, **values)
            customers.append(customer)
        return customers

    def test_scores_and_segments(self):
        plan = [  # days ago and amounts
            [(1, 900), (30, 10), (60, 10)], [(1, 50)], [(2, 500), (9, 500)], [(5, 20)], [(5, 20)], [(9, 1), (10, 1), (11, 1)],
            [(40, 300), (90, 1)], [(100, 2000)], [(200, 30), (300, 40)], [(400, 5000)], [(364, 0)], [(300, 60), (301, 60)],
        ]  # fmt: skip
        customers = []
        for number, orders in enumerate(plan):
            customer = self.make_customer(f"Customer {number}")
            for ago, amount in orders:
                self.make_order(customer, day(ago), amount)
            customers.append(customer)
        self.refresh()
        year = [[(ago, amount) for ago, amount in orders if ago < 365] for orders in plan]
        recency = [-min(ago for ago, _amount in orders) for orders in plan]
        frequency = [len(orders) for orders in year]
        monetary = [sum(amount for _ago, amount in orders) for orders in year]
        names = {
            5: ["New", "Potential loyalist", "Loyal", "Champions", "Champions"],
            4: ["New", "Potential loyalist", "Loyal", "Champions", "Champions"],
            3: ["Promising", "Potential loyalist", "Need attention", "Loyal", "Loyal"],
            2: ["About to sleep", "About to sleep", "At risk", "At risk", "At risk"],
            1: ["Lost", "Lost", "At risk", "Cannot lose", "Cannot lose"],
        }
        for number, customer in enumerate(customers):
            row = self.row(customer)
            scores = [fifth(values[number], values) for values in (recency, frequency, monetary)]
            self.assertEqual([row.recency_score, row.frequency_score, row.monetary_score], scores, customer.name)
            self.assertEqual(row.rfm, "".join(map(str, scores)))
            fm = (scores[1] + scores[2] + 1) // 2
            self.assertEqual(row.segment_id.name, names[scores[0]][fm - 1])

    def test_abc_by_the_share_before(self):
        """600 + 200 = 80 %: the third is B although it starts exactly at the limit; equal customers share a class."""
        amounts = [600, 200, 100, 50, 50, 0]
        customers = self._customers(amounts)
        self.refresh()
        self.assertEqual([self.row(c).abc for c in customers], ["a", "a", "b", "b", "b", "c"])
        self.assertEqual([self.row(c).abc_share for c in customers], [0.0, 60.0, 80.0, 90.0, 90.0, 0.0])
        self.company.write({"grading_abc_a": 60.0, "grading_abc_b": 80.0})
        self.refresh()
        self.assertEqual([self.row(c).abc for c in customers], ["a", "b", "c", "c", "c", "c"])

    def test_spend_tiers(self):
        """20 customers with sales: one top, three high, six middle, ten low; who bought nothing is outside."""
        customers = self._customers([100 - number for number in range(20)] + [0, -5])
        self.refresh()
        tiers = [self.row(c).spend_tier for c in customers]
        self.assertEqual(tiers, ["top"] + ["high"] * 3 + ["middle"] * 6 + ["low"] * 10 + ["none"] * 2)

    def test_segment_table_is_a_partition(self):
        cells = self.env["crm.customer.segment.cell"]
        self.assertEqual(
            {(cell.recency, cell.fm) for cell in cells.search([])}, {(r, fm) for r in range(1, 6) for fm in range(1, 6)}
        )
        cell = cells.search([("recency", "=", 5), ("fm", "=", 1)])
        with self.assertRaises(UserError):
            cell.unlink()
        for values in ({"recency": 5, "fm": 1}, {"recency": 6, "fm": 1}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                cells.create(values | {"segment_id": cell.segment_id.id})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            cell.segment_id.unlink()
        customer = self._customers([10])[0]
        self.refresh()
        own = cells.search([("recency", "=", 3), ("fm", "=", 3)])
        own.segment_id = self.env.ref("crm_grading.segment_promising")
        self.refresh(customer)
        self.assertEqual((self.row(customer).rfm, self.row(customer).segment_id), ("333", own.segment_id))

    def test_cross_sell_gap(self):
        """Five customers of one tier: two of five buy snacks, 40 percent; the others should, too."""
        self.company.write({"grading_tier_top": 97, "grading_tier_high": 98, "grading_tier_middle": 99})
        customers = self._customers([100] * 5)
        for customer in customers[:2]:
            self.make_order(customer, day(20), 10, self.nuts)
        self.make_order(
            customers[0], day(20), 10, self.make_product("Pen", self.env["product.category"].create({"name": "Pens"}))
        )
        outsider = self._customers([0])[0]
        self.refresh()
        for customer in customers[2:]:
            self.assertEqual((self.row(customer).cross_sell, self.row(customer).cross_sell_count), ([self.snacks.id], 1))
            self.assertEqual(self.row(customer).cross_sell_text, "Snacks")
        for customer in customers[:2] + [outsider]:
            self.assertFalse(self.row(customer).cross_sell)
        self.company.grading_cross_sell = 41
        self.refresh()
        self.assertFalse(self.row(customers[4]).cross_sell)

    def test_preferences_with_half_life(self):
        for ago, amount, product in ((0, 100, self.tea), (180, 300, self.nuts), (360, 400, self.cola), (90, 50, self.nuts)):
            self.make_order(self.customer, day(ago), amount, product)
        self.refresh()
        weighted = {"drinks": 100 + 400 / 4, "snacks": 300 / 2 + 50 * 0.5**0.5}
        total = sum(weighted.values())
        row = self.row(self.customer)
        self.assertEqual(row.main_category_id, self.drinks)
        self.assertEqual(
            row.preferred_categories,
            [
                {"id": self.drinks.id, "share": round(100 * weighted["drinks"] / total, 2)},
                {"id": self.snacks.id, "share": round(100 * weighted["snacks"] / total, 2)},
            ],
        )
        self.assertEqual(row.preferred_text, "Drinks 52 %, Snacks 48 %")

    def test_price_band(self):
        """The mean price is 10: 20 units over 200; the first pays 7.5, the second 12.5."""
        cheap, dear, mixed = map(self.make_customer, ("Cheap", "Dear", "Mixed"))
        dozen = self.env.ref("uom.product_uom_dozen")
        self.make_order(cheap, day(5), 75, self.tea, quantity=10)
        self.make_order(dear, day(5), 125, self.cola, quantity=10)
        self.make_order(mixed, day(5), 120, self.tea, quantity=1).order_line.product_uom_id = dozen
        self.env["sale.order"].search([("partner_id", "=", mixed.id)]).order_line.price_unit = 120
        self.refresh()
        mean = (75 + 125 + 120) / (10 + 10 + 12)
        self.assertEqual(mean, 10.0)
        found = {c.name: (self.row(c).price_ratio, self.row(c).price_band) for c in (cheap, dear, mixed)}
        self.assertEqual(found, {"Cheap": (75.0, "low"), "Dear": (125.0, "high"), "Mixed": (100.0, "middle")})
