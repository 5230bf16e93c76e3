import random
from collections import defaultdict, deque

from odoo.tests import tagged

from .stock_common import StockCommon

HISTORIES = 14
MOVES = 26


class Shelf:
    """A place in plain Python: single units with their day, and how many left before they had come."""

    def __init__(self):
        self.units = deque()
        self.debt = 0

    def put(self, day):
        if self.debt:
            self.debt -= 1
        else:
            self.units.append(day)

    def take(self, today):
        """The day of the oldest unit; that of the move where there is none yet."""
        if self.units:
            return self.units.popleft()
        self.debt += 1
        return today


@tagged("post_install", "-at_install")
class TestStockLayersRandom(StockCommon):
    """Layers of random histories equal those of a calculation that moves single units about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.near.reception_steps = "two_steps"
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.places = {
            "near": cls.near.lot_stock_id,
            "entry": cls.near.wh_input_stock_loc_id,
            "far": cls.far.lot_stock_id,
            "branch": cls.branch_house.lot_stock_id,
            "way": cls.env.ref("stock.stock_location_inter_company"),
            "transit": cls.transit,
            "supplier": cls.supplier,
            "consumer": cls.consumer,
            "losses": cls.losses,
        }

    # The stock of a company can't be moved straight into that of another one.
    STEPS = (
        ("supplier", "entry"), ("supplier", "entry"), ("supplier", "far"), ("supplier", "branch"), ("entry", "near"),
        ("entry", "near"), ("near", "consumer"), ("far", "consumer"), ("branch", "consumer"), ("consumer", "near"),
        ("consumer", "far"), ("near", "far"), ("far", "near"), ("near", "transit"), ("transit", "far"), ("far", "way"),
        ("way", "branch"), ("branch", "way"), ("way", "near"), ("near", "losses"), ("losses", "far"), ("near", "supplier"),
    )  # fmt: skip
    SAME = {"entry": "near"}
    OUTSIDE = ("supplier", "consumer", "losses")

    def _play(self, seed):
        """Do a random history; return the product and its shelves as plain Python sees them."""
        chance = random.Random(seed)
        product = self.goods(f"Random {seed}")
        shelves = defaultdict(Shelf)
        for hours in sorted((chance.randint(24, 300 * 24) for _move in range(MOVES)), reverse=True):
            days, hour = hours // 24, 23 - hours % 24
            source, target = chance.choice(self.STEPS)
            uom = chance.choice([None, None, self.dozen])
            quantity = chance.randint(1, 2) if uom else chance.randint(1, 15)
            self.move(product, quantity, self.places[source], self.places[target], days, hour, uom=uom)
            self._carry(shelves, source, target, quantity * (12 if uom else 1), days)
        return product, shelves

    def _carry(self, shelves, source, target, units, days):
        source, target = self.SAME.get(source, source), self.SAME.get(target, target)
        if source == target:
            return
        for _unit in range(units):
            day = days if source in self.OUTSIDE else shelves[source].take(days)
            if target not in self.OUTSIDE:
                shelves[target].put(day)

    def _expected(self, shelf):
        """{day: units}; a shelf in debt has none."""
        result = defaultdict(int)
        for day in shelf.units:
            result[day] += 1
        return dict(result)

    def test_random_histories(self):
        played = [self._play(seed) for seed in range(HISTORIES)]
        self.refresh()
        compared = 0
        for seed, (product, shelves) in enumerate(played):
            for name, warehouse in (("near", self.near), ("far", self.far), ("branch", self.branch_house)):
                with self.subTest(seed=seed, warehouse=name):
                    self.assertEqual(self.layers(product, warehouse), self._expected(shelves[name]))
                    compared += len(shelves[name].units)
        self.assertGreater(compared, 100)
