from odoo.exceptions import UserError
from odoo.tests import tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install")
class TestClearance(CreditCheckCommon):
    """What would clear a hold: which invoices, how much, how small an order, how much more limit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)

    def _invoice(self, amount, days):
        day = self.company._business_today().fromordinal(self.company._business_today().toordinal() - days)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [(0, 0, {"product_id": self.product.id, "price_unit": amount, "tax_ids": False})],
            }
        )
        invoice.action_post()
        return invoice

    def test_over_the_limit(self):
        newer, older = self._invoice(500.0, 3), self._invoice(300.0, 9)
        clearance = self._order(600.0).with_user(self.seller)._credit_clearance()
        self.assertEqual((clearance["pay"], clearance["late"], clearance["advance"]), (400.0, 0.0, 0.0))
        self.assertEqual(
            [(invoice["id"], invoice["name"], invoice["days"], invoice["amount"]) for invoice in clearance["invoices"]],
            [(older.id, older.name, 9, 300.0), (newer.id, newer.name, 3, 100.0)],
        )
        self.assertEqual((clearance["smaller"], clearance["limit"], clearance["status"]), (200.0, 400.0, None))

    def test_what_it_says_is_true(self):
        invoice = self._invoice(800.0, 0)
        order = self._order(600.0)
        clearance = order._credit_clearance()
        order.order_line.price_unit = clearance["smaller"]
        self._confirm(order)
        self.assertEqual((order.state, invoice.payment_state), ("sale", "not_paid"))

    def test_tolerance_counts(self):
        self.company.credit_tolerance = 10.0
        clearance = self._order(1650.0)._credit_clearance()
        self.assertEqual((clearance["pay"], clearance["smaller"], clearance["limit"]), (550.0, 1100.0, 500.0))
        self.assertEqual(clearance["advance"], 550.0, "no invoice is open")

    def test_panel_adds_up_with_the_tolerance(self):
        self.company.credit_tolerance = 10.0
        self._confirm(self._order(200.0))
        panel = self._order(1650.0).credit_panel
        self.assertEqual((panel["limit"], panel["tolerance"], panel["tolerance_rate"]), (1000.0, 100.0, 10.0))
        self.assertEqual((panel["used"], panel["order"], panel["left"]), (200.0, 1650.0, -850.0))
        self.assertEqual(panel["clearance"]["pay"], 750.0, "200 + 1,650 - 1,000 - 100")

    def test_customer_is_named_where_it_does_not_stand_beside(self):
        order = self._order(1500.0)
        notification = self._confirm(order)
        self.assertNotIn(self.customer.name, order.credit_message)
        self.assertEqual(notification["params"]["message"].count(self.customer.name), 1)
        with self.assertRaisesRegex(UserError, f"{order.name} of {self.customer.name}"), self.cr.savepoint():
            order.write({"state": "sale"})

    def test_overdue(self):
        self.company.write({"credit_overdue_rule": True, "credit_overdue_days": 10, "credit_overdue_amount": 50.0})
        late = self._invoice(200.0, 11)
        clearance = self._order(10.0)._credit_clearance()
        self.assertEqual((clearance["pay"], clearance["late"]), (150.0, 150.0))
        self.assertEqual((clearance["smaller"], clearance["limit"]), (None, None))
        self.assertEqual([invoice["id"] for invoice in clearance["invoices"]], late.ids)

    def test_prepayment_and_status(self):
        self._set_limit(self.customer, mode="prepay", status="hold")
        clearance = self._order(70.0)._credit_clearance()
        self.assertEqual((clearance["pay"], clearance["limit"], clearance["status"]), (70.0, None, "hold"))

    def test_clear_or_released_documents_need_nothing(self):
        self.assertFalse(self._order(10.0)._credit_clearance())
        order = self._held_order(1500.0)
        self.assertTrue(order._credit_clearance())
        order.with_user(self.officer).action_release_credit("Agreed")
        self.assertFalse(order._credit_clearance())
