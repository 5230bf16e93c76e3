from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestComplaint(ServiceCommon):
    def solve(self, complaint):
        """Propose an apology, have it approved by somebody else, and call the customer."""
        resolution = self.propose(complaint)
        resolution.action_submit()
        resolution.with_user(self.service_manager).action_approve()
        self.apologise(complaint)
        return resolution

    def test_states_follow_the_facts(self):
        complaint = self.complain()
        seen = [complaint.state]
        complaint.action_accept()
        seen.append(complaint.state)
        resolution = self.propose(complaint)
        seen.append(complaint.state)
        resolution.action_submit()
        seen.append(complaint.state)
        resolution.with_user(self.service_manager).action_approve()
        seen.append(complaint.state)
        self.apologise(complaint)
        seen.append(complaint.state)
        self.assertEqual(seen, ["new", "accepted", "accepted", "approval", "executing", "confirming"])
        self.assertEqual(complaint.user_id, self.agent)
        kinds = ["received", "accepted", "proposed", "approved", "replied", "called", "solved"]
        self.assertEqual(complaint.event_ids.mapped("kind"), kinds)

    def test_numbers_are_unique_and_events_begin_at_the_receipt(self):
        earlier = fields.Datetime.now() - timedelta(hours=3)
        first, second = self.complain(received_on=earlier), self.complain()
        self.assertNotEqual(first.name, second.name)
        self.assertRegex(first.name, r"^CP/\d{4}/\d{5}$")
        self.assertEqual(first.event_ids.time, earlier)

    def test_customer_is_found_by_the_contact(self):
        values = {"subject": "Leaks", "contact_id": self.contact.id, "company_id": self.company.id}
        self.assertEqual(self.env["crm.complaint"].with_user(self.agent).create(values).partner_id, self.customer)

    def test_customer_is_no_contact(self):
        with self.assertRaisesRegex(ValidationError, "is a contact of Complaining Customer"):
            self.complain(partner_id=self.contact.id)

    def test_order_of_somebody_else(self):
        other = self.make_customer("Somebody Else")
        order = self.env["sale.order"].create({"partner_id": other.id, "company_id": self.company.id})
        with self.assertRaisesRegex(ValidationError, "Somebody Else does not belong to Complaining Customer"):
            self.complain(order_id=order.id)

    def test_unknown_customer_is_taken_down_but_not_accepted(self):
        complaint = self.complain(partner_id=False)
        with self.assertRaisesRegex(UserError, "find out who the customer is"):
            complaint.action_accept()

    def test_accepted_once(self):
        complaint = self.complain()
        complaint.action_accept()
        with self.assertRaisesRegex(UserError, "accepted already"):
            complaint.with_user(self.colleague).action_accept()

    def test_refused_resolution_leaves_it_to_the_agent(self):
        complaint = self.complain()
        complaint.action_accept()
        resolution = self.propose(complaint)
        resolution.action_submit()
        resolution.with_user(self.service_manager).action_refuse("Too little")
        self.assertEqual(complaint.state, "accepted")

    def test_open_loop_is_not_closed(self):
        complaint = self.complain()
        with self.assertRaisesRegex(UserError, "Nothing has been decided"):
            complaint.action_close()
        complaint.action_accept()
        self.propose(complaint).action_submit()
        with self.assertRaisesRegex(UserError, "waits for approval"):
            complaint.action_close()

    def test_no_door_writes_the_state(self):
        complaint = self.complain()
        for user in (self.agent, self.service_manager, self.env.user):
            mine = complaint.with_user(user)
            for vals in ({"state": "closed"}, {"closed_on": fields.Datetime.now()}, {"round": 2}):
                with self.assertRaises(AccessError):
                    mine.write(vals)
            with self.assertRaises(AccessError):
                self.complain(user, state="closed")
            with self.assertRaises(UserError):
                mine.unlink()
        self.assertNotIn("active", complaint._fields)

    def test_events_are_kept(self):
        event = self.complain().event_ids
        with self.assertRaises(AccessError):
            event.with_user(self.service_manager).write({"note": "x"})
        with self.assertRaises(AccessError):
            event.write({"time": fields.Datetime.now()})
        with self.assertRaises(AccessError):
            event.with_user(self.service_manager).unlink()
        with self.assertRaisesRegex(UserError, "are kept"):
            event.sudo().unlink()
        with self.assertRaises(AccessError):
            self.env["crm.complaint.event"].create({"complaint_id": event.complaint_id.id, "kind": "confirmed"})

    def test_new_round_when_the_customer_is_not_satisfied(self):
        complaint = self.complain()
        complaint.action_accept()
        first = self.solve(complaint)
        complaint.action_reopen("It leaks again")
        self.assertEqual((complaint.state, complaint.round), ("accepted", 2))
        self.assertTrue(first.done_on)
        with self.assertRaisesRegex(UserError, "Nothing has been decided"):
            complaint.action_close()
        with self.assertRaisesRegex(UserError, "open as it is"):
            complaint.action_reopen("Again")

    def test_withdrawn_by_the_manager_before_anything_is_done(self):
        complaint = self.complain()
        with self.assertRaises(AccessError):
            complaint.action_withdraw("The customer found it")
        managed = complaint.with_user(self.service_manager)
        with self.assertRaisesRegex(UserError, "Give a reason"):
            managed.action_withdraw(" ")
        managed.action_withdraw("The customer found it")
        self.assertEqual(complaint.state, "withdrawn")
        with self.assertRaisesRegex(UserError, "is over"):
            managed.write({"partner_id": self.make_customer("Else").id})

    def test_not_withdrawn_when_solved(self):
        complaint = self.complain()
        complaint.action_accept()
        self.solve(complaint)
        with self.assertRaisesRegex(UserError, "being solved already"):
            complaint.with_user(self.service_manager).action_withdraw("No more calls")

    def test_own_resolution_is_not_approved(self):
        complaint = self.complain(self.service_manager)
        complaint.action_accept()
        resolution = self.propose(complaint)
        resolution.action_submit()
        with self.assertRaises(AccessError):
            resolution.action_approve()

    def test_other_company_sees_nothing(self):
        complaint = self.complain()
        with self.assertRaises(AccessError):
            complaint.with_user(self.other_agent).read(["subject"])

    def test_salesperson_takes_down_and_does_not_handle(self):
        complaint = self.complain(self.salesperson)
        self.assertEqual(complaint.state, "new")
        with self.assertRaises(AccessError):
            complaint.write({"subject": "Nothing"})
        with self.assertRaises(AccessError):
            complaint.action_accept()

    def test_salesperson_does_not_see_customers_of_others(self):
        self.customer.user_id = self.service_manager
        complaint = self.complain()
        with self.assertRaises(AccessError):
            complaint.with_user(self.salesperson).read(["subject"])

    def test_quantity_of_goods(self):
        product = self.env["product.product"].create({"name": "Washing gel"})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.complain(line_ids=[(0, 0, {"product_id": product.id, "quantity": 0})])
        with self.assertRaises(ValidationError):
            self.complain(line_ids=[(0, 0, {"product_id": product.id, "quantity": float("nan")})])

    def test_goods_of_what_is_over_stay(self):
        product = self.env["product.product"].create({"name": "Washing gel"})
        complaint = self.complain(line_ids=[(0, 0, {"product_id": product.id})])
        line, other = complaint.line_ids, self.complain()
        complaint.with_user(self.service_manager).action_withdraw("The customer found it")
        lines = self.env["crm.complaint.line"].with_user(self.agent)
        for change in (
            lambda: line.write({"quantity": 7}),
            lambda: line.write({"complaint_id": other.id}),
            line.unlink,
            lambda: lines.create({"complaint_id": complaint.id, "product_id": product.id}),
            lambda: complaint.write({"subject": "All is well"}),
            lambda: complaint.write({"channel": "visit"}),
        ):
            with self.assertRaisesRegex(UserError, "is over"):
                change()
        lines.create({"complaint_id": other.id, "product_id": product.id})

    def test_time_of_receipt_is_a_real_one(self):
        now = fields.Datetime.now()
        complaint = self.complain(received_on=now - timedelta(days=400))
        for time in (now + timedelta(minutes=1), "9999-12-31 00:00:00", "2099-01-01 00:00:00", "0001-01-01 00:00:00"):
            with self.assertRaisesRegex(ValidationError, "can't have been received at that time"), self.env.cr.savepoint():
                self.complain(received_on=time)
            with self.assertRaisesRegex(ValidationError, "can't have been received at that time"), self.env.cr.savepoint():
                complaint.received_on = time

    def test_when_and_how_it_was_received_stays_once_it_is_accepted(self):
        complaint = self.complain(channel="phone", received_on=fields.Datetime.now() - timedelta(days=2)).with_user(self.agent)
        complaint.write({"channel": "visit", "received_on": fields.Datetime.now() - timedelta(days=1)})
        complaint.action_accept()
        for values in ({"channel": "phone"}, {"received_on": fields.Datetime.now()}):
            with self.assertRaisesRegex(UserError, "is accepted: when and how it was received stays"):
                complaint.write(values)
        self.assertEqual(complaint.channel, "visit")

    def test_a_salesperson_names_the_goods_of_own_complaints_until_they_are_accepted(self):
        product = self.env["product.product"].create({"name": "Washing gel"})
        own = self.complain(self.salesperson, line_ids=[(0, 0, {"product_id": product.id})])
        add = self.env["crm.complaint.line"].with_user(self.salesperson).create
        add({"complaint_id": own.id, "product_id": product.id})
        self.assertEqual(len(own.line_ids), 2)
        values = {
            "subject": "Leaking parcel",
            "partner_id": self.customer.id,
            "line_ids": [(0, "virtual_1", {"product_id": product.id, "quantity": 2})],
        }
        form = self.env["crm.complaint"].with_user(self.salesperson)
        [saved] = form.web_save(values, {"subject": {}, "line_ids": {"fields": {"product_id": {}, "quantity": {}}}})
        self.assertEqual(saved["line_ids"][0]["quantity"], 2)
        self.env["ir.default"].set("crm.complaint.line", "sold_to_id", self.customer.id, user_id=self.salesperson.id)
        self.assertFalse(add({"complaint_id": own.id, "product_id": product.id}).sudo().sold_to_id)
        for forged in (add, add.__self__.with_context(default_sold_to_id=self.customer.id).create):
            values = {"sold_to_id": self.customer.id} if forged is add else {}
            with self.assertRaises(AccessError):
                forged({"complaint_id": own.id, "product_id": product.id} | values)
        own.with_user(self.agent).action_accept()
        for complaint in (own, self.complain()):
            with self.assertRaisesRegex(AccessError, "Only service agents change the goods"):
                add({"complaint_id": complaint.id, "product_id": product.id})

    def test_a_complaint_stays_with_its_company(self):
        complaint = self.complain()
        self.agent.company_ids += self.other_company
        complaint.write({"company_id": self.company.id})
        with self.assertRaisesRegex(UserError, "stays with its company"):
            complaint.write({"company_id": self.other_company.id})
