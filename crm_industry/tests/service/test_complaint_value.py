from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .goods_common import GoodsCommon


@tagged("post_install", "-at_install")
class TestComplaintValue(GoodsCommon):
    """Ten bottles at 20, which cost 8 each, are ordered and delivered by the common ground."""

    def setUp(self):
        super().setUp()
        self.company.customer_view_margin = "all"
        self.order.date_order = datetime(2021, 3, 5, 10, 0)

    def order_more(self, day, price, **values):
        line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": price}
        content = {"partner_id": self.customer.id, "company_id": self.company.id, "order_line": [(0, 0, line)]}
        order = self.env["sale.order"].create(content | values)
        order.action_confirm()
        order.date_order = day
        return order

    def test_figures_of_a_customer(self):
        self.company.grading_sales_basis = "ordered"
        self.order_more(datetime(2023, 1, 2), 50)
        self.order_more(datetime(2024, 1, 2), 30, partner_id=self.contact.id)
        quotation = self.order_more(datetime(2024, 1, 3), 1000)
        quotation._action_cancel()
        worth = self.complain()._value_summary()
        self.assertEqual((worth["orders"], worth["first_order"]), (3, date(2021, 3, 5)))
        self.assertEqual((worth["ordered_amount"], worth["net_sales"]), (280, 280))
        self.assertEqual(worth["margin"], 280 - 12 * 8)
        self.assertEqual((worth["credit"], worth["complaints"]), ("Normal", 0))

    def test_sales_and_returns_are_those_invoiced(self):
        self.company.grading_sales_basis = "invoiced"
        complaint = self.complain()
        self.assertEqual((complaint.value_net_sales, complaint.value_margin), (0, 0))
        invoice = self.order._create_invoices()
        invoice.action_post()
        complaint.invalidate_recordset()
        self.assertEqual((complaint.value_net_sales, complaint.value_margin, complaint.value_returns), (200, 120, 0))
        credit_note = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        credit_note.invoice_line_ids.filtered("product_id").quantity = 3
        credit_note.action_post()
        complaint.invalidate_recordset()
        self.assertEqual((complaint.value_net_sales, complaint.value_returns), (140, 60))

    def test_orders_of_other_companies_do_not_count(self):
        complaint = self.complain(company_id=self.other_company.id, user=self.env.user)
        self.assertEqual((complaint.value_orders, complaint.value_first_order), (0, False))

    def test_complaints_before(self):
        first = self.complain(received_on=datetime(2024, 5, 1, 8))
        first.action_accept()
        self.policy_free(100)
        self.propose(first, amount=40).action_submit()
        self.complain(received_on=datetime(2024, 6, 1, 8)).with_user(self.service_manager).action_withdraw("A mistake")
        second = self.complain(received_on=datetime(2024, 7, 1, 8))
        third = self.complain()
        figures = [
            (each.value_complaints, each.value_last_complaint, each.value_complaint_cost) for each in first | second | third
        ]
        self.assertEqual(figures, [(0, False, 0), (1, first.received_on, 40), (2, second.received_on, 40)])

    def policy_free(self, amount):
        self.env["crm.complaint.policy"].search([("company_id", "=", self.company.id)]).free_amount = amount

    def test_shown_while_the_call_is_taken(self):
        form = Form(self.env["crm.complaint"].with_user(self.agent))
        self.assertFalse(form.value_known)
        form.partner_id = self.customer
        self.assertEqual((form.value_known, form.value_orders, form.value_ordered), (True, 1, 200))

    def test_the_page_of_the_customer_is_one_click_away(self):
        complaint = self.leak(1).with_user(self.agent)
        action = complaint.action_open_customer_view()
        self.assertEqual((action["tag"], action["context"]["active_id"]), ("crm_industry_customer_view", self.customer.id))
        shown = self.env["crm.customer.view"].with_user(self.agent).customer_view(action["context"]["active_id"])
        self.assertEqual(shown["customer"]["id"], self.customer.id)

    def test_agents_need_no_rights_to_sales(self):
        self.env.invalidate_all()
        complaint = self.complain(order_id=self.order.id)
        self.assertFalse(self.env["sale.order"].with_user(self.agent).has_access("read"))
        self.assertEqual(complaint.value_orders, 1)

    def test_salespeople_see_the_worth_of_their_own_customers(self):
        complaint = self.complain(self.salesperson)
        self.assertEqual(complaint.value_orders, 1)
        self.customer.user_id = self.service_manager
        complaint.invalidate_recordset()
        self.assertFalse(complaint.value_known)
        self.assertEqual((complaint.value_orders, complaint.value_margin), (0, 0))
        self.assertFalse(complaint._value_summary())
        keen = new_test_user(self.env, "keen", "sales_team.group_sale_salesman_all_leads", company_id=self.company.id)
        self.assertEqual(complaint.with_user(keen).value_orders, 1)

    def test_margins_are_for_whom_the_company_shows_them(self):
        self.company.grading_sales_basis = "ordered"
        manager = new_test_user(
            self.env,
            "value_boss",
            "sales_team.group_sale_manager,crm_industry.group_service_manager",
            company_id=self.company.id,
        )
        complaint = self.complain(self.salesperson)
        sees = {
            "all": (self.salesperson, self.agent, manager),
            "sales": (self.salesperson, self.agent, manager),
            "managers": (manager,),
        }
        for setting, readers in sees.items():
            self.company.customer_view_margin = setting
            for user in (self.salesperson, self.agent, manager):
                self.env.invalidate_all()
                seen = complaint.with_user(user)
                shown = user in readers
                self.assertEqual(
                    (seen.value_shows_margin, seen.value_margin), (shown, 120 if shown else 0), (setting, user.login)
                )
                self.assertEqual(seen._value_summary().get("margin"), 120 if shown else None)
                self.assertEqual(seen.value_net_sales, 200)

    def test_worth_needs_access_to_the_complaint(self):
        with self.assertRaises(AccessError):
            self.complain().with_user(self.other_agent)._value_summary()

    def test_a_list_is_worked_out_at_once(self):
        customers = [self.make_customer(f"Customer {number}") for number in range(10)]
        complaints = self.complain()
        for customer in customers:
            complaints |= self.complain(partner_id=customer.id)
        self.env.flush_all()
        self.env.invalidate_all()
        complaints.mapped("value_orders")
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            complaints.mapped("value_orders")
