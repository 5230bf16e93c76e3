from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .repair_common import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairLoan(RepairCommon):
    """A unit to use in the meantime: out, back, and the case stays open until it is."""

    def lend(self, repair, user=None, days=14):
        wizard = (
            self.env["crm.complaint.lend"]
            .with_user(user or self.agent)
            .create(
                {
                    "repair_id": repair.id,
                    "product_id": self.phone.id,
                    "due_date": self.company._business_today() + timedelta(days=days),
                }
            )
        )
        wizard.action_go()
        return repair.loan_ids[:1]

    def hand_out(self, loan):
        """The keeper hands the second phone over."""
        picking = loan.sudo().move_ids.picking_id.filtered(lambda each: each.state not in ("done", "cancel"))
        self.assertEqual(picking.move_ids.move_line_ids.lot_id, self.lots[1])
        picking.with_user(self.keeper).button_validate()

    def test_out_and_back(self):
        repair = self.take_in()
        value = self.phone.with_company(self.company).total_value
        loan = self.lend(repair)
        self.assertEqual((loan.state, loan.partner_id), ("asked", self.customer))
        self.hand_out(loan)
        self.assertEqual((loan.state, loan.lot_id.id), ("lent", self.lots[1].id))
        self.assertEqual(self.phone.with_company(self.company).total_value, value)
        self.assertEqual(self.phone.with_context(warehouse_id=self.warehouse.id).free_qty, 0)
        loan.action_take_back()
        self.assertEqual(loan.state, "returned")
        quants = self.lots[1].quant_ids.filtered("quantity")
        self.assertEqual((quants.location_id, quants.quantity), (self.stock, 1))

    def test_case_waits_for_the_unit(self):
        repair = self.take_in()
        loan = self.lend(repair)
        self.hand_out(loan)
        self.work_on(repair)
        repair.action_return()
        case = repair.complaint_id
        case.callback_ids.action_log_call("reached", received="yes", score=5)
        self.assertEqual(case.state, "confirming")
        with self.assertRaisesRegex(UserError, "X30-2 is still at the customer"):
            case.action_close()
        loan.action_take_back()
        self.assertEqual((case.state, case.closed_as), ("closed", "confirmed"))

    def test_another_unit_is_not_taken_back(self):
        loan = self.lend(self.take_in())
        self.hand_out(loan)
        back = loan.sudo().move_ids.picking_id.filtered(lambda each: each.state == "assigned")
        self.assertEqual(back.move_ids.move_line_ids.lot_id, self.lots[1])
        back.move_ids.move_line_ids.lot_id = self.make_lot("X30-3")
        back.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "was lent X30-2, not X30-3"):
            back.with_user(self.keeper)._action_done()

    def test_cancelled_return_is_awaited_again(self):
        loan = self.lend(self.take_in())
        self.hand_out(loan)
        back = loan.sudo().move_ids.picking_id.filtered(lambda each: each.state == "assigned")
        back.with_user(self.keeper).action_cancel()
        self.assertEqual(loan.state, "lent")
        loan.action_take_back()
        self.assertEqual(loan.state, "returned")

    def test_unit_that_is_not_needed(self):
        loan = self.lend(self.take_in())
        loan.action_cancel_loan()
        self.assertEqual(loan.state, "cancelled")
        with self.assertRaisesRegex(UserError, "not at the customer"):
            loan.action_take_back()

    def test_unit_that_stays_away(self):
        repair = self.take_in()
        loan = self.lend(repair)
        self.hand_out(loan)
        with self.assertRaises(AccessError):
            loan.action_write_off("Lost")
        loan.with_user(self.service_manager).action_write_off("Lost on a train")
        self.assertEqual((loan.state, loan.kept_note), ("kept", "Lost on a train"))
        self.assertFalse(loan._open_reason())
        self.assertEqual(repair.complaint_id.cost, 2500.0)

    def test_late_units(self):
        loan = self.lend(self.take_in(), days=0)
        self.hand_out(loan)
        self.assertFalse(loan.is_late)
        loan.sudo()._guarded_write({"due_date": loan.due_date - timedelta(days=1)})
        self.assertTrue(loan.is_late)
        self.assertEqual(self.env["crm.complaint.loan"].search([("is_late", "=", True), ("id", "=", loan.id)]), loan.sudo(False))

    def test_others_lend_nothing(self):
        repair = self.take_in()
        with self.assertRaises(AccessError):
            self.lend(repair, self.other_agent)
        with self.assertRaises(AccessError):
            self.lend(repair, self.salesperson)
        loan = self.lend(repair)
        with self.assertRaises(AccessError):
            loan.write({"state": "returned"})
        with self.assertRaises(AccessError):
            loan.with_user(self.other_agent).action_take_back()
        move = loan.sudo().move_ids.with_user(self.keeper)
        with self.assertRaises(AccessError):
            move.complaint_loan_id = False

    def test_nothing_is_lent_for_a_device_that_is_back(self):
        repair = self.take_in()
        self.work_on(repair)
        with self.assertRaisesRegex(UserError, "ready or back"):
            self.lend(repair)
