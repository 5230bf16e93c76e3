from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON
from .test_telecom_move import MoveCommon, day_by_day


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomMoveDate(MoveCommon):
    """Moves as of another day: later ones wait for the daily job, past ones belong into the open bill cycle."""

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_telecom_moves").method_direct_trigger()
        self.env.invalidate_all()

    def test_a_future_move_waits_for_its_day(self):
        subscription = self.use()
        move = self.draft(subscription, offering_id=self.better.id, date="2026-04-20")
        move.with_user(self.telecom_agent).action_plan()
        self.assertEqual((move.state, subscription.offering_id), ("planned", self.offerings["mobile"]))
        with self.assertRaisesRegex(UserError, "It is planned for"):
            move.action_carry_out()
        with freeze_time("2026-04-19 04:00:00"):
            self.run_job()
            self.assertEqual(move.state, "planned")
        with freeze_time("2026-04-20 04:00:00"):
            self.run_job()
        self.assertEqual((move.state, subscription.offering_id), ("done", self.better))
        self.assertEqual(move.last_event_id.source, "job")
        amounts = {charge.kind: charge.amount for charge in move.charge_ids}
        expected = {"fee_credit": -day_by_day(100, 5, date(2026, 4, 20)), "fee_charge": day_by_day(159, 5, date(2026, 4, 20))}
        self.assertEqual(amounts, expected)

    def test_never_two_planned_moves_of_one_kind(self):
        subscription = self.use()
        first = self.draft(subscription, offering_id=self.better.id, date="2026-04-20")
        first.action_plan()
        second = self.draft(subscription, offering_id=self.cheaper.id)
        self.assert_refused(second, "is planned for .*: cancel it first")
        renewal = self.draft(subscription, "renewal", commitment_months=12, date="2026-05-01")
        renewal.action_plan()
        self.assertEqual(renewal.state, "planned")
        first.action_cancel()
        second.action_plan()
        self.assertEqual((second.state, first.state), ("done", "cancelled"))

    def test_past_days_of_the_open_bill_cycle(self):
        subscription = self.use()
        move = self.draft(subscription, offering_id=self.better.id, date="2026-03-06")
        with self.assertRaisesRegex(UserError, "Only telecom managers date moves back"):
            move.with_user(self.telecom_agent).action_plan()
        move.with_user(self.telecom_manager).action_plan()
        credit = move.charge_ids.filtered(lambda charge: charge.kind == "fee_credit")
        self.assertEqual(credit.amount, -day_by_day(100, 5, date(2026, 3, 6)))
        self.assertEqual(str(subscription.state_since), "2026-03-06")
        billed = self.draft(subscription, offering_id=self.cheaper.id, date="2026-03-04")
        self.assert_refused(billed, "The open bill cycle began on")
        before = self.draft(subscription, offering_id=self.cheaper.id, date="2026-03-05")
        self.assert_refused(before, "The last step of the subscription was as of")

    def test_both_accounts_have_open_bill_cycles(self):
        account = self.make_account(bill_day=12)
        subscription = self.use()
        move = self.draft(subscription, "account", account_id=account.id, date="2026-03-06")
        self.assert_refused(move, "The open bill cycle began on")

    def test_the_job_refuses_what_is_not_possible_any_more(self):
        subscription = self.use()
        as_agent = self.env["crm.telecom.move"].with_user(self.telecom_agent)
        move = as_agent.create({"subscription_id": subscription.id, "offering_id": self.better.id, "date": "2026-03-20"})
        other = self.draft(self.use(), offering_id=self.better.id, date="2026-03-20")
        (move | other).action_plan()
        self.step(subscription, "suspend_one_way", "arrears")
        with freeze_time("2026-03-20 04:00:00"):
            self.run_job()
        self.assertEqual((move.state, subscription.offering_id), ("refused", self.offerings["mobile"]))
        self.assertIn("suspended for arrears", move.refusal)
        self.assertEqual(move.activity_ids.user_id, self.telecom_agent)
        self.assertEqual(other.state, "done")
        self.assertFalse(move.charge_ids)

    def test_a_late_job_goes_by_the_day_of_the_move(self):
        subscription, stepped, billed = self.use(), self.use(), self.use()
        moves = [self.draft(each, offering_id=self.better.id, date="2026-03-20") for each in (subscription, stepped)]
        moves.append(self.draft(billed, offering_id=self.better.id, date="2026-04-02"))
        for move in moves:
            move.action_plan()
        with freeze_time("2026-03-23 04:00:00"):
            self.step(stepped, "suspend_one_way", "request")
        with freeze_time("2026-03-24 04:00:00"):
            self.run_job()
        with freeze_time("2026-04-07 04:00:00"):
            self.run_job()
        self.assertEqual([move.state for move in moves], ["done"] * 3)
        self.assertEqual([str(move.date) for move in moves], ["2026-03-20", "2026-03-23", "2026-04-05"])

    def test_every_day_of_a_leap_february(self):
        account = self.make_account(bill_day=28)
        subscription = self.use(account_id=account.id)
        move = self.draft(subscription, offering_id=self.better.id)
        for day in ("2028-01-28", "2028-02-27", "2028-02-28", "2028-02-29", "2028-03-27", "2027-02-28", "2027-03-27"):
            move.date = day
            when = date.fromisoformat(day)
            expected = (-day_by_day(100, 28, when), day_by_day(159, 28, when))
            self.assertEqual((move.credit_amount, move.charge_amount), expected, day)
