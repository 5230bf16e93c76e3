from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon

STATES = ("new", "on_hold", "validated", "sent", "partially_paid", "settled")
ALLOWED = {
    "validate": {"new"},
    "send": {"validated"},
    "hold": {"new", "validated", "sent", "partially_paid"},
    "release": {"on_hold"},
}


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomBillSteps(TelecomCommon):
    """Bills change by steps and payments alone."""

    def in_state(self, state):
        self.number = getattr(self, "number", 0) + 1
        paid = {"partially_paid": 10, "settled": 100}.get(state)
        return self.make_bill(name=f"S-{self.number}", state=state, **({"paid": paid} if paid else {}))

    def test_each_step_from_each_state(self):
        for verb, allowed in ALLOWED.items():
            for state in STATES:
                with self.subTest(verb=verb, state=state):
                    bill = self.in_state(state)
                    self.assertEqual(bill.state, state)
                    reason = self.reason("disputed_amount").id if verb == "hold" else False
                    action = getattr(bill.with_user(self.telecom_manager), f"action_{verb}")
                    if state in allowed:
                        action(reason)
                        self.assertNotEqual(bill.state, state)
                        self.assertEqual((bill.last_event_id.verb, bill.last_event_id.state_from), (verb, state))
                    else:
                        with self.assertRaisesRegex(UserError, "is not possible in the state"):
                            action(reason)
                        self.assertEqual(bill.state, state)

    def test_a_dispute_leads_back_to_where_it_began_or_further(self):
        bill = self.in_state("sent").with_user(self.telecom_manager)
        bill.action_hold(self.reason("disputed_usage").id)
        self.assertTrue(bill.disputed)
        self.assertIn(bill, bill.search([("disputed", "=", True)]))
        bill.action_register_payment(100, reference="R1")
        self.assertEqual((bill.state, bill.amount_open), ("on_hold", 0))
        bill.action_release()
        self.assertEqual((bill.state, bill.disputed, bill.reason_id.id), ("settled", False, False))

    def test_payments_settle_and_are_taken_back(self):
        bill = self.in_state("sent").with_user(self.telecom_manager)
        bill.action_register_payment(30, "2026-03-10", "R1")
        self.assertEqual((bill.state, bill.amount_open), ("partially_paid", 70))
        bill.action_register_payment(70)
        self.assertEqual((bill.state, bill.amount_open), ("settled", 0))
        bill.action_register_payment(-70)
        self.assertEqual((bill.state, bill.amount_open), ("partially_paid", 70))
        bill.action_register_payment(-30)
        self.assertEqual((bill.state, bill.amount_open), ("sent", 100))
        self.assertEqual(bill.event_ids.sorted("id").mapped("verb"), ["pay", "pay", "reopen", "reopen"])

    def test_payments_that_make_no_sense_are_refused(self):
        bill = self.in_state("sent").with_user(self.telecom_manager)
        bill.action_register_payment(30, reference="R1")
        for arguments, text in (
            ((70.01,), "only .* is open"),
            ((0,), "Give the amount"),
            ((-31,), "More can't be taken back"),
            ((1, "2026-03-17"), "lies in the future"),
            ((1, False, "R1"), "has the payment “R1” already"),
            (("ten",), "is no number"),
        ):
            with self.subTest(arguments=arguments), self.assertRaisesRegex(UserError, text):
                bill.action_register_payment(*arguments)
        self.assertEqual(bill.amount_open, 70)

    def test_agents_hold_and_release_managers_do_the_rest(self):
        bill = self.in_state("new").with_user(self.telecom_agent)
        for call in (bill.action_validate, bill.action_send, lambda: bill.action_register_payment(1)):
            with self.assertRaises(AccessError):
                call()
        bill.action_hold(self.reason("disputed_amount").id)
        bill.action_release()
        self.assertEqual(bill.state, "new")
        with self.assertRaises(AccessError):
            bill.with_user(self.salesperson).action_hold(self.reason("disputed_amount").id)
        with self.assertRaises(AccessError):
            bill.with_user(self.other_telecom_agent).action_hold(self.reason("disputed_amount").id)

    def test_steps_of_payments_are_not_taken_by_hand(self):
        bill = self.in_state("sent").with_user(self.telecom_manager)
        for verb in ("pay", "reopen"):
            with self.assertRaises(UserError):
                bill._step_by_user(verb)
        self.assertEqual(bill.state, "sent")

    def test_an_account_with_open_bills_is_not_closed(self):
        bill = self.in_state("sent")
        with self.assertRaisesRegex(UserError, "Bills of it are open: S-1"):
            self.step(self.account, "close")
        bill.with_user(self.telecom_manager).action_register_payment(100)
        self.step(self.account, "close")
        self.assertEqual(self.account.state, "closed")

    def test_overdue(self):
        late = self.make_bill(name="late", state="sent", date="2026-02-01", date_due="2026-03-01")
        self.make_bill(name="due", state="sent", date="2026-02-01", date_due="2026-03-16")
        self.assertEqual(late.overdue_days, 15)
        found = self.env["crm.telecom.bill"].search([("overdue_days", ">", 0), ("account_id", "=", self.account.id)])
        self.assertEqual(found, late)

    def test_bills_follow_their_customer(self):
        bill = self.make_bill()
        new = self.make_customer("Takes Over Ltd")
        self.env["res.partner"]._rekey_customer(self.subscriber, new)
        self.assertEqual((bill.partner_id, bill.payer_id), (new, new))
