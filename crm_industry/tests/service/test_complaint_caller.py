from odoo.tests import Form, tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintCaller(GoodsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.write({"phone": "138 1234 5678", "email": "caller@example.com"})
        cls.customer.phone = "021-5555 6666"

    def call(self, asked, user=None):
        self.env.invalidate_all()
        form = Form(self.env["crm.complaint"].with_user(user or self.agent))
        form.caller = asked
        return form

    def test_found_by_phone_however_it_is_written(self):
        for asked in ("13812345678", "+86 138-1234-5678", "0086 138 1234 5678", "(138)12345678"):
            form = self.call(asked)
            self.assertEqual((form.partner_id, form.contact_id), (self.customer, self.contact), asked)
            self.assertEqual(form.value_orders, 1)

    def test_number_of_the_company(self):
        for asked in ("02155556666", "+86 21 55556666"):
            form = self.call(asked)
            self.assertEqual((form.partner_id, form.contact_id.id), (self.customer, False), asked)

    def test_found_by_mail_and_by_order(self):
        form = self.call(" Caller@Example.com ")
        self.assertEqual((form.partner_id, form.contact_id), (self.customer, self.contact))
        form = self.call(self.order.name.lower())
        self.assertEqual((form.partner_id, form.order_id), (self.customer, self.order))
        form.subject = "Leaks"
        self.env.invalidate_all()
        self.assertEqual(form.save().order_id, self.order)

    def test_goods_of_an_order_that_sold_one_thing(self):
        form = self.call(self.order.name)
        form.subject = "Leaks"
        [line] = form.save().line_ids
        self.assertEqual(line.order_line_id, self.order.order_line)
        more = self.order.copy()
        more.order_line.copy({"order_id": more.id})
        more.action_confirm()
        self.assertEqual(len(self.call(more.name).line_ids), 0, "the agent names what is wrong")

    def test_found_by_name(self):
        self.assertEqual(self.call("complaining cust").partner_id, self.customer)

    def test_names_of_two_characters(self):
        self.customer.name = "李娜"
        self.assertEqual(self.call("李娜").partner_id, self.customer)
        with self.assertLogs("odoo.tests.form.onchange", "WARNING"):
            self.assertFalse(self.call("李").partner_id)

    def test_several_are_offered(self):
        other = self.make_customer("Somebody Else", phone="+86 138 1234 5678")
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            form = self.call("13812345678")
        self.assertIn("Somebody Else", logs.output[0])
        self.assertFalse(form.partner_id)
        self.assertEqual(form.caller_ids[:], self.contact | other)
        form.contact_id = self.contact
        self.assertEqual(form.partner_id, self.customer)

    def test_nobody(self):
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            form = self.call("13900000000")
        self.assertIn("Nobody is known", logs.output[0])
        form.subject = "Leaks"
        self.assertFalse(form.save().partner_id)

    def test_employees_are_no_callers(self):
        self.agent.partner_id.email = "agent@example.com"
        with self.assertLogs("odoo.tests.form.onchange", "WARNING"):
            self.assertFalse(self.call("agent@example.com").partner_id)

    def test_orders_of_other_companies_tell_nothing(self):
        with self.assertLogs("odoo.tests.form.onchange", "WARNING"):
            self.assertFalse(self.call(self.order.name, self.other_agent).order_id)

    def test_salespeople_find_by_their_own_orders_only(self):
        self.order.user_id = self.service_manager
        found, order = self.env["crm.complaint"].with_user(self.salesperson)._find_caller(self.order.name)
        self.assertFalse(order)
        self.assertFalse(found)
        self.order.user_id = self.salesperson
        _found, order = self.env["crm.complaint"].with_user(self.salesperson)._find_caller(self.order.name)
        self.assertEqual(order, self.order)

    def test_short_and_odd_questions(self):
        finder = self.env["crm.complaint"].with_user(self.agent)
        for asked in (None, "", "  ", "12", "%%%", "___", "@@@", "+++", "\\\\\\"):
            partners, order = finder._find_caller(asked)
            self.assertFalse(partners | order.partner_id, asked)
