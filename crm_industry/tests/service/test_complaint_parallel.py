from odoo.exceptions import UserError
from odoo.tests import tagged

from .complaint_parallel_common import ComplaintParallelCommon
from .service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestComplaintParallel(ComplaintParallelCommon, ServiceCommon):
    """Two transactions that really commit: colleagues who promise the same goods twice."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            customer = env["res.partner"].create({"name": "Rush Customer", "is_company": True})
            product = env["product.product"].create({"name": "Rush Gel", "type": "consu"})
            self.partner_id, self.template_id = customer.id, product.product_tmpl_id.id
            complaint = env["crm.complaint"].create(
                {
                    "subject": "Leaks",
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "line_ids": [(0, 0, {"product_id": product.id, "quantity": 2})],
                }
            )
            complaint.action_accept()
            way = env.ref("crm_industry.complaint_resolution_repair")
            values = {"complaint_id": complaint.id, "type_id": way.id}
            self.complaint_ids = complaint.ids
            self.ids = env["crm.complaint.resolution"].create([values, values]).ids

    def submit(self, env, which):
        return env["crm.complaint.resolution"].browse(self.ids[which]).action_submit()

    def test_the_second_begins_again_and_is_refused(self):
        with self.transaction() as winner, self.transaction() as waiter:
            self.submit(winner, 0)
            winner.flush_all()
            self.assert_waits_and_fails(winner, waiter, lambda env: self.submit(env, 1))
            with self.assertRaisesRegex(UserError, "4 would be put right"):
                self.submit(waiter, 1)
            waiter.cr.rollback()
