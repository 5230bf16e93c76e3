from odoo import fields
from odoo.tests import HttpCase, tagged

from .repair_common import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairTour(HttpCase, RepairCommon):
    def test_an_agent_at_the_counter(self):
        self.purchase.picking_ids.move_ids.date = fields.Datetime.now()
        self.agent.lang = "en_US"
        self.start_tour("/odoo/complaints/new", "repair_case_take_in", login="agent")
        self.env.invalidate_all()
        repair = self.env["crm.complaint.repair"].search([("serial", "=", "X30-1")]).with_user(self.agent)
        self.assertEqual((repair.state, repair.partner_id, repair.warranty), ("received", self.customer, "in"))
        self.add_part(repair)
        self.work_on(repair)
        self.start_tour("/odoo/device-repairs", "repair_case_hand_over", login="agent")
        self.env.invalidate_all()
        self.assertEqual((repair.state, repair.complaint_id.state), ("returned", "confirming"))
