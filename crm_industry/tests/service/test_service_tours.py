from odoo import fields
from odoo.tests import HttpCase, tagged

from .loop_common import LoopCommon


@tagged("post_install", "-at_install")
class TestServiceTours(HttpCase, LoopCommon):
    def setUp(self):
        super().setUp()
        self.env["crm.complaint.callback"].search([("state", "=", "planned")]).sudo()._guarded_write({"state": "cancelled"})
        self.agent.lang = "en_US"
        self.policy.callback_days = 0
        # At any hour of the day.
        self.company.write({"contact_quiet_from": 0, "contact_quiet_to": 0})
        # Every day is a working day.
        self.calendar.attendance_ids.unlink()
        self.complaint = self.ship(fields.Datetime.to_string(fields.Datetime.now()))

    def test_an_agent_calls_and_the_complaint_closes(self):
        self.callback(self.complaint, "apology").action_log_call("reached")
        self.start_tour("/odoo/callbacks", "complaint_callback", login="agent")
        self.env.invalidate_all()
        self.assertEqual((self.complaint.state, self.complaint.closed_as), ("closed", "confirmed"))
        answer = self.complaint.callback_ids.filtered("score")
        self.assertEqual((answer.score, answer.comment), (4, "All is well"))

    def test_an_agent_looks_at_the_figures(self):
        self.callback(self.complaint, "apology").action_log_call("reached")
        self.start_tour("/odoo/service-dashboard", "service_dashboard", login="agent")
