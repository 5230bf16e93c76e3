from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .complaint_parallel_common import ComplaintParallelCommon
from .service_common import ServiceCommon

# What a received device leaves behind, in the order in which it can be taken away.
OF_PRODUCT = (
    "stock_move_line",
    "repair_order",
    "crm_complaint_repair",
    "stock_move",
    "crm_complaint_resolution_line",
    "stock_quant",
)


@tagged("post_install", "-at_install")
class TestRepairParallel(ComplaintParallelCommon, ServiceCommon):
    """Two transactions that really commit: colleagues who take the same device in."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            product = env["product.product"].create({"name": "Rush Phone", "is_storable": True, "tracking": "serial"})
            customer = env["res.partner"].create({"name": "Rush Customer", "is_company": True})
            self.template_id, self.product_id, self.partner_id = product.product_tmpl_id.id, product.id, customer.id

    def take_down(self, env):
        case = env["crm.complaint"].create(
            {
                "subject": "Broken",
                "partner_id": self.partner_id,
                "company_id": self.company.id,
                "type_id": env.ref("crm_industry.complaint_type_repair").id,
                "line_ids": [(0, 0, {"product_id": self.product_id, "serial": "RUSH-1"})],
            }
        )
        env.flush_all()
        self.complaint_ids.append(case.id)
        return case

    def forget_goods(self, env):
        pickings = env["stock.move"].search([("product_id", "=", self.product_id)]).picking_id.ids
        self.forget_threads(env, "stock.picking", pickings)
        # None of this is ever deleted in any other way.
        for table in OF_PRODUCT:
            env.cr.execute(SQL("DELETE FROM %s WHERE product_id = %s", SQL.identifier(table), self.product_id))
        env.cr.execute(SQL("DELETE FROM stock_picking WHERE id = ANY(%s)", pickings))
        env.cr.execute(SQL("DELETE FROM stock_lot WHERE product_id = %s", self.product_id))

    def test_the_second_case_of_a_device_is_refused(self):
        with self.transaction() as winner, self.transaction() as loser:
            # The loser looks first, and sees no other case.
            loser["crm.complaint.line"].search_count([])
            self.take_down(winner)
            winner.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
                self.take_down(loser)
            loser.cr.rollback()

    def test_the_second_receipt_begins_again_and_is_refused(self):
        with self.transaction() as env:
            case = self.take_down(env)
            case.action_accept()
            way = env.ref("crm_industry.complaint_resolution_repair")
            resolution = env["crm.complaint.resolution"].create({"complaint_id": case.id, "type_id": way.id})
            resolution._guarded_write({"approval_state": "approved"})
            resolution._carry_out()
            repair_id = case.repair_ids.id
            self.keys.append(f"complaint_repair:{repair_id}")

        def receive(env):
            return env["crm.complaint.repair"].browse(repair_id).action_receive()

        with self.transaction() as winner, self.transaction() as loser:
            receive(winner)
            winner.flush_all()
            self.assert_waits_and_fails(winner, loser, receive)
            with self.assertRaisesRegex(UserError, "has come already"):
                receive(loser)
            loser.cr.rollback()
