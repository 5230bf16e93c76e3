from odoo.tests import tagged

from .loop_common import LoopCommon


@tagged("post_install", "-at_install")
class TestComplaintLists(LoopCommon):
    """Lists of the service cost as many statements for many rows as for a few."""

    def cost(self, records, view="list"):
        """Return the number of statements that a list takes to read its rows."""
        names = list(self.env[records._name].get_views([(False, view)])["models"][records._name]["fields"])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        # As the client asks for them: by their ids.
        records.browse(records.ids).read(names)
        return self.cr.sql_log_count - before

    def test_many_rows_cost_as_much_as_few(self):
        complaints = self.env["crm.complaint"].with_user(self.agent)
        for number in range(9):
            customer = self.make_customer(f"Customer {number}")
            complaint = self.complain(partner_id=customer.id, line_ids=[(0, 0, {"product_id": self.product.id, "quantity": 1})])
            if number % 3:
                complaint.action_accept()
                self.propose(complaint)
            complaints |= complaint
            self.env["crm.complaint.callback"]._plan(complaint.sudo(), "apology", self.company._business_today())
        for records in (complaints, complaints.clock_ids, complaints.callback_ids, complaints.resolution_ids):
            with self.subTest(model=records._name):
                self.assertGreater(len(records), 4)
                self.cost(records)
                self.assertLessEqual(self.cost(records), self.cost(records[:2]) + 1)
        self.cost(complaints, "kanban")
        self.assertLessEqual(self.cost(complaints, "kanban"), self.cost(complaints[:2], "kanban") + 1)
