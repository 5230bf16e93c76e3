import json
from datetime import datetime

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .touchpoint_common import NOON
from .view_common import ViewCommon

WORDS = "Thanks"
SUBJECT = "Your order"
ANOTHER = "Somebody else's order"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestCustomerTimeline(ViewCommon):
    """What happened with a customer: every source, its pages and filters, and who reads it."""

    def test_trade(self):
        """Quotation, order, delivery, return, invoice, credit note and payment."""
        quotation = self.order(50, "2026-03-01 03:00:00", confirm=False)
        order = self.order(100, partner=self.contact)
        picking = self.deliver(order)
        invoice = self.invoice(order)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"payment_date": "2026-03-05"}
        )._create_payments()
        items = self.items(kinds=["quotation", "order", "delivery", "invoice", "payment"])
        self.assertEqual([item["kind"] for item in items], ["payment", "invoice", "delivery", "order", "quotation"])
        payment, billed, sent, ordered, offered = items
        self.assertEqual((offered["title"], offered["amount"], offered["status"]), (quotation.name, 50, "Quotation"))
        self.assertEqual((ordered["title"], ordered["time"]), (order.name, "2026-03-02 04:00:00"))
        self.assertEqual((ordered["contact"], ordered["user"]), ("Li Lei", self.salesperson.name))
        self.assertEqual((sent["res_id"], sent["direction"]), (picking.id, "out"))
        self.assertEqual((billed["title"], billed["day"], billed["amount"]), (invoice.name, "2026-03-04", 100))
        self.assertEqual((payment["day"], payment["amount"], payment["direction"]), ("2026-03-05", 100, "in"))
        json.dumps(items)

    def test_goods_that_come_back(self):
        picking = self.deliver(self.order())
        wizard = self.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.move_ids.picked = True
        back._action_done()
        items = self.items(kinds=["delivery", "return"])
        self.assertEqual([(item["res_id"], item["kind"]) for item in items], [(back.id, "return"), (picking.id, "delivery")])

    def test_contacts(self):
        call = self.touch("Price", contact_id=self.contact.id, result="positive")
        self.touch("At the shop", channel="visit", time=datetime(2026, 3, 8))
        self.touch("Brochure", channel="email", direction="out", time=datetime(2026, 3, 7))
        self.touch("Greeting", channel="social", time=datetime(2026, 3, 6))
        items = self.items(kinds=["call", "visit", "mail", "contact"])
        self.assertEqual([item["kind"] for item in items], ["call", "visit", "mail", "contact"])
        self.assertEqual((items[0]["res_id"], items[0]["contact"], items[0]["status"]), (call.id, "Li Lei", "Positive"))

    def test_corrected_entries_are_left_out(self):
        wrong = self.touch("Wrong")
        context = wrong.action_correct()["context"]
        self.env["crm.touchpoint"].with_user(self.salesperson).with_context(**context).create({"subject": "Right"})
        gone = self.touch("Never")
        context = gone.action_correct()["context"]
        self.env["crm.touchpoint"].with_user(self.salesperson).with_context(**context).create({"void": True})
        self.assertEqual(self.titles(kinds=["call"]), ["Right"])

    def test_mails_of_the_customer_and_its_documents(self):
        order = self.order()
        order.message_post(
            body=WORDS, subject=SUBJECT, message_type="comment", subtype_xmlid="mail.mt_comment",
            author_id=self.salesperson.partner_id.id,
        )  # fmt: skip
        order.message_post(body=WORDS, message_type="email", author_id=self.contact.id)
        self.customer.message_post(body=WORDS, message_type="comment", subtype_xmlid="mail.mt_note")
        self.make_customer("Else").message_post(body=WORDS, subject=ANOTHER, message_type="email")
        mails = {item["title"]: item for item in self.items(kinds=["mail"])}
        self.assertEqual(mails.keys(), {SUBJECT, order.name})
        self.assertEqual((mails[SUBJECT]["direction"], mails[SUBJECT]["user"]), ("out", self.salesperson.name))
        self.assertEqual((mails[order.name]["direction"], mails[order.name]["contact"]), ("in", "Li Lei"))

    def test_done_activities(self):
        call = self.customer.activity_schedule("mail.mail_activity_data_call", summary="Ring", user_id=self.env.uid)
        self.customer.activity_schedule("mail.mail_activity_data_todo", user_id=self.env.uid)
        call.action_feedback()
        self.assertEqual(self.titles(kinds=["call", "activity"]), ["Call · Harbour Trading"])

    def test_private_meetings_have_no_name(self):
        invited = [(6, 0, (self.customer | self.colleague.partner_id).ids)]
        times = {"start": "2026-03-09 01:00:00", "stop": "2026-03-09 02:00:00", "user_id": self.colleague.id}
        event = self.env["calendar.event"].create({"name": "Secret", "privacy": "private", "partner_ids": invited} | times)
        self.env["calendar.event"].create(
            {"name": "Open", "partner_ids": invited, "start": "2026-03-08 01:00:00", "stop": "2026-03-08 02:00:00"}
        )
        self.assertEqual(self.titles(kinds=["meeting"]), ["Private meeting", "Open"])
        event.partner_ids += self.salesperson.partner_id
        self.assertEqual(self.titles(kinds=["meeting"]), ["Secret", "Open"])

    def test_opportunities_and_complaints(self):
        self.env["crm.lead"].create({"name": "Big deal", "partner_id": self.contact.id, "expected_revenue": 900})
        complaint = self.env["crm.complaint"].create(
            {"subject": "Leaks", "partner_id": self.customer.id, "received_on": "2026-03-08 02:00:00"}
        )
        [lead] = self.items(kinds=["lead"])
        self.assertEqual((lead["title"], lead["amount"]), ("Big deal", 900))
        [received] = self.items(kinds=["complaint"])
        self.assertEqual((received["title"], received["status"]), (f"{complaint.name} · Leaks", "Received"))
        self.assertEqual((received["time"], received["direction"]), ("2026-03-08 02:00:00", "in"))

    # -- pages ---------------------------------------------------------------------------------------------------------

    def read_all(self, limit, **filters):
        """Turn the pages until the last one."""
        found, cursor = [], None
        while cursor is not False:
            page = self.view.timeline(self.customer.id, filters, cursor, limit)
            found += page["items"]
            cursor = json.loads(json.dumps(page["cursor"]))
            self.assertLessEqual(len(page["items"]), limit)
        return found

    def test_pages_leave_nothing_out_and_repeat_nothing(self):
        """Also where many things happened at the same moment."""
        for number in range(25):
            self.touch(f"Call {number}", time=datetime(2026, 3, 1 + number % 3, 2))
        for number in range(6):
            self.order(10 + number, f"2026-03-0{1 + number % 3} 02:00:00")
        for number in range(4):
            self.env["crm.complaint"].create(
                {"subject": f"Leak {number}", "partner_id": self.customer.id, "received_on": "2026-03-02 02:00:00"}
            )
        whole = self.items()
        self.assertEqual(len(whole), 35)
        self.assertEqual([item["time"] for item in whole], sorted((item["time"] for item in whole), reverse=True))
        for limit in (1, 4, 7, 34, 35, 36):
            self.assertEqual([item["id"] for item in self.read_all(limit)], [item["id"] for item in whole], limit)

    def test_what_comes_in_meanwhile_does_not_move_the_pages(self):
        for number in range(6):
            self.touch(f"Call {number}", time=datetime(2026, 3, 1 + number))
        first = self.view.timeline(self.customer.id, None, None, 3)
        self.touch("New")
        second = self.view.timeline(self.customer.id, None, first["cursor"], 3)
        titles = [item["title"] for item in first["items"] + second["items"]]
        self.assertEqual(titles, [f"Call {number}" for number in range(5, -1, -1)])

    def test_microseconds_are_kept_between_pages(self):
        """Times that PostgreSQL wrote itself are finer than seconds."""
        leads = self.env["crm.lead"].create([{"name": f"Deal {number}", "partner_id": self.customer.id} for number in range(4)])
        for number, lead in enumerate(leads):
            self.env.cr.execute(
                "UPDATE crm_lead SET create_date = %s WHERE id = %s", [datetime(2026, 3, 1, 0, 0, 0, 10 * number), lead.id]
            )
        self.assertEqual([item["title"] for item in self.read_all(1)], ["Deal 3", "Deal 2", "Deal 1", "Deal 0"])

    # -- filters -------------------------------------------------------------------------------------------------------

    def test_filters(self):
        self.touch("Price of gel", time=datetime(2026, 3, 7, 15, 59))
        self.touch("Price of ink", time=datetime(2026, 3, 7, 16), direction="out")
        self.touch("100 % sure", time=datetime(2026, 3, 5), channel="visit")
        self.assertEqual(self.titles(direction="out"), ["Price of ink"])
        self.assertEqual(self.titles(text=" price OF"), ["Price of ink", "Price of gel"])
        self.assertEqual(self.titles(text="%"), ["100 % sure"])
        self.assertEqual(self.titles(date_from="2026-03-08"), ["Price of ink"], "Shanghai")
        self.assertEqual(self.titles(date_to="2026-03-07", date_from="2026-03-06"), ["Price of gel"])
        self.assertEqual(self.titles(kinds=["visit", "order"]), ["100 % sure"])

    def test_arguments_that_make_no_sense_are_refused(self):
        for filters in ({"kinds": ["theft"]}, {"kinds": "call"}, {"kinds": [7]}, {"date_from": "soon"}, {"direction": "up"},
                        {"text": 5}, {"sql": "x"}, "x"):  # fmt: skip
            with self.assertRaises(UserError, msg=filters):
                self.view.timeline(self.customer.id, filters)
        for cursor in ("x", [1], ["x", "order", 1], ["2026-03-01", 5, 1], ["2026-03-01", "order", "1"], {"a": 1}, 7):
            with self.assertRaises(UserError, msg=cursor):
                self.view.timeline(self.customer.id, None, cursor)
        for limit in (0, 101, "10", None, True):
            with self.assertRaises(UserError, msg=limit):
                self.view.timeline(self.customer.id, None, None, limit)
        for customer in (0, "x", None, 2**60, [1]):
            with self.assertRaises(UserError, msg=customer):
                self.view.timeline(customer)

    # -- who reads what ------------------------------------------------------------------------------------------------

    def test_a_reader_without_rights_to_documents_sees_titles_and_opens_nothing(self):
        picking = self.deliver(self.order())
        reader = self.env["crm.customer.view"].with_user(self.agent)
        self.assertFalse(self.env["stock.picking"].with_user(self.agent).has_access("read"))
        [item] = reader.timeline(self.customer.id, {"kinds": ["delivery"]})["items"]
        self.assertEqual((item["res_id"], item["opens"]), (picking.id, False))
        self.touch()
        [item] = reader.timeline(self.customer.id, {"kinds": ["call"]})["items"]
        self.assertTrue(item["opens"])

    def test_who_looks_after_the_customer_reads_it(self):
        self.touch()
        stranger = new_test_user(self.env, "stranger", "base.group_user", company_id=self.company.id)
        readers = self.env["crm.customer.view"]
        for user in (self.salesperson, self.agent, self.sale_manager):
            self.assertTrue(readers.with_user(user).timeline(self.contact.id)["items"], user.login)
        for user in (self.colleague, stranger, self.env.ref("base.public_user")):
            for method in (readers.with_user(user).timeline, readers.with_user(user).customer_view):
                with self.assertRaises(AccessError, msg=user.login):
                    method(self.customer.id)
        self.customer.user_id = False
        self.assertTrue(readers.with_user(self.colleague).timeline(self.customer.id)["items"])

    def test_documents_of_other_customers_and_companies_are_left_out(self):
        self.touch("Own")
        self.touch("Else", partner_id=self.make_customer("Else").id)
        self.env["crm.touchpoint"].create(
            {"subject": "Elsewhere", "partner_id": self.customer.id, "company_id": self.other_company.id,
             "time": fields.Datetime.now()}
        )  # fmt: skip
        self.assertEqual(self.titles(), ["Own"])
        with self.assertRaises(AccessError):
            self.customer.company_id = self.other_company
            self.items()
