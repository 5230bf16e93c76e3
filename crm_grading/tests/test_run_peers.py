from odoo.tests import tagged

from .run_common import RunCommon


@tagged("post_install", "-at_install")
class TestRunPeers(RunCommon):
    """Customers are ranked among their peers; what happens to small groups."""

    def setUp(self):
        super().setUp()
        # Groups are named in the language of who starts the run.
        self.env.user.lang = "en_US"
        self.states = self.env["res.country.state"].search([("country_id.code", "=", "CN")], limit=2, order="id")

    def compute_groups(self, groups, keys=("state_id", "is_company"), **values):
        """:param groups: [(values of the customers, their points)]"""
        points = {}
        for number, (customer_values, scores) in enumerate(groups):
            for score in scores:
                [customer] = self.make_customers(1, **customer_values, ref=f"{number}")
                points[customer] = score
        scheme = self.simple_scheme(peer_key_ids=self.peer_keys(*keys), **values)
        return self.compute(scheme, {"X": points})

    def by_group(self, run):
        """{name of the group: codes of the grades of its customers}"""
        found = {}
        for _customer, result in sorted(self.results(run).items(), key=lambda item: item[0].id):
            name = result.peer_group_id.name
            found[name] = found.get(name, "") + (result.final_grade_id.code or "-")
        return found

    def test_each_group_is_split_by_itself(self):
        one, two = self.states
        run = self.compute_groups(
            [({"state_id": one.id}, range(10, 0, -1)), ({"state_id": two.id}, range(100, 50, -10))],
            keys=("state_id",),
            min_group=5,
        )
        self.assertEqual(self.by_group(run), {one.display_name: "ABBCCCCCDD", two.display_name: "BCCCD"})
        self.assertEqual([(group.size, group.small, group.policy_applied) for group in run.peer_group_ids.sorted("size")],
                         [(5, False, "split"), (10, False, "split")])  # fmt: skip

    def test_small_groups_join_their_small_siblings(self):
        one, two = self.states
        run = self.compute_groups(
            [
                ({"state_id": one.id, "is_company": True}, [9, 8, 7]),
                ({"state_id": one.id, "is_company": False}, [6]),
                ({"state_id": two.id, "is_company": True}, [5, 4, 3, 2]),
                ({"state_id": two.id, "is_company": False}, [1]),
            ],
            min_group=4,
            small_group="merge",
        )
        found = self.by_group(run)
        # The pool of the first state is large enough; what is left of the second one goes to the root and stays small.
        self.assertEqual(
            found,
            {f"{one.display_name} / small groups": "BCCD", f"{two.display_name} / Yes": "BCCD", "Small groups": "C"},
        )
        groups = {group.name: group for group in run.peer_group_ids}
        leaf = groups[f"{one.display_name} / No"]
        self.assertEqual((leaf.merged, leaf.policy_applied, leaf.parent_id.name, leaf.population),
                         (True, "merged", f"{one.display_name} / small groups", 1))  # fmt: skip
        root = groups["Small groups"]
        self.assertEqual((root.small, root.policy_applied, root.size, root.level), (True, "flag", 1, 0))
        alone = self.results(run)[self.env["res.partner"].search([("ref", "=", "3"), ("category_id", "in", self.category.ids)])]
        self.assertEqual(alone.peer_leaf_id.name, f"{two.display_name} / No")

    def compute_small(self, policy):
        run = self.compute_groups([({}, [95, 69, 40, 19])], keys=(), min_group=5, small_group=policy)
        [group] = run.peer_group_ids
        self.assertEqual((group.small, group.policy_applied, group.name), (True, policy, "All customers"))
        return self.grades(run)

    def test_small_group_by_minimum_scores(self):
        self.assertEqual(self.compute_small("bands"), "ACCE")

    def test_small_group_is_split_and_marked(self):
        self.assertEqual(self.compute_small("flag"), "BCCD")

    def test_small_group_gets_the_middle_grade(self):
        self.assertEqual(self.compute_small("middle"), "CCCC")

    def test_a_group_made_small_by_coverage_is_marked(self):
        customers = self.make_customers(4)
        scheme = self.simple_scheme(min_group=4, small_group="merge")
        run = self.compute(scheme, {"X": dict(zip(customers, [9, 8, 7, None], strict=True))})
        [group] = run.peer_group_ids
        self.assertEqual((group.population, group.size, group.small, group.policy_applied), (4, 3, True, "flag"))
        self.assertEqual(self.grades(run), "BCD-")

    def test_means_of_the_group(self):
        run = self.compute_groups([({}, [90, 60, 30])], keys=())
        [group] = run.peer_group_ids
        self.assertEqual((group.means, group.dimension_means), ({"X": 60}, {"V": 60}))
        self.assertEqual(group.dimension_cuts, {"V": {"B": 90, "C": 60, "D": 30}})

    def test_customers_without_a_value_of_the_key_are_a_group(self):
        one, _two = self.states
        run = self.compute_groups(
            [({"state_id": one.id}, [9]), ({"state_id": False}, [8])], keys=("state_id",), small_group="flag"
        )
        self.assertEqual(self.by_group(run), {one.display_name: "C", "None": "C"})
