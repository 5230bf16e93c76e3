from odoo.tests import BaseCase, tagged

from ..tools.credit_verdict import Policy, decide


def figures(total=0.0, limit=1000.0, mode="limited", status="normal", late=0.0):
    return {
        "total": total,
        "limit_mode": mode,
        "limit_amount": limit,
        "status": status,
        "overdue_late": late,
    }


@tagged("post_install", "-at_install")
class TestVerdict(BaseCase):
    def _result(self, amount, policy=None, pending=0.0, **values):
        verdict = decide(policy or Policy("block"), figures(**values), amount, pending)
        return verdict.result, verdict.reasons

    def test_limit_to_the_cent(self):
        self.assertEqual(self._result(1000.0), ("clear", ()))
        self.assertEqual(self._result(1000.01), ("held", ("over_limit",)))
        self.assertEqual(self._result(400.0, total=600.0), ("clear", ()))
        self.assertEqual(self._result(400.01, total=600.0), ("held", ("over_limit",)))
        self.assertEqual(self._result(400.0, total=300.0, pending=300.0), ("clear", ()))
        self.assertEqual(self._result(400.01, total=300.0, pending=300.0), ("held", ("over_limit",)))

    def test_a_hundredth_of_a_cent_never_decides(self):
        self.assertEqual(self._result(0.1 + 0.2, limit=0.3)[0], "clear")
        self.assertEqual(self._result(1000.004)[0], "clear")

    def test_zero_limit_is_not_unlimited(self):
        self.assertEqual(self._result(0.01, limit=0.0), ("held", ("over_limit",)))
        self.assertEqual(self._result(1e9, limit=None, mode="unlimited"), ("clear", ()))

    def test_prepay_counts_money_on_account_and_knows_no_tolerance(self):
        generous = Policy("block", tolerance=50.0)
        self.assertEqual(self._result(0.01, generous, mode="prepay", limit=0.0), ("held", ("prepay",)))
        self.assertEqual(self._result(500.0, generous, mode="prepay", limit=0.0, total=-500.0), ("clear", ()))
        self.assertEqual(self._result(500.01, generous, mode="prepay", limit=0.0, total=-500.0)[0], "held")

    def test_tolerance_is_per_cent_of_the_limit(self):
        policy = Policy("block", tolerance=10.0)
        self.assertEqual(self._result(1100.0, policy)[0], "clear")
        self.assertEqual(self._result(1100.01, policy)[0], "held")

    def test_overdue_rule(self):
        policy = Policy("block", overdue_rule=True, overdue_amount=50.0)
        self.assertEqual(self._result(1.0, policy, late=50.0)[0], "clear")
        self.assertEqual(self._result(1.0, policy, late=50.01), ("held", ("overdue",)))
        self.assertEqual(self._result(1.0, late=5000.0)[0], "clear", "the rule is off by default")

    def test_status(self):
        self.assertEqual(self._result(1.0, status="hold"), ("held", ("hold",)))
        self.assertEqual(self._result(0.0, status="hold"), ("clear", ()), "a prepaid order uses no credit")
        self.assertEqual(self._result(0.0, status="blocked"), ("held", ("blocked",)))
        self.assertEqual(self._result(1.0, status="watch"), ("warned", ("watch",)))
        self.assertEqual(self._result(2000.0, status="watch"), ("held", ("over_limit",)))

    def test_what_lowers_the_exposure_passes(self):
        self.assertEqual(self._result(-100.0, total=5000.0), ("clear", ()))
        self.assertEqual(self._result(0.0, total=5000.0), ("clear", ()))

    def test_warn_mode_never_holds(self):
        policy = Policy("warn", overdue_rule=True)
        self.assertEqual(self._result(2000.0, policy, late=1.0), ("warned", ("over_limit", "overdue")))

    def test_left_is_told_without_tolerance(self):
        verdict = decide(Policy("block", tolerance=10.0), figures(total=600.0), 300.0, 200.0)
        self.assertEqual((verdict.total_after, verdict.left, verdict.allowed), (1100.0, -100.0, 1100.0))
        self.assertIsNone(decide(Policy("block"), figures(limit=None, mode="unlimited"), 300.0).left)
