from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .serial_common import NOON
from .test_diversion_case import DiversionCaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestDiversionPenalty(DiversionCaseCommon):
    """The escalation table, booking, compensation, deposit and rebates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        levels = cls.env["crm.diversion.penalty.level"]
        levels.search([("company_id", "=", cls.company.id)]).unlink()
        cls.levels = levels.create(
            [
                {"nth": 1, "months": 12, "amount": 10.0, "goods_percent": 20.0, "compensation_percent": 50.0, "block_months": 3},
                {
                    "nth": 2,
                    "months": 12,
                    "goods_percent": 50.0,
                    "charge": "deposit",
                    "block_months": 6,
                    "propose_suspension": True,
                },
            ]
        )

    def another_case(self, number=0):
        """A further case of dealer A, by hand, with three units of 100."""
        codes = [f"Q{number}{n}" for n in range(3)]
        self.ship(self.dealer_a, *codes)
        self.see(*codes, region=self.south)
        return self.detect()[1].filtered(lambda case: case.state == "suspected")

    def test_the_first_case_costs_what_the_first_level_says(self):
        self.confirm()
        penalty = self.case.penalty_ids
        self.assertEqual((penalty.level_id, penalty.nth, penalty.state), (self.levels[0], 1, "draft"))
        # 10 + 20 % of 3 × 100
        self.assertEqual((penalty.goods_value, penalty.amount, penalty.compensation), (300.0, 70.0, 35.0))
        self.assertEqual((penalty.block_from.isoformat(), penalty.block_to.isoformat()), ("2026-04-01", "2026-06-30"))

    def test_booking_makes_a_draft_invoice_and_a_draft_credit_note(self):
        self.confirm()
        self.case.penalty_ids.with_user(self.channel_manager).action_book()
        penalty = self.case.penalty_ids
        invoice, note = penalty.move_id, penalty.compensation_move_id
        self.assertEqual((invoice.move_type, invoice.state, invoice.partner_id), ("out_invoice", "draft", self.dealer_a))
        self.assertEqual((note.move_type, note.state, note.partner_id), ("out_refund", "draft", self.dealer_b))
        self.assertEqual((invoice.amount_untaxed, note.amount_untaxed), (70.0, 35.0))
        self.assertEqual(penalty.state, "booked")
        with self.assertRaises(UserError):
            penalty.with_user(self.channel_manager).action_book()

    def test_the_victim_does_not_read_the_name_of_the_case(self):
        self.confirm()
        self.case.penalty_ids.with_user(self.channel_manager).action_book()
        note = self.case.penalty_ids.compensation_move_id
        self.assertFalse(note.invoice_origin)
        self.assertNotIn("Dealer A", " ".join(note.invoice_line_ids.mapped("name")))

    def test_the_second_case_escalates_and_uses_the_deposit_as_far_as_it_goes(self):
        self.env["crm.dealer.deposit"].create(
            {"agreement_id": self.agreement_a.id, "kind": "receipt", "amount": 100.0, "reason": "Paid"}
        )
        self.confirm()
        second = self.another_case()
        self.confirm(second)
        penalty = second.penalty_ids
        self.assertEqual((penalty.level_id, penalty.nth, penalty.amount), (self.levels[1], 2, 150.0))
        suspension = self.env.ref("crm_industry.mail_activity_diversion_suspension")
        self.assertIn(suspension, second.activity_ids.activity_type_id)
        penalty.with_user(self.channel_manager).action_book()
        self.assertEqual((penalty.deposit_amount, penalty.move_id.amount_untaxed), (100.0, 50.0))
        self.assertEqual(self.agreement_a.deposit_balance, 0.0)

    def test_cases_of_long_ago_and_dismissed_ones_do_not_count(self):
        self.by(self.second_manager).action_dismiss("A fair")
        second = self.another_case()
        self.confirm(second)
        self.assertEqual(second.penalty_ids.nth, 1)
        self.env.cr.execute("UPDATE crm_diversion_case SET decided_on = '2025-01-01' WHERE id = %s", [second.id])
        self.env.invalidate_all()
        third = self.another_case(number=1)
        self.confirm(third)
        self.assertEqual(third.penalty_ids.nth, 1)

    def test_without_levels_there_is_no_penalty(self):
        self.levels.unlink()
        self.confirm()
        self.assertFalse(self.case.penalty_ids)

    def test_a_case_is_closed_when_its_penalty_is_settled(self):
        self.confirm()
        with self.assertRaises(UserError):
            self.by(self.channel_manager).action_close()
        with self.assertRaises(AccessError):
            self.case.penalty_ids.with_user(self.second_manager).action_waive("Friends")
        with self.assertRaises(UserError):
            self.case.penalty_ids.with_user(self.channel_manager).action_waive(" ")
        self.case.penalty_ids.with_user(self.channel_manager).action_waive("It paid the victim itself")
        self.by(self.channel_manager).action_close()
        self.assertEqual((self.case.state, self.case.verdict), ("closed", "confirmed"))

    def test_penalties_are_not_written_directly(self):
        self.confirm()
        penalty = self.case.penalty_ids.with_user(self.channel_manager)
        for vals in ({"amount": 1.0}, {"state": "booked"}, {"block_to": "2026-04-02"}):
            with self.assertRaises(AccessError):
                penalty.write(vals)
        with self.assertRaises(AccessError):
            self.case.penalty_ids.with_user(self.salesperson).action_book()
        with self.assertRaises(AccessError):
            penalty.with_user(self.other_channel_manager).action_book()

    def gates(self, first, last, dealer=None):
        return self.env["crm.rebate.rule"]._rebate_gates(dealer or self.dealer_a, self.company, first, last)

    def test_an_open_case_keeps_rebates_back_until_it_is_decided(self):
        self.assertEqual(len(self.gates("2026-01-01", "2026-03-31")), 1)
        self.assertIn(self.case.name, self.gates("2026-01-01", "2026-03-31")[0])
        self.assertFalse(self.gates("2026-01-01", "2026-03-31", self.dealer_b))
        self.by(self.second_manager).action_dismiss("A fair")
        self.assertFalse(self.gates("2026-01-01", "2026-03-31"))

    def test_a_confirmed_case_blocks_its_months(self):
        self.confirm()
        self.assertFalse(self.gates("2026-01-01", "2026-03-31"))
        for first, last in (("2026-04-01", "2026-06-30"), ("2026-06-01", "2026-08-31")):
            self.assertEqual(len(self.gates(first, last)), 1)
        self.assertFalse(self.gates("2026-07-01", "2026-09-30"))
        self.case.penalty_ids.with_user(self.channel_manager).action_waive("Settled")
        self.assertFalse(self.gates("2026-04-01", "2026-06-30"))

    def test_confirmations_of_one_dealer_take_its_lock_to_count_one_after_the_other(self):
        self.confirm()
        locks = self.env["crm.capacity.lock"].search([("key", "=", f"diversion:{self.company.id}:{self.dealer_a.id}")])
        self.assertEqual(locks.seq, 1)
