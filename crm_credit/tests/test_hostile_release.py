from odoo.exceptions import AccessError
from odoo.tests import tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install")
class TestHostileRelease(CreditCheckCommon):
    """Releases for what one wrote oneself, and for another company."""

    def test_own_order_under_the_name_of_somebody_else(self):
        officer = self._user("credit_writing_officer", "crm_credit.group_credit_officer,sales_team.group_sale_salesman_all_leads")
        for name in (self.seller, self.env["res.users"]):
            order = self.env["sale.order"].with_user(officer).create(
                {
                    "partner_id": self.customer.id,
                    "user_id": name.id,
                    "order_line": [(0, 0, {"product_id": self.product.id, "price_unit": 1500.0})],
                }
            )
            order.action_confirm()
            self.assertEqual(order.credit_state, "held")
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                order.action_release_credit("Trust me")
            order.with_user(self.officer).action_release_credit("Agreed")
            order.action_confirm()
            self.assertEqual(order.state, "sale")
            order.sudo()._action_cancel()

    def test_release_of_one_company_is_none_of_another(self):
        other = self.env["res.company"].create({"name": "Other"})
        other.write({"credit_check_confirm": "block"})
        self._set_limit(self.customer, 1000.0, company=other)
        self.customer.company_id = False
        order = self._held_order(1500.0)
        order.with_user(self.officer).action_release_credit("Agreed")
        order.write({"company_id": other.id, "warehouse_id": False})
        order.action_confirm()
        self.assertEqual((order.company_id, order.state, order.credit_state), (other, "draft", "held"))
