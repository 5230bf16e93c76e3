from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TODAY
from .test_telecom_move import MoveCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomPenalty(MoveCommon):
    """What it costs to leave before the commitment ends, by terminations and by moves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Committed from 2026-02-10 until 2028-02-09.
        cls.committed = cls.use(cls.bound)

    def notice(self, subscription, day=None):
        self.step(subscription, "give_notice", day=day)
        return subscription

    def test_percent_of_the_fees_that_remain(self):
        self.assertEqual(str(self.committed.commitment_to), "2028-02-09")
        # 16 March 2026 to 4 April: 20 of 31 days. 22 whole cycles until 4 February 2028. Five of the 29 days from then on.
        expected = round(100 * (20 / 31 + 22 + 5 / 29) * 0.5, 2)
        self.assertEqual(self.committed.penalty_today, expected)
        self.assertEqual(self.committed._penalty(self.committed.commitment_to), round(100 / 29 * 0.5, 2))

    def test_none_without_commitment_and_after_it(self):
        self.assertEqual(self.use().penalty_today, 0)
        with freeze_time("2028-02-10 04:00:00"):
            self.committed.invalidate_recordset(["penalty_today"])
            self.assertEqual(self.committed.penalty_today, 0)

    def test_fixed(self):
        offering = self.make_offering("mobile", ("voice",), commitment_months=12, penalty_kind="fixed", penalty_amount=300)
        self.assertEqual(self.use(offering).penalty_today, 300)

    def test_terms_stay_while_somebody_is_committed_on_them(self):
        for values in ({"penalty_percent": 100}, {"penalty_kind": "none"}, {"penalty_kind": "fixed", "penalty_amount": 9000}):
            with self.assertRaisesRegex(UserError, "whose commitment runs: its penalty stays"):
                self.bound.with_user(self.telecom_manager).write(values)
        self.bound.with_user(self.telecom_manager).write({"penalty_percent": 50, "monthly_fee": 120, "commitment_months": 12})
        with freeze_time("2028-02-10 04:00:00"):
            self.bound.with_user(self.telecom_manager).penalty_percent = 100

    def test_frozen_by_the_notice_and_charged_by_the_termination(self):
        expected = self.committed.penalty_today
        wizard = self.env["crm.telecom.step"].create(
            {"res_model": self.committed._name, "res_ids": self.committed.ids, "verb": "give_notice"}
        )
        self.assertIn(self.committed.name, wizard.penalty)
        self.notice(self.committed)
        self.bound.penalty_percent = 100
        self.assertEqual(self.committed.penalty_amount, expected)
        self.assertFalse(self.committed.charge_ids)
        with freeze_time("2026-04-20 04:00:00"):
            self.step(self.committed, "terminate")
        charge = self.committed.charge_ids
        self.assertEqual((charge.kind, charge.amount, charge.state), ("penalty", expected, "open"))
        self.assertEqual((charge.account_id, str(charge.date)), (self.account, "2026-04-20"))

    def test_withdrawn_notices_cost_nothing(self):
        self.notice(self.committed)
        self.step(self.committed, "withdraw_notice")
        self.assertEqual(self.committed.penalty_amount, 0)
        self.assertGreater(self.committed.penalty_today, 0)

    def test_managers_waive_it_with_a_reason(self):
        self.notice(self.committed)
        with self.assertRaises(AccessError):
            self.committed.with_user(self.telecom_agent).action_waive_penalty("Please")
        with self.assertRaises(AccessError):
            self.committed.with_user(self.telecom_manager).write({"penalty_amount": 0})
        mine = self.committed.with_user(self.telecom_manager)
        action = mine.action_waive_penalty()
        self.assertEqual(action["res_model"], "crm.telecom.statement")
        wizard = self.env["crm.telecom.statement"].with_user(self.telecom_manager)
        wizard.with_context(**action["context"]).create({"reason": "Network fault for months"}).action_confirm()
        self.assertEqual((mine.penalty_waived_by_id, mine.penalty_waiver), (self.telecom_manager, "Network fault for months"))
        event = self.committed.event_ids.sorted("id")[-1]
        self.assertEqual((event.verb, event.note), ("waive_penalty", "Network fault for months"))
        with self.assertRaisesRegex(UserError, "has no penalty to waive"):
            mine.action_waive_penalty("Again")
        self.step(self.committed, "terminate")
        self.assertFalse(self.committed.charge_ids)

    def test_nothing_to_waive(self):
        with self.assertRaisesRegex(UserError, "has no penalty to waive"):
            self.committed.action_waive_penalty("Before the notice")

    # -- moves ---------------------------------------------------------------------------------------------------------

    def test_a_cheaper_offering_breaks_the_commitment(self):
        move = self.draft(self.committed, offering_id=self.cheaper.id)
        self.assert_refused(move, "to break that costs")
        penalty = self.committed.penalty_today
        self.assertEqual(move.penalty_amount, penalty)
        move.commitment_choice = "charge"
        move.with_user(self.telecom_agent).action_plan()
        self.assertEqual(move.charge_ids.filtered(lambda charge: charge.kind == "penalty").amount, penalty)
        self.assertEqual(move.penalty_amount, penalty)
        self.assertFalse(self.committed.commitment_to)
        self.assertEqual(str(move.old_commitment_to), "2028-02-09")

    def test_a_better_offering_keeps_it(self):
        self.draft(self.committed, offering_id=self.better.id).action_plan()
        self.assertEqual(str(self.committed.commitment_to), "2028-02-09")
        longer = self.make_offering("mobile", ("voice",), monthly_fee=200, commitment_months=36)
        self.draft(self.committed, offering_id=longer.id).action_plan()
        self.assertEqual((str(self.committed.commitment_from), str(self.committed.commitment_to)), (TODAY, "2029-03-15"))
        shorter = self.make_offering("mobile", ("voice",), monthly_fee=300, commitment_months=6)
        self.draft(self.committed, offering_id=shorter.id).action_plan()
        self.assertEqual(str(self.committed.commitment_to), "2029-03-15")

    def test_managers_alone_waive_it_in_moves(self):
        move = self.draft(self.committed, offering_id=self.cheaper.id, commitment_choice="waive")
        with self.assertRaisesRegex(UserError, "Say why"):
            move.with_user(self.telecom_manager).action_plan()
        move.waiver = "Wrongly advised"
        with self.assertRaisesRegex(UserError, "Only telecom managers waive"):
            move.with_user(self.telecom_agent).action_plan()
        move.with_user(self.telecom_manager).action_plan()
        self.assertEqual((move.state, move.waived_by_id), ("done", self.telecom_manager))
        self.assertNotIn("penalty", move.charge_ids.mapped("kind"))

    def test_what_a_manager_has_waived_agents_carry_out(self):
        move = self.draft(
            self.committed, offering_id=self.cheaper.id, commitment_choice="waive", waiver="Wrongly advised", date="2026-03-18"
        )
        move.with_user(self.telecom_manager).action_plan()
        with freeze_time("2026-03-18 04:00:00"):
            move.with_user(self.telecom_agent).action_carry_out()
        self.assertEqual(move.state, "done")

    def test_the_new_owner_takes_it_over(self):
        values = {"partner_id": self.new_owner.id, "account_id": self.new_account.id}
        move = self.draft(self.committed, "ownership", **values)
        self.assert_refused(move, "the new owner take the commitment over")
        move.commitment_choice = "take_over"
        move.with_user(self.telecom_agent).action_plan()
        self.assertEqual(str(self.committed.commitment_to), "2028-02-09")
        self.assertNotIn("penalty", move.charge_ids.mapped("kind"))

    def test_the_old_owner_pays_for_leaving(self):
        penalty = self.committed.penalty_today
        values = {"partner_id": self.new_owner.id, "account_id": self.new_account.id, "commitment_choice": "charge"}
        move = self.draft(self.committed, "ownership", **values)
        move.action_plan()
        charge = move.charge_ids.filtered(lambda each: each.kind == "penalty")
        self.assertEqual((charge.amount, charge.account_id), (penalty, self.account))
        self.assertFalse(self.committed.commitment_to)
