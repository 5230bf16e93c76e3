from odoo.exceptions import UserError
from odoo.tests import tagged

from .repair_common import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairFlow(RepairCommon):
    """The way of a device: in, repaired, back, and the customer's last word."""

    def test_repair_in_warranty(self):
        case = self.bring()
        case.action_repair()
        repair = case.repair_ids
        self.assertEqual((case.state, repair.state, repair.payer), ("executing", "expected", "warranty"))
        repair.action_receive()
        self.assertEqual((repair.state, repair.serial), ("received", "X30-1"))
        job = self.job(repair)
        self.assertEqual(
            (job.state, job.under_warranty, job.lot_id, job.user_id), ("draft", True, self.lots[0], self.env["res.users"])
        )
        self.add_part(repair)
        self.work_on(repair)
        self.assertEqual((repair.state, case.state), ("repaired", "executing"))
        with self.assertRaisesRegex(UserError, "X30-1 has not been returned"):
            case.action_close()
        repair.action_return()
        self.assertEqual((repair.state, case.state), ("returned", "confirming"))
        with self.assertRaisesRegex(UserError, "not said yet that all is well"):
            case.action_close()
        callback = case.callback_ids
        self.assertEqual((callback.kind, callback.state), ("satisfaction", "planned"))
        callback.action_log_call("reached", received="yes", score=5)
        self.assertEqual((case.state, case.closed_as), ("closed", "confirmed"))
        kinds = case.event_ids.mapped("kind")
        self.assertLessEqual({"device_received", "device_repaired", "device_returned", "delivered", "solved"}, set(kinds))
        self.assertEqual((repair.parts_cost, case.cost), (120.0, 120.0))
        told = [row["text"] for row in self.env["crm.complaint.portal"].sudo()._history(case.sudo())]
        self.assertIn("Your device is ready", told)

    def test_device_stays_the_customers(self):
        before = self.phone.with_company(self.company).total_value
        repair = self.take_in()
        quant = self.lots[0].quant_ids.filtered(lambda each: each.location_id.usage == "internal" and each.quantity)
        self.assertEqual((quant.owner_id, quant.quantity), (self.customer, 1))
        self.assertEqual(quant.location_id, self.company.repair_device_location_id)
        free = self.phone.with_company(self.company).with_context(warehouse_id=self.warehouse.id).free_qty
        self.assertEqual(free, 1, "X30-2 alone")
        self.assertEqual(self.phone.with_company(self.company).total_value, before)
        self.work_on(repair)
        repair.action_return()
        self.assertFalse(
            sum(self.lots[0].quant_ids.filtered(lambda each: each.location_id.usage == "internal").mapped("quantity"))
        )
        self.assertEqual(self.phone.with_company(self.company).total_value, before)
        self.assertEqual(self.purchase.order_line.qty_delivered, 1)


@tagged("post_install", "-at_install")
class TestRepairQuote(RepairCommon):
    """Out of warranty the customer pays, and says yes before a part is used."""

    def quoted(self, **values):
        repair = self.take_in(received="2027-06-01 02:00:00", **values)
        self.add_part(repair)
        repair.action_make_quote()
        return repair

    def test_parts_wait_for_the_customer(self):
        repair = self.take_in(received="2027-06-01 02:00:00")
        self.assertEqual((repair.warranty, repair.payer), ("out", "customer"))
        part = self.add_part(repair)
        job = self.job(repair)
        job.action_validate()
        with self.assertRaisesRegex(UserError, "make a quotation first"):
            job.action_repair_start()
        repair.action_make_quote()
        self.assertEqual((repair.state, repair.quote_status, repair.quote_amount), ("quoted", "draft", 300.0))
        with self.assertRaisesRegex(UserError, "has not accepted"):
            job.action_repair_start()
        part.quantity = 1
        with self.assertRaisesRegex(UserError, "has not accepted"):
            part.sudo()._action_done()
        with self.assertRaisesRegex(UserError, "has not answered the quote"):
            repair.complaint_id.action_close()
        repair.action_accept_quote("On the phone")
        self.assertEqual((repair.state, repair.quote_status), ("received", "accepted"))
        job.action_repair_start()
        job.action_repair_end()
        self.assertEqual(repair.state, "repaired")
        self.assertEqual((repair.parts_cost, repair.complaint_id.cost), (120.0, 0.0))

    def test_more_parts_ask_again(self):
        repair = self.quoted()
        repair.action_accept_quote()
        self.add_part(repair, 2)
        self.assertEqual((repair.state, repair.quote_status, repair.quote_amount), ("quoted", "grown", 900.0))
        job = self.job(repair)
        job.action_validate()
        with self.assertRaisesRegex(UserError, "has not accepted"):
            job.action_repair_start()
        repair.action_accept_quote()
        job.action_repair_start()
        self.assertEqual(repair.state, "repairing")

    def test_refused_quote_sends_the_device_back(self):
        repair = self.quoted()
        repair.action_refuse_quote("Too dear")
        self.assertEqual((repair.state, repair.quote_status), ("repaired", "refused"))
        self.assertEqual(repair.sudo().order_ids.state, "cancel")
        repair.action_return()
        self.assertEqual(repair.complaint_id.state, "confirming")

    def test_no_more_is_used_than_was_asked_for(self):
        repair = self.quoted()
        repair.action_accept_quote()
        job = self.job(repair)
        job.action_validate()
        job.action_repair_start()
        job.move_ids.quantity = 3
        with self.assertRaisesRegex(UserError, "3 would be used, the customer was asked for 1"):
            job.action_repair_end()

    def test_refused_quote_can_be_tried_again(self):
        repair = self.quoted()
        self.assertFalse(repair.can_quote)
        repair.action_refuse_quote("Too dear")
        repair.action_order_repair()
        self.add_part(repair)
        self.assertTrue(repair.can_quote)
        repair.action_make_quote()
        self.assertEqual((repair.state, repair.quote_status), ("quoted", "draft"))

    def test_given_up_by_the_technician(self):
        repair = self.quoted()
        job = self.job(repair)
        job.action_repair_cancel()
        self.assertEqual((repair.state, repair.quote_status), ("repaired", "refused"))
        job.action_repair_cancel_draft()
        self.assertEqual((repair.state, repair.can_quote), ("received", True))
        self.assertFalse(repair.sudo()._transfers("out", open_only=True))
        job.action_create_sale_order()
        self.assertEqual(repair.state, "quoted")

    def test_quote_by_mail(self):
        repair = self.quoted()
        with self.assertRaisesRegex(UserError, "has no e-mail address"):
            repair.action_send_quote()
        self.customer.email = "customer@example.com"
        repair.action_send_quote()
        self.assertEqual((repair.quote_status, repair.state), ("sent", "quoted"))
        with self.assertRaisesRegex(UserError, "Give a reason"):
            repair.action_refuse_quote("")

    def test_nothing_to_quote_for(self):
        repair = self.take_in(received="2027-06-01 02:00:00")
        with self.assertRaisesRegex(UserError, "name the parts first"):
            repair.action_make_quote()
        with self.assertRaisesRegex(UserError, "no quote waits"):
            repair.action_accept_quote()
        inside = self.take_in(serial="Q-7")
        inside.with_user(self.service_manager).action_change_payer("goodwill", "Good customer")
        self.add_part(inside)
        with self.assertRaisesRegex(UserError, "does not pay for this repair"):
            self.job(inside).action_create_sale_order()
