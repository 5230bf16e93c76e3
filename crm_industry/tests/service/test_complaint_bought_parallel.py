from odoo.exceptions import UserError
from odoo.tests import tagged

from .complaint_parallel_common import ComplaintParallelCommon
from .service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestComplaintBoughtParallel(ComplaintParallelCommon, ServiceCommon):
    """Two transactions that really commit: two complaints about the same pieces of an order."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            customer = env["res.partner"].create({"name": "Rush Customer", "is_company": True})
            product = env["product.product"].create({"name": "Rush Gel", "type": "consu"})
            goods = {"product_id": product.id, "product_uom_qty": 2}
            order = env["sale.order"].create(
                {"partner_id": customer.id, "company_id": self.company.id, "order_line": [(0, 0, goods)]}
            )
            # Confirmed without transfers, which would outlive the test.
            order.state = "sale"
            self.partner_id, self.template_id, self.order_id = customer.id, product.product_tmpl_id.id, order.id
            self.keys = [f"complaint_goods:{order.order_line.id}"]
            complaints = env["crm.complaint"].create([self.complaint(order) for _each in range(2)])
            complaints.action_accept()
            self.complaint_ids = complaints.ids
            way = env.ref("crm_industry.complaint_resolution_replacement")
            values = [{"complaint_id": complaint.id, "type_id": way.id} for complaint in complaints]
            self.ids = env["crm.complaint.resolution"].create(values).ids

    def complaint(self, order):
        goods = {"product_id": order.order_line.product_id.id, "quantity": 2, "order_line_id": order.order_line.id}
        return {
            "subject": "Leaks",
            "partner_id": order.partner_id.id,
            "order_id": order.id,
            "company_id": self.company.id,
            "line_ids": [(0, 0, goods)],
        }

    def submit(self, env, which):
        return env["crm.complaint.resolution"].browse(self.ids[which]).action_submit()

    def test_the_second_complaint_begins_again_and_is_refused(self):
        with self.transaction() as winner, self.transaction() as waiter:
            self.submit(winner, 0)
            winner.flush_all()
            self.assert_waits_and_fails(winner, waiter, lambda env: self.submit(env, 1))
            with self.assertRaisesRegex(UserError, "puts 2 right; 2 more are too many"):
                self.submit(waiter, 1)
            waiter.cr.rollback()
