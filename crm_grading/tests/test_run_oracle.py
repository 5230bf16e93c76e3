import random
from fractions import Fraction

from odoo.tests import tagged

from . import run_oracle
from .run_common import RunCommon

HOW = ("percentile", "min_max", "log_min_max", "z", "robust_z", "bands", "target", "identity")
BANDS = [(None, 0), (0, 30.5), (20, 60), (50.5, 100)]


@tagged("post_install", "-at_install")
class TestRunOracle(RunCommon):
    """Worlds drawn at random: every figure of every customer as in an independent calculation."""

    def draw_scheme(self, rng, number):
        dimensions = {}
        for letter in "EFD"[: rng.randint(1, 3)]:
            indicators = {}
            for place in range(1, rng.randint(2, 5)):
                how = rng.choice(HOW)
                indicators[f"{letter}{place}"] = {
                    "weight": float(rng.randint(1, 9)),
                    "normalisation": how,
                    "direction": rng.choice(("up", "up", "down")),
                    "nulls": rng.choice(("zero", "neutral", "worst", "reweight", "reweight")),
                    "capped": rng.random() < 0.3,
                    "cap_low": -50.5,
                    "cap_high": 80.25,
                } | ({"target": 40.0} if how == "target" else {"bands": BANDS} if how == "bands" else {})
            dimensions[letter] = (float(rng.randint(1, 40)), indicators)
        return self.make_scheme(
            dimensions,
            code=f"drawn{number}",
            coverage=rng.choice((0.0, 40.0, 60.0)),
            coverage_basis=rng.choice(("measured", "scored")),
            ties=rng.choice(("average", "best", "worst")),
            min_group=rng.choice((1, 6)),
        )

    def draw_values(self, rng, scheme, customers):
        values = {}
        for code in scheme.indicator_ids.mapped("code"):
            continuous = rng.random() < 0.6

            def draw(continuous=continuous):
                return Fraction(rng.randint(-9000, 12000), 100) if continuous else Fraction(rng.randint(0, 4))

            values[code] = {
                customer: None if rng.random() < 0.2 else draw()
                for customer in customers
            }
        if rng.random() < 0.3:
            values[rng.choice(list(values))] = {}
        return values

    def compare(self, run, config, keys, values):
        expected = run_oracle.run(config, keys, values)
        found = self.results(run)
        self.assertEqual(set(found), set(expected))
        for customer, result in found.items():
            wanted = expected[customer]
            self.assertEqual(result.status, "rated" if wanted["rated"] else "not_rated")
            self.assertAlmostEqual(result.coverage, float(wanted["coverage"]), 2)
            for code, (_raw, _score, _weight, contribution) in result.detail.items():
                self.assertAlmostEqual(contribution, float(wanted["contributions"][code]), 4, f"{code} of {customer.name}")
            for dimension in result.dimension_ids:
                self.assertAlmostEqual(dimension.score, float(wanted["dimensions"][dimension.code] or 0), 4)
                self.assertEqual(dimension.grade_id.code or None, wanted.get("letters", {}).get(dimension.code))
            if wanted["rated"]:
                self.assertAlmostEqual(result.total, float(wanted["total"]), 4)
                self.assertEqual(
                    (result.rank, result.rank_high, result.computed_grade_id.code),
                    (wanted["low"], wanted["high"], wanted["grade"]),
                )

    def test_drawn_worlds(self):
        customers = self.make_customers(23)
        for seed in range(8):
            with self.subTest(seed=seed):
                rng = random.Random(seed)
                scheme = self.draw_scheme(rng, seed)
                values = self.draw_values(rng, scheme, customers)
                plain = {
                    code: {customer: float(value) for customer, value in row.items() if value is not None}
                    for code, row in values.items()
                }
                run = self.compute(scheme, plain)
                self.compare(run, run.config, dict.fromkeys(customers, ()), values)

    def test_drawn_peer_groups(self):
        customers = self.make_customers(40)
        cities = self.env["res.country.state"].search([("country_id.code", "=", "CN")], limit=4)
        rng = random.Random(7)
        for customer in customers:
            customer.write({"state_id": rng.choice(cities).id, "company_type": rng.choice(("company", "person"))})
        scheme = self.draw_scheme(rng, "peers")
        scheme.write({"min_group": 7, "small_group": "merge", "peer_key_ids": self.peer_keys("state_id", "is_company")})
        values = self.draw_values(rng, scheme, customers)
        plain = {
            code: {customer: float(value) for customer, value in row.items() if value is not None}
            for code, row in values.items()
        }
        run = self.compute(scheme, plain)
        keys = {customer: (customer.state_id.id, customer.is_company) for customer in customers}
        self.compare(run, run.config, keys, values)
        self.assertTrue(run.peer_group_ids.filtered("merged"))
        self.assertEqual(sum(run.peer_group_ids.filtered(lambda group: not group.merged).mapped("population")), 40)
