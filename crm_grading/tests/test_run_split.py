from odoo.tests import tagged

from .run_common import RunCommon


@tagged("post_install", "-at_install")
class TestRunSplit(RunCommon):
    """Ranks, ties and grades of one peer group."""

    def compute_scores(self, scores, **values):
        """Compute customers whose totals are these."""
        customers = self.make_customers(len(scores))
        scheme = self.simple_scheme(**values)
        return self.compute(scheme, {"X": dict(zip(customers, scores, strict=True))})

    def test_twenty_customers_in_the_ratio(self):
        run = self.compute_scores([100 - n for n in range(20)])
        self.assertEqual(self.grades(run), "ABBBBCCCCCCCCCCDDDDE")
        self.assertEqual((run.state, run.population, run.rated_count), ("computed", 20, 20))
        [group] = run.peer_group_ids
        self.assertEqual((group.size, group.bounds, group.policy_applied), (20, [2, 10, 30, 38, 40], "split"))
        self.assertEqual(group.cuts, {"A": 100, "B": 96, "C": 86, "D": 82, "E": 81})

    def test_all_equal_share_the_middle_grade(self):
        run = self.compute_scores([50] * 20)
        self.assertEqual(self.grades(run), "C" * 20)
        self.assertEqual({(r.rank, r.rank_high, r.size) for r in self.results(run).values()}, {(1, 20, 20)})

    def test_ties_take_the_best_or_the_worst_rank(self):
        self.assertEqual(self.grades(self.compute_scores([50] * 20, ties="best")), "A" * 20)

    def test_ties_take_the_worst_rank(self):
        self.assertEqual(self.grades(self.compute_scores([50] * 20, ties="worst")), "E" * 20)

    def test_one_buyer_and_nineteen_at_zero(self):
        self.assertEqual(self.grades(self.compute_scores([9] + [0] * 19)), "A" + "C" * 19)

    def test_single_customer(self):
        run = self.compute_scores([7])
        self.assertEqual(self.grades(run), "C")

    def test_nobody(self):
        run = self.compute_scores([])
        self.assertEqual((run.state, run.population, self.grades(run)), ("computed", 0, ""))

    def test_largest_remainder(self):
        run = self.compute_scores([60, 50, 40, 30, 20, 10], split="largest_remainder")
        self.assertEqual(self.grades(run), "ABCCCD")

    def test_scores_are_equal_after_four_decimals(self):
        run = self.compute_scores([50.00001, 50.00002, 10])
        self.assertEqual([r.rank for r in self.results(run).values()], [1, 1, 3])
