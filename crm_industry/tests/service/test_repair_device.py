from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .repair_common import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairDevice(RepairCommon):
    """A serial number tells the purchase and the warranty, and belongs to one open case."""

    def test_serial_number_fills_the_case_in(self):
        with Form(self.env["crm.complaint"].with_user(self.agent)) as form:
            form.subject = "Screen broken"
            form.device_serial = "x30-1"
        case = form.record
        self.assertEqual((case.partner_id, case.type_id.code), (self.customer, "repair"))
        self.assertEqual(case.order_id.id, self.purchase.id)
        line = case.line_ids
        self.assertEqual((line.product_id, line.serial, line.quantity), (self.phone, "X30-1", 1))
        self.assertEqual(line.order_line_id.id, self.purchase.order_line.id)

    def test_numbers_are_found_by_agents_only(self):
        salesperson = self.salesperson
        with Form(self.env["crm.complaint"].with_user(salesperson), view="crm_industry.crm_complaint_view_form") as form:
            form.subject = "Screen broken"
            self.assertNotIn("device_serial", form._view["fields"])
        case = self.env["crm.complaint"].with_user(salesperson).new({"device_serial": "X30-1", "company_id": self.company.id})
        case._onchange_device_serial()
        self.assertFalse(case.line_ids)

    def test_numbers_of_another_company_are_not_found(self):
        lines = self.env["crm.complaint.line"]
        self.assertEqual(lines._find_lots("X30-1", self.company), self.lots[0])
        self.assertFalse(lines._find_lots("X30-1", self.other_company))
        case = self.env["crm.complaint"].with_user(self.other_agent)
        case = case.new({"device_serial": "X30-1", "company_id": self.other_company.id})
        case._onchange_device_serial()
        self.assertFalse(case.line_ids)

    def test_purchase_of_the_device(self):
        invoice = self.purchase._create_invoices()
        invoice.invoice_date = "2026-03-04"
        invoice.action_post()
        line = self.bring().line_ids
        self.assertEqual((str(line.sold_on), line.sold_to_id), ("2026-03-02", self.customer))
        with self.assertRaises(AccessError):
            line.with_user(self.salesperson).read(["sold_to_id"])
        self.assertEqual((line.sold_picking_id.id, str(line.invoiced_on)), (self.purchase.picking_ids.id, "2026-03-04"))

    def test_last_day_of_the_warranty(self):
        """Delivered on 2 March at ten in Shanghai; a year is the default. The day counts in the company's time zone."""
        for moment, warranty in (("2027-03-02 15:59:00", "in"), ("2027-03-02 16:00:00", "out")):
            case = self.bring(received=moment)
            self.assertEqual((case.line_ids.warranty, str(case.line_ids.warranty_until)), (warranty, "2027-03-02"))
            case.with_user(self.service_manager).action_withdraw("Again")

    def test_narrowest_warranty_holds(self):
        policies = self.env["crm.warranty.policy"].with_user(self.service_manager)
        parent = self.env["product.category"].create({"name": "Electronics"})
        child = self.env["product.category"].create({"name": "Phones", "parent_id": parent.id})
        self.phone.categ_id = child
        found = lambda: policies._find(self.phone, self.company).months  # noqa: E731
        self.assertEqual(found(), 12)
        policies.create({"company_id": self.company.id, "categ_id": parent.id, "months": 24})
        self.assertEqual(found(), 24)
        policies.create({"company_id": self.company.id, "categ_id": child.id, "months": 18})
        self.assertEqual(found(), 18)
        policies.create({"company_id": self.company.id, "product_tmpl_id": self.phone.product_tmpl_id.id, "months": 0})
        self.assertEqual(found(), 0)
        self.assertEqual(policies._find(self.screen, self.company).months, 12)
        self.assertEqual(self.bring().line_ids.warranty, "out")

    def test_agents_change_no_warranties(self):
        policy = self.env["crm.warranty.policy"].search([("company_id", "=", self.company.id)])
        with self.assertRaises(AccessError):
            policy.with_user(self.agent).months = 99
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            policy.copy()

    def test_warranty_stays_as_it_was(self):
        case = self.bring()
        self.env["crm.warranty.policy"].search([("company_id", "=", self.company.id)]).months = 1
        self.assertEqual(case.line_ids.warranty, "in")
        case.line_ids.defect = "Scratched, too"
        self.assertEqual(case.line_ids.warranty, "in")
        for forged in ({"warranty": "out"}, {"warranty_until": "2030-01-01"}, {"device_key": "x"}):
            with self.assertRaises(AccessError):
                case.line_ids.write(forged)

    def test_device_of_unknown_origin(self):
        line = self.bring(serial="Q-99").line_ids
        self.assertEqual((line.warranty, line.sold_on, line.lot_id.id), ("unknown", False, False))
        case = line.complaint_id
        case.action_repair()
        case.repair_ids.action_receive()
        self.assertEqual((case.repair_ids.lot_id.sudo().name, case.repair_ids.payer), ("Q-99", "customer"))

    def test_repair_is_no_purchase(self):
        """A device that came back from a repair was delivered when it was sold."""
        repair = self.take_in()
        self.work_on(repair)
        repair.action_return()
        repair.complaint_id.callback_ids.action_log_call("reached", received="yes", score=5)
        line = self.bring(received="2026-07-01 02:00:00").line_ids
        self.assertEqual(str(line.sold_on), "2026-03-02")

    def test_one_open_case_for_a_device(self):
        first = self.bring()
        with self.assertRaisesRegex(ValidationError, f"x30-1 is in the open case {first.name}"):
            self.bring(serial="x30-1 ")
        self.bring(serial="X30-2")
        other = self.complain(line_ids=[Command.create({"product_id": self.phone.id, "serial": "X30-1"})])
        with self.assertRaisesRegex(ValidationError, "is in the open case"):
            other.type_id = first.type_id
        first.with_user(self.service_manager).action_withdraw("Taken down twice")
        other.type_id = first.type_id
        self.assertTrue(other.line_ids.device_key)

    def test_one_open_repair_for_a_device(self):
        """A complaint that asks for a repair counts, too."""
        self.take_in()
        other = self.complain(line_ids=[Command.create({"product_id": self.phone.id, "serial": "X30-1"})])
        other.action_accept()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            other.action_repair()

    def test_reopened_case_leaves_the_device_where_it_is(self):
        repair = self.take_in()
        self.work_on(repair)
        repair.action_return()
        first = repair.complaint_id
        first.callback_ids.action_log_call("reached", received="yes", score=5)
        self.assertFalse(first.line_ids.device_key)
        second = self.bring(received="2026-07-01 02:00:00")
        first.action_reopen("Broken again")
        self.assertEqual((bool(first.line_ids.device_key), bool(second.line_ids.device_key)), (False, True))

    def test_one_device_is_one(self):
        with self.assertRaisesRegex(ValidationError, "the quantity is 1"):
            self.complain(
                type_id=self.env.ref("crm_industry.complaint_type_repair").id,
                line_ids=[Command.create({"product_id": self.phone.id, "serial": "X30-1", "quantity": 2})],
            )
