from itertools import product

from odoo.tests import BaseCase, tagged

from ...tools.suspensions import after, strongest


@tagged("post_install", "-at_install")
class TestTelecomHolds(BaseCase):
    """Suspensions of two causes at one time, all steps from all situations."""

    def test_all_situations(self):
        for arrears, loss in product((None, "one_way", "two_way"), repeat=2):
            holds = {cause: level for cause, level in (("arrears", arrears), ("loss", loss)) if level}
            kept = {"loss": loss} if loss else {}
            expected = {
                "suspend_one_way": None if arrears else "one_way",
                "suspend_two_way": None if arrears == "two_way" else "two_way",
                "ease": "one_way" if arrears == "two_way" else None,
            }
            for verb, level in expected.items():
                with self.subTest(holds=holds, verb=verb):
                    self.assertEqual(after(holds, verb, "arrears"), kept | {"arrears": level} if level else None)
            self.assertEqual(after(holds, "resume", "arrears"), kept if arrears else None)
            self.assertEqual(after(holds, "terminate", "arrears"), holds)

    def test_the_strongest_one(self):
        self.assertEqual(strongest({}), (False, False))
        self.assertEqual(strongest({"arrears": "one_way", "loss": "two_way"}), ("two_way", "loss"))
        self.assertEqual(strongest({"loss": "two_way", "arrears": "one_way"}), ("two_way", "loss"))
        self.assertEqual(strongest({"loss": "one_way", "arrears": "one_way"}), ("one_way", "loss"))
