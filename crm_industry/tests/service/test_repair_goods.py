from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .repair_common import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairGoods(RepairCommon):
    """Transfers of devices, by the warehouse's own screens as by the counter."""

    def test_warehouse_receives_and_returns(self):
        case = self.bring()
        case.action_repair()
        repair = case.repair_ids
        receipt = repair.sudo()._transfers("in")
        self.assertEqual((receipt.complaint_id.id, receipt.move_ids.lot_ids), (case.id, self.lots[0]))
        receipt.with_user(self.keeper).button_validate()
        self.assertEqual(repair.state, "received")
        self.work_on(repair)
        back = repair.sudo()._transfers("out", open_only=True)
        self.assertEqual((back.state, back.move_ids.move_line_ids.lot_id), ("assigned", self.lots[0]))
        back.with_user(self.keeper).button_validate()
        self.assertEqual((repair.state, case.state), ("returned", "confirming"))
        self.assertEqual(case.callback_ids.picking_id.id, back.id)

    def test_warehouse_makes_no_device_the_companys(self):
        case = self.bring()
        case.action_repair()
        receipt = case.repair_ids.sudo()._transfers("in").with_user(self.keeper)
        receipt.owner_id = receipt.move_line_ids.owner_id = False
        receipt.button_validate()
        here = self.lots[0].quant_ids.filtered(lambda quant: quant.location_id.usage == "internal" and quant.quantity)
        self.assertEqual(here.owner_id, self.customer)

    def test_received_once(self):
        repair = self.take_in()
        with self.assertRaisesRegex(UserError, "has come already"):
            repair.action_receive()
        with self.assertRaisesRegex(UserError, "not ready"):
            repair.action_return()

    def test_another_device_is_not_taken_nor_given(self):
        case = self.bring()
        case.action_repair()
        receipt = case.repair_ids.sudo()._transfers("in")
        receipt.move_ids.move_line_ids.lot_id = self.make_lot("X30-3")
        receipt.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "is about X30-1, not about X30-3"):
            receipt.with_user(self.keeper)._action_done()
        receipt.move_ids.move_line_ids.lot_id = self.lots[0]
        case.repair_ids.action_receive()
        self.work_on(case.repair_ids)
        back = case.repair_ids.sudo()._transfers("out", open_only=True)
        back.move_ids.move_line_ids.write({"lot_id": self.lots[1].id, "owner_id": False})
        back.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "is about X30-1, not about X30-2"):
            back.with_user(self.keeper)._action_done()

    def test_cancelled_return_is_made_again(self):
        repair = self.take_in()
        self.work_on(repair)
        back = repair.sudo()._transfers("out", open_only=True)
        back.with_user(self.keeper).action_cancel()
        again = repair.sudo()._transfers("out", open_only=True)
        self.assertTrue(again and again != back)
        repair.action_return()
        self.assertEqual(repair.state, "returned")

    def test_parcel_that_comes_back_goes_out_again(self):
        repair = self.take_in()
        self.work_on(repair)
        back = repair.sudo()._transfers("out", open_only=True)
        repair.action_return()
        wizard = self.env["stock.return.picking"].create({"picking_id": back.id})
        wizard.product_return_moves.quantity = 1
        parcel = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        parcel.move_ids.move_line_ids.unlink()
        parcel.move_ids.lot_ids = self.lots[0]
        parcel.move_ids.picked = True
        parcel._action_done()
        self.assertEqual(repair.state, "repaired")
        with self.assertRaisesRegex(UserError, "has not been returned"):
            repair.complaint_id.action_close()
        repair.action_return()
        self.assertEqual(repair.state, "returned")

    def test_awaited_device_can_be_called_off(self):
        case = self.bring()
        case.action_repair()
        case.resolution_ids.with_user(self.service_manager).action_cancel_request()
        self.assertEqual((case.repair_ids.state, case.state), ("cancelled", "accepted"))
        resolution = case.resolution_ids
        resolution.action_draft_request()
        resolution.action_submit()
        self.assertEqual((case.repair_ids.state, case.state), ("expected", "executing"))
        case.repair_ids.action_receive()
        self.assertEqual(case.repair_ids.state, "received")

    def test_several_devices_in_one_case(self):
        self.sell(self.lots[1], self.customer)
        case = self.complain(
            type_id=self.env.ref("crm_industry.complaint_type_repair").id,
            line_ids=[Command.create({"product_id": self.phone.id, "serial": lot.name}) for lot in self.lots],
        )
        case.action_accept()
        case.action_repair()
        first, second = case.repair_ids.sorted("serial")
        self.assertEqual((first.serial, second.serial), ("X30-1", "X30-2"))
        for repair in (first, second):
            repair.action_receive()
        self.work_on(first)
        first.action_return()
        self.assertEqual((first.state, second.state, case.state), ("returned", "received", "executing"))
        self.work_on(second)
        second.action_return()
        self.assertEqual(case.state, "confirming")

    def test_goods_without_numbers(self):
        case = self.complain(
            type_id=self.env.ref("crm_industry.complaint_type_repair").id,
            line_ids=[Command.create({"product_id": self.product.id, "quantity": 3})],
        )
        case.action_accept()
        case.action_repair()
        repair = case.repair_ids
        repair.action_receive()
        self.assertEqual((repair.state, self.job(repair).product_qty), ("received", 3))
        self.work_on(repair)
        repair.action_return()
        self.assertEqual((repair.state, case.state), ("returned", "confirming"))

    def test_device_without_its_number_is_not_awaited(self):
        case = self.complain(
            type_id=self.env.ref("crm_industry.complaint_type_repair").id,
            line_ids=[Command.create({"product_id": self.phone.id})],
        )
        case.action_accept()
        with self.assertRaisesRegex(UserError, "name the serial number"):
            case.action_repair()

    def test_something_more_is_repaired(self):
        repair = self.take_in()
        self.work_on(repair)
        repair.action_order_repair()
        self.assertEqual((repair.state, len(repair.sudo().order_ids)), ("received", 2))
        self.assertFalse(repair.sudo()._transfers("out", open_only=True))
        self.work_on(repair)
        self.assertEqual(repair.state, "repaired")

    def test_not_satisfied_is_repaired_again(self):
        repair = self.take_in()
        self.work_on(repair)
        repair.action_return()
        case = repair.complaint_id
        case.callback_ids.action_log_call("reached", received="yes", score=1, comment="Flickers")
        self.assertEqual((case.state, case.round), ("accepted", 2))
        case.action_repair()
        again = case.repair_ids - repair
        again.action_receive()
        self.assertEqual((again.state, repair.state, case.state), ("received", "returned", "executing"))

    def test_repair_is_neither_shipment_nor_delivery(self):
        repair = self.take_in()
        self.work_on(repair)
        repair.action_return()
        trips = {move_id for (move_id,) in self.env.execute_query(self.env["stock.move"]._round_trips_query())}
        self.assertEqual(trips, set(repair.sudo().line_id.move_ids.ids))

    def test_timeline_of_the_customer(self):
        repair = self.take_in()
        self.work_on(repair)
        entries = self.env["crm.customer.view"].with_user(self.agent).timeline(self.customer.id, {"kinds": ["repair"]})
        self.assertEqual([entry["kind"] for entry in entries["items"]], ["repair", "repair"])
