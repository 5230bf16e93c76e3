import random

from odoo.tests import BaseCase, tagged

from ...tools.target_split import CannotShare, Node, reshare, share, spread, to_amount, to_units


@tagged("post_install", "-at_install")
class TestTargetSplitUnits(BaseCase):
    """Sharing out whole units, without a database."""

    def random_tree(self, dice, depth, total, numbers):
        """Return a tree that adds up, with some fixed nodes, made without the functions under test."""
        key = next(numbers)
        if not depth:
            return Node(key, total, dice.random() < 0.1)
        cuts = sorted(dice.randint(0, total) for _cut in range(dice.randint(0, 5)))
        bounds = [0, *cuts, total]
        children = tuple(
            self.random_tree(dice, depth - 1 if dice.random() < 0.8 else 0, high - low, numbers)
            for low, high in zip(bounds, bounds[1:], strict=False)
        )
        return Node(key, total, dice.random() < 0.1, children)

    def assert_adds_up(self, node, units):
        if node.children:
            self.assertEqual(sum(units[child.key] for child in node.children), units[node.key])
        for child in node.children:
            self.assert_adds_up(child, units)

    def walk(self, node):
        yield node
        for child in node.children:
            yield from self.walk(child)

    def test_children_of_500_random_trees_make_up_their_parent_exactly(self):
        dice, checked = random.Random(20260101), 0
        while checked < 500:
            tree = self.random_tree(dice, dice.randint(1, 4), dice.randint(0, 10**9), iter(range(10**6)))
            present = {node.key: node.units for node in self.walk(tree)}
            self.assert_adds_up(tree, present)
            try:
                changed = spread(tree, dice.randint(0, 2 * tree.units + 7))
            except CannotShare:
                continue
            units = present | changed
            self.assert_adds_up(tree, units)
            fixed = [node for node in self.walk(tree) if node.fixed and node is not tree and node.key in changed]
            self.assertFalse([node for node in fixed if changed[node.key] != node.units])
            checked += 1

    def test_random_weights_are_shared_out_whole_and_in_proportion(self):
        dice = random.Random(7)
        for _number in range(500):
            total = dice.randint(0, 10**12)
            size = dice.randint(1, 40)
            weights = [dice.choice([0, -dice.random(), dice.random() * 10 ** dice.randint(0, 9)]) for _w in range(size)]
            parts = share(total, weights)
            self.assertEqual(sum(parts), total)
            whole = sum(max(weight, 0) for weight in weights)
            for weight, part in zip(weights, parts, strict=True):
                exact = total * max(weight, 0) / whole if whole else total / len(weights)
                self.assertLessEqual(abs(part - exact), 1 + total * 1e-12)

    def test_largest_remainders_get_the_last_units_the_first_of_equal_ones(self):
        self.assertEqual(share(10, [1, 1, 1]), [4, 3, 3])
        self.assertEqual(share(10, [2, 3, 2]), [3, 4, 3])
        self.assertEqual(share(1, [1, 2]), [0, 1])

    def test_negative_and_zero_history_count_as_none(self):
        self.assertEqual(share(100, [-50, 0, 30, 10]), [0, 0, 75, 25])
        self.assertEqual(share(5, [0, 0, 0]), [2, 2, 1])
        self.assertEqual(share(5, [-1, -2]), [3, 2])

    def test_nothing_to_share_among(self):
        self.assertEqual(share(0, []), [])
        with self.assertRaises(CannotShare):
            share(1, [])
        with self.assertRaises(CannotShare):
            share(-1, [1])

    def test_fixed_parts_stay_and_the_others_take_the_rest(self):
        self.assertEqual(reshare(100, [50, 30, 20], {0}), [50, 30, 20])
        self.assertEqual(reshare(150, [50, 30, 20], {0}), [50, 60, 40])
        with self.assertRaises(CannotShare):
            reshare(40, [50, 30, 20], {0})
        with self.assertRaises(CannotShare):
            reshare(101, [50, 50], {0, 1})

    def test_error_names_the_node_whose_parts_are_fixed(self):
        inner = Node("inner", 60, False, (Node("a", 30, True), Node("b", 30, True)))
        with self.assertRaises(CannotShare) as raised:
            spread(Node("root", 100, False, (inner, Node("c", 40))), 200)
        self.assertEqual(raised.exception.key, "inner")

    def test_units_and_amounts_are_exact(self):
        self.assertEqual([to_units(0.1 + 0.2, 0.01), to_units(0.285, 0.01), to_units(1e9 + 0.01, 0.01)], [30, 29, 100000000001])
        self.assertEqual(str(to_amount(100000000001, 0.01)), "1000000000.01")
        self.assertEqual(to_units(100.3, 0.05), 2006)
