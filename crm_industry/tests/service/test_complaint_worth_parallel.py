from odoo.exceptions import UserError
from odoo.tests import tagged

from .complaint_parallel_common import ComplaintParallelCommon
from .service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestComplaintWorthParallel(ComplaintParallelCommon, ServiceCommon):
    """Two transactions that really commit: two complaints promise the money of one order."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            customer = env["res.partner"].create({"name": "Rush Customer", "is_company": True})
            product = env["product.product"].create({"name": "Rush Gel", "type": "consu", "taxes_id": False})
            lines = [(0, 0, {"product_id": product.id, "product_uom_qty": 2, "price_unit": 20})]
            order = env["sale.order"].create({"partner_id": customer.id, "company_id": self.company.id, "order_line": lines})
            self.partner_id, self.template_id, self.order_id = customer.id, product.product_tmpl_id.id, order.id
            values = {"subject": "Leaks", "partner_id": customer.id, "company_id": self.company.id, "order_id": order.id}
            complaints = env["crm.complaint"].create([values, values])
            complaints.action_accept()
            way = env.ref("crm_industry.complaint_resolution_credit")
            drafts = [{"complaint_id": complaint.id, "type_id": way.id, "amount": 40} for complaint in complaints]
            self.complaint_ids = complaints.ids
            self.ids = env["crm.complaint.resolution"].create(drafts).ids

    def test_the_second_decides_on_what_the_first_left(self):
        with self.transaction() as winner, self.transaction() as waiter:
            first = winner["crm.complaint.resolution"].browse(self.ids[0])
            first._lock_worth()
            self.assert_waits_and_fails(
                winner, waiter, lambda env: env["crm.complaint.resolution"].browse(self.ids[1]).action_submit()
            )
            with self.assertRaisesRegex(UserError, "no invoice"):
                waiter["crm.complaint.resolution"].browse(self.ids[1]).action_submit()
            waiter.cr.rollback()
