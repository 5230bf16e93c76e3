from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_grading.tests.parallel_common import ParallelCommon

from .service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestComplaintParallel(ParallelCommon, ServiceCommon):
    """Two transactions that really commit: colleagues who promise the same goods twice."""

    transaction_context = {"tracking_disable": True, "lang": "en_US"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.forget)
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
            way = env.ref("crm_industry.complaint_resolution_replacement")
            values = {"complaint_id": complaint.id, "type_id": way.id}
            self.complaint_id = complaint.id
            self.ids = env["crm.complaint.resolution"].create([values, values]).ids

    def forget(self):
        tables = ("crm_complaint_event", "crm_complaint_resolution", "crm_complaint_line")
        with self.transaction() as env:
            env["mail.activity"].search([("res_model", "=", "crm.complaint"), ("res_id", "=", self.complaint_id)]).unlink()
            env["mail.message"].search([("model", "=", "crm.complaint"), ("res_id", "=", self.complaint_id)]).unlink()
            env["mail.followers"].search([("res_model", "=", "crm.complaint"), ("res_id", "=", self.complaint_id)]).unlink()
            # Complaints are never deleted in any other way.
            env.cr.execute("DELETE FROM crm_complaint_resolution_line WHERE resolution_id = ANY(%s)", [self.ids])
            for table in tables:
                env.cr.execute(SQL("DELETE FROM %s WHERE complaint_id = %s", SQL.identifier(table), self.complaint_id))
            env.cr.execute("DELETE FROM crm_complaint WHERE id = %s", [self.complaint_id])
            env.cr.execute("DELETE FROM crm_capacity_lock WHERE key = %s", [f"complaint:{self.complaint_id}"])
            env["product.template"].browse(self.template_id).unlink()
            env["res.partner"].browse(self.partner_id).unlink()

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
