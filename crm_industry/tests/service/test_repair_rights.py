from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .repair_common import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairRights(RepairCommon):
    """Agents have no rights on stock, sales and repair orders; technicians none on cases; nobody writes a state."""

    def test_agent_reads_in_plain_words(self):
        repair = self.take_in()
        self.assertFalse(self.agent.has_group("stock.group_stock_user"))
        [values] = repair.web_read(
            {name: {} for name in ("state", "work", "quote_status", "parts_cost", "technician_id", "lot_id", "payer_note")}
            | {"product_id": {"fields": {"display_name": {}}}, "complaint_id": {"fields": {"display_name": {}}}}
        )
        self.assertEqual(values["state"], "received")
        self.assertIn(self.job(repair).name, values["work"])
        for model in ("repair.order", "stock.picking"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.agent).search([])

    def test_nobody_writes_states(self):
        repair = self.take_in()
        for user in (self.agent, self.service_manager, self.finance, self.technician):
            for vals in ({"state": "returned"}, {"returned_on": "2026-06-02 00:00:00"}, {"payer": "goodwill"}):
                with self.assertRaises(AccessError):
                    repair.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                repair.with_user(user).create({"line_id": repair.sudo().line_id.id})
            with self.assertRaises(AccessError):
                repair.with_user(user).unlink()
        for vals in ({"state": "returned"}, {"payer": "goodwill"}):
            with self.assertRaises(AccessError):
                repair.sudo().write(vals)
        with self.assertRaisesRegex(UserError, "are kept"):
            repair.sudo().unlink()

    def test_other_company(self):
        repair = self.take_in()
        theirs = repair.with_user(self.other_agent)
        self.assertFalse(theirs.search([]))
        for verb in ("action_return", "action_receive", "action_order_repair", "action_make_quote", "action_accept_quote"):
            with self.assertRaises(AccessError):
                getattr(theirs, verb)()
        with self.assertRaises(AccessError):
            theirs.action_refuse_quote("No")

    def test_salespeople_look_and_touch_nothing(self):
        repair = self.take_in()
        self.customer.user_id = self.salesperson
        mine = repair.with_user(self.salesperson)
        self.assertEqual(mine.read(["state"])[0]["state"], "received")
        with self.assertRaises(AccessError):
            mine.action_order_repair()
        self.customer.user_id = self.env.ref("base.user_admin")
        self.assertFalse(mine.search([("id", "=", repair.id)]))

    def test_technician_sees_the_case_in_words(self):
        repair = self.take_in()
        job = self.job(repair)
        self.assertIn(repair.complaint_id.name, job.complaint_note)
        self.assertIn("X30-1 · In Warranty", job.complaint_note)
        with self.assertRaises(AccessError):
            repair.complaint_id.with_user(self.technician).read(["name"])

    def test_technician_does_not_change_what_the_case_decides(self):
        repair = self.take_in(received="2027-06-01 02:00:00")
        job = self.job(repair)
        for vals in (
            {"under_warranty": True},
            {"lot_id": self.lots[1].id},
            {"partner_id": self.agent.partner_id.id},
            {"complaint_repair_id": False},
        ):
            with self.assertRaises(AccessError):
                job.write(vals)
        job.write({"under_warranty": False, "internal_notes": "Water inside"})
        with self.assertRaises(AccessError):
            job.create({"product_id": self.phone.id, "complaint_repair_id": repair.id})
        with self.assertRaisesRegex(UserError, "belongs to a service case"):
            job.unlink()

    def test_technician_quotes_without_rights_on_sales(self):
        repair = self.take_in(received="2027-06-01 02:00:00")
        self.add_part(repair)
        self.job(repair).action_create_sale_order()
        self.assertEqual((repair.state, repair.quote_amount), ("quoted", 300.0))
        quote = repair.sudo().order_ids.sale_order_id
        with self.assertRaises(AccessError):
            quote.with_user(self.technician)._action_confirm()
        quote.unlink()
        self.assertEqual((repair.state, repair.quote_status, repair.can_quote), ("received", "none", True))

    def test_repairs_without_a_case_are_as_ever(self):
        job = (
            self.env["repair.order"]
            .with_user(self.technician)
            .create({"product_id": self.phone.id, "lot_id": self.lots[1].id, "partner_id": self.customer.id})
        )
        job.under_warranty = True
        self.assertEqual((job.is_of_case, job.complaint_note), (False, False))
        job.action_validate()
        job.action_repair_start()
        job.action_repair_end()
        self.assertEqual(job.state, "done")

    def test_who_pays_is_the_managers_decision(self):
        repair = self.take_in(received="2027-06-01 02:00:00")
        with self.assertRaises(AccessError):
            repair.action_change_payer("goodwill", "Good customer")
        managed = repair.with_user(self.service_manager)
        with self.assertRaisesRegex(UserError, "Give a reason"):
            managed.action_change_payer("goodwill", " ")
        with self.assertRaisesRegex(UserError, "not in warranty"):
            managed.action_change_payer("warranty", "Good customer")
        with self.assertRaisesRegex(UserError, "Choose who pays"):
            managed.action_change_payer("nobody", "Good customer")
        self.add_part(repair)
        repair.action_make_quote()
        managed.action_change_payer("goodwill", "Good customer")
        self.assertEqual((repair.payer, repair.state, repair.warranty), ("goodwill", "received", "out"))
        self.assertTrue(self.job(repair).under_warranty)
        self.work_on(repair)
        self.assertEqual((repair.state, repair.complaint_id.cost), ("repaired", 120.0))
        with self.assertRaisesRegex(UserError, "worked on already"):
            managed.action_change_payer("customer", "After all")

    def test_damage_that_the_warranty_does_not_cover(self):
        repair = self.take_in()
        self.add_part(repair)
        repair.with_user(self.service_manager).action_change_payer("customer", "Water inside")
        with self.assertRaisesRegex(UserError, "make a quotation first"):
            self.work_on(repair)

    def test_customer_answers_on_the_portal(self):
        for verb, status, state in (("action_confirm", "accepted", "received"), ("_action_cancel", "refused", "repaired")):
            repair = self.take_in(received="2027-06-01 02:00:00", serial="X30-1" if state == "received" else "Q-8")
            self.add_part(repair)
            repair.action_make_quote()
            quote = repair.sudo().order_ids.sale_order_id.with_user(self.env.ref("base.public_user")).sudo()
            getattr(quote, verb)()
            self.assertEqual((repair.quote_status, repair.state), (status, state))
        with self.assertRaises(AccessError):
            quote.with_user(self.salesperson).sudo(False).write({"repair_accepted_amount": 1.0})

    def test_case_is_no_way_around_the_loop(self):
        repair = self.take_in()
        case = repair.complaint_id
        for vals in ({"state": "closed"}, {"closed_on": "2026-06-02 00:00:00"}):
            with self.assertRaises(AccessError):
                case.write(vals)
        with self.assertRaises(UserError):
            case.with_user(self.service_manager).action_withdraw("Enough")
        with self.assertRaises(UserError):
            repair.sudo().resolution_id.with_user(self.service_manager).action_cancel_request()
        with self.assertRaises(UserError):
            case.action_close()
