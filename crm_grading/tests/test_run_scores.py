from odoo.tests import tagged

from .run_common import RunCommon


@tagged("post_install", "-at_install", "alone")
class TestRunScores(RunCommon):
    """Each normalisation on figures worked out by hand."""

    def scores(self, values, **indicator):
        """Scores of customers with such values (None: without), the only ones there are."""
        self.category.partner_ids.category_id = False
        customers = self.make_customers(len(values))
        indicator = {"weight": 1.0, "nulls": "reweight"} | indicator
        scheme = self.make_scheme({"V": (1.0, {"X": indicator})}, coverage=0.0)
        run = self.compute(scheme, {"X": dict(zip(customers, values, strict=True))})
        results = self.results(run)
        return [results[customer].detail["X"][1] for customer in customers]

    def test_percentile(self):
        self.assertEqual(self.scores([1, 2, 2, 9], normalisation="percentile"), [12.5, 50, 50, 87.5])

    def test_percentile_of_less_is_better(self):
        found = self.scores([1, 2, 2, 9], normalisation="percentile", direction="down")
        self.assertEqual(found, [87.5, 50, 50, 12.5])

    def test_percentile_counts_values_only(self):
        self.assertEqual(self.scores([5, None, 7], normalisation="percentile"), [25, None, 75])

    def test_min_max(self):
        self.assertEqual(self.scores([-10, 0, 20], normalisation="min_max"), [0, 33.3333, 100])

    def test_log_min_max(self):
        # ln 1 = 0, ln 10 and ln 100: the middle one is half way.
        self.assertEqual(self.scores([0, 9, 99], normalisation="log_min_max"), [0, 50, 100])

    def test_log_min_max_of_negative_values(self):
        self.assertEqual(self.scores([-9, 0, 9], normalisation="log_min_max"), [0, 50, 100])

    def test_z(self):
        # Mean 5, population deviation 2.
        found = self.scores([2, 4, 4, 4, 5, 5, 7, 9], normalisation="z")
        self.assertEqual(found, [24.9995, 41.6665, 41.6665, 41.6665, 50, 50, 66.667, 83.334])

    def test_z_stays_within_0_and_100(self):
        found = self.scores([0] * 30 + [1000], normalisation="z")
        self.assertEqual(found[-1], 100)

    def test_robust_z(self):
        # Median 3, distances 2 1 0 1 97, their median 1.
        found = self.scores([1, 2, 3, 4, 100], normalisation="robust_z")
        self.assertEqual(found, [27.5165, 38.7583, 50, 61.2417, 100])

    def test_robust_z_when_most_are_equal(self):
        # Median 0, median distance 0, mean distance 0.25: 8 * 16.667 / (1.2533 * 2) away.
        found = self.scores([0, 0, 0, 1], normalisation="robust_z")
        self.assertEqual(found[:3], [50, 50, 50])
        self.assertAlmostEqual(found[3], min(100, 50 + 16.667 / (1.2533 * 0.25)), 3)

    def test_bands_begin_with_their_lower_bound(self):
        bands = [(None, 10), (0, 40), (5, 100)]
        self.assertEqual(self.scores([-0.01, 0, 4.99, 5], normalisation="bands", bands=bands), [10, 40, 40, 100])

    def test_target(self):
        self.assertEqual(self.scores([-5, 0, 40, 80, 200], normalisation="target", target=80.0), [0, 0, 50, 100, 100])

    def test_target_of_less_is_better(self):
        found = self.scores([0, 10, 15, 20, 99], normalisation="target", target=10.0, direction="down")
        self.assertEqual(found, [100, 100, 50, 0, 0])

    def test_identity(self):
        self.assertEqual(self.scores([-3, 33.33335, 120], normalisation="identity"), [0, 33.3334, 100])

    def test_identity_of_less_is_better(self):
        self.assertEqual(self.scores([30], normalisation="identity", direction="down"), [70])

    def test_equal_values_and_single_ones_are_in_the_middle(self):
        for how in ("percentile", "min_max", "log_min_max", "z", "robust_z"):
            with self.subTest(how=how):
                self.assertEqual(self.scores([7, 7, None], normalisation=how), [50, 50, None])

    def test_limits_of_values(self):
        found = self.scores([-7, -2, 1, 9], normalisation="min_max", capped=True, cap_low=-2.0, cap_high=2.0)
        self.assertEqual(found, [0, 0, 75, 100])

    def test_raw_values_are_kept_unlimited(self):
        [customer] = self.make_customers(1)
        item = {"weight": 1.0, "normalisation": "identity", "capped": True, "cap_low": 0.0, "cap_high": 50.0}
        run = self.compute(self.make_scheme({"V": (1.0, {"X": item})}), {"X": {customer: 80}})
        self.assertEqual(self.results(run)[customer].detail, {"X": [80, 50, 1, 50]})

    def test_null_policies(self):
        for nulls, expected in (("zero", 0), ("neutral", 50), ("worst", 20), ("reweight", None)):
            with self.subTest(nulls=nulls):
                found = self.scores([20, 90, None], normalisation="identity", nulls=nulls)
                self.assertEqual(found, [20, 90, expected])


