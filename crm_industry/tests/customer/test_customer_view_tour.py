from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .view_common import ViewCommon


@tagged("post_install", "-at_install")
class TestCustomerViewTour(HttpCase, ViewCommon):
    """The page as a salesperson without rights to accounting or stock uses it."""

    def test_a_salesperson_looks_at_a_customer(self):
        now = datetime.now().replace(microsecond=0)
        for number in range(2):
            self.order(at=(now - timedelta(days=1 + number)).isoformat())
        for number in range(45):
            self.touch(f"Call {number}", time=now - timedelta(days=3, hours=number))
        self.customer.activity_schedule("mail.mail_activity_data_call", summary="Ring", user_id=self.salesperson.id)
        self.start_tour(f"/odoo/res.partner/{self.customer.id}", "customer_view", login="grading_salesperson")
        self.assertEqual(
            self.env["crm.touchpoint"].search([("subject", "=", "Asks for ink")]).partner_id, self.customer
        )
