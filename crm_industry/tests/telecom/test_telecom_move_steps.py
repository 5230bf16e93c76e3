from datetime import date
from itertools import pairwise

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON
from .test_telecom_move import MoveCommon

LATER = "2026-04-20"
# verb: (state from: state to)
EXPECTED = {
    "plan": {"draft": "planned"},
    "carry_out": {"planned": "done"},
    "refuse": {"draft": "refused", "planned": "refused"},
    "cancel": {"draft": "cancelled", "planned": "cancelled"},
}
WAYS = {
    "draft": (),
    "planned": ("plan",),
    "done": ("plan", "carry_out"),
    "refused": ("refuse",),
    "cancelled": ("plan", "cancel"),
}


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomMoveSteps(MoveCommon):
    """The table of states of moves both ways, as clients call it; several moves in one bill cycle."""

    def make(self, state):
        """Make a move that was planned for today, and bring it into a state."""
        with freeze_time("2026-03-10 04:00:00"):
            move = self.draft(self.use(), offering_id=self.better.id, date="2026-03-16")
            for verb in WAYS[state]:
                if verb != "carry_out":
                    move._transition(verb)
        if "carry_out" in WAYS[state]:
            move._transition("carry_out")
        self.assertEqual(move.state, state)
        return move.with_user(self.telecom_agent)

    def test_every_step_from_every_state(self):
        for verb, ways in EXPECTED.items():
            for state in WAYS:
                with self.subTest(verb=verb, state=state):
                    move = self.make(state)
                    args = [move.ids, *(["No"] if verb == "refuse" else [])]
                    # What is planned for a later day is not carried out at once.
                    with freeze_time("2026-03-15 04:00:00" if verb == "plan" else NOON):
                        self.step_over_rpc(move, verb, args, state, ways.get(state))

    def step_over_rpc(self, move, verb, args, state, target):
        before = len(move.event_ids)
        if target:
            self.assertIs(call_kw(move.browse(), f"action_{verb}", args, {}), True)
            event = move.last_event_id
            self.assertEqual((move.state, event.verb, event.state_from), (target, verb, state))
            self.assertEqual(event.user_id, self.telecom_agent)
        else:
            with self.assertRaises(UserError):
                call_kw(move.browse(), f"action_{verb}", args, {})
            self.assertEqual((move.state, len(move.event_ids)), (state, before))

    def test_no_verb_is_missing_here(self):
        moves = self.env["crm.telecom.move"]
        self.assertEqual(set(moves._transitions()), set(EXPECTED))
        self.assertEqual({state for state, _label in moves._fields["state"].selection}, set(WAYS))

    def test_refusing_asks_why(self):
        move = self.make("draft")
        action = move.action_refuse()
        wizard = self.env["crm.telecom.statement"].with_user(self.telecom_agent).with_context(**action["context"])
        wizard.create({"reason": "Not reached"}).action_confirm()
        self.assertEqual((move.state, move.refusal, move.last_event_id.note), ("refused", "Not reached", "Not reached"))

    def test_several_changes_in_one_cycle_cost_what_their_days_cost(self):
        """The cycle from 5 March has 31 days, billed in full by the first fee."""
        subscription = self.use()
        changes = [
            ("2026-03-08", self.better),
            ("2026-03-09", self.cheaper),
            ("2026-03-30", self.better),
            ("2026-04-04", self.cheaper),
        ]
        for day, offering in changes:
            with freeze_time(f"{day} 04:00:00"):
                self.draft(subscription, offering_id=offering.id, date=day).action_plan()
        edges = ["2026-03-05", *(day for day, _offering in changes), "2026-04-05"]
        fees = [100, *(offering.monthly_fee for _day, offering in changes)]
        days = [(date.fromisoformat(after) - date.fromisoformat(first)).days for first, after in pairwise(edges)]
        self.assertEqual(sum(days), 31)
        expected = sum(fee * number / 31 for fee, number in zip(fees, days, strict=True))
        billed = 100 + sum(subscription.charge_ids.mapped("amount"))
        # Each of the eight lines is rounded once.
        self.assertAlmostEqual(billed, expected, delta=8 * 0.005)