@tagged("post_install", "-at_install", "alone")
class TestRunTotals(RunCommon):
    """Weights, contributions, dimensions and coverage."""

    def setUp(self):
        super().setUp()
        plain = {"normalisation": "identity", "nulls": "reweight"}
        self.scheme = self.make_scheme(
            {
                "E": (40.0, {"E1": plain | {"weight": 15.0}, "E2": plain | {"weight": 9.0}}),
                "D": (60.0, {"D1": plain | {"weight": 1.0}, "D2": plain | {"weight": 2.0}}),
            }
        )
        self.customers = self.make_customers(3)

    def compute_rows(self, *rows):
        codes = ("E1", "E2", "D1", "D2")
        values = {
            code: {customer: row[place] for customer, row in zip(self.customers, rows, strict=True)}
            for place, code in enumerate(codes)
        }
        results = self.results(self.compute(self.scheme, values))
        return [results[customer] for customer in self.customers]

    def test_total_is_the_sum_of_the_contributions(self):
        [first, *_others] = self.compute_rows((80, 40, 10, 100), (0, 0, 0, 0), (1, 1, 1, 1))
        # 0.4 · 15/24 = 0.25, 0.4 · 9/24 = 0.15, 0.6 / 3 = 0.2, 0.6 · 2/3 = 0.4
        expected = {"E1": [80, 80, 0.25, 20], "E2": [40, 40, 0.15, 6], "D1": [10, 10, 0.2, 2], "D2": [100, 100, 0.4, 40]}
        self.assertEqual(first.detail, expected)
        self.assertEqual(first.total, 68)
        dimensions = {line.code: (line.score, line.coverage) for line in first.dimension_ids}
        self.assertEqual(dimensions, {"E": (65, 100), "D": (70, 100)})

    def test_missing_values_leave_their_weight_to_the_dimension(self):
        self.scheme.coverage = 30
        [first, *_others] = self.compute_rows((80, None, 10, 100), (0, 0, 0, 0), (1, 1, 1, 1))
        self.assertEqual(first.detail["E1"], [80, 80, 0.4, 32])
        self.assertEqual(first.detail["E2"], [None, None, 0, 0])
        # 40 · 15/24 + 60 = 85
        self.assertEqual((first.total, first.coverage, first.status), (74, 85, "rated"))

    def test_coverage_at_and_below_the_limit(self):
        # D: a third without D1 is covered to 66.67 %; without D2 to 33.33 %.
        first, second, third = self.compute_rows((80, 40, None, 100), (1, 1, 10, None), (1, 1, 1, 1))
        self.assertEqual((first.status, first.coverage), ("rated", 80))
        self.assertEqual((second.status, second.reason, second.total, second.rank), ("not_rated", "coverage", 0, 0))
        self.assertFalse(second.final_grade_id)
        self.assertEqual(third.size, 2)
        self.assertEqual(second.detail["D1"], [10, 10, 0.6, 6])
        self.assertEqual({line.code: line.coverage for line in second.dimension_ids}, {"E": 100, "D": 33.33})

    def test_values_that_stand_in_for_missing_ones_cover_if_the_scheme_says_so(self):
        self.scheme.coverage_basis = "scored"
        d2 = self.scheme.indicator_ids.filtered(lambda indicator: indicator.code == "D2")
        d2.nulls = "neutral"
        _first, second, *_others = self.compute_rows((80, 40, None, 100), (1, 1, 10, None), (1, 1, 1, 1))
        self.assertEqual((second.status, second.coverage), ("rated", 100))
        d2.nulls = "reweight"
        _first, second, *_others = self.compute_rows((80, 40, None, 100), (1, 1, 10, None), (1, 1, 1, 1))
        self.assertEqual((second.status, second.reason), ("not_rated", "coverage"))

    def test_indicators_that_nobody_has_do_not_count_for_coverage(self):
        first, *_others = self.compute_rows((80, 40, 10, None), (0, 0, 0, None), (1, 1, 1, None))
        self.assertEqual((first.status, first.coverage), ("rated", 100))
        self.assertEqual(first.detail["D1"], [10, 10, 0.6, 6])

    def test_null_is_not_zero(self):
        first, second, _third = self.compute_rows((80, 0, 10, 100), (80, None, 10, 100), (1, 1, 1, 1))
        self.assertEqual((first.total, second.total), (62, 74))

    def test_tie_break_decides_between_equal_totals(self):
        indicator = self.env["crm.grading.indicator"].search([("scheme_id", "=", self.scheme.id), ("code", "=", "D1")])
        self.scheme.write({"tie_break_ids": [(0, 0, {"indicator_id": indicator.id})]})
        first, second, third = self.compute_rows((20, 20, 20, 20), (8, 8, 40, 22), (40, 40, 10, 15))
        self.assertEqual((first.total, second.total, third.total), (20, 20, 24))
        self.assertEqual((first.rank, second.rank, third.rank), (3, 2, 1))
