from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .complaint_parallel_common import ComplaintParallelCommon


@tagged("post_install", "-at_install")
class TestComplaintAnswerParallel(ComplaintParallelCommon, TransactionCase):
    """An answer comes in while somebody else does something about the same complaint, in transactions that really commit."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            customer = env["res.partner"].create({"name": "Parallel customer", "is_company": True})
            values = {"subject": "Parallel", "partner_id": customer.id, "company_id": env.ref("base.main_company").id}
            complaint = env["crm.complaint"].create(values)
            complaint.action_accept()
            resolution = env["crm.complaint.resolution"].create(self.proposal(complaint))
            resolution._guarded_write({"approval_state": "approved"})
            resolution._done()
            self.partner_id, self.complaint_ids = customer.id, complaint.ids
        self.agent_id = self.env.ref("base.user_admin").id

    def proposal(self, complaint):
        way = complaint.env.ref("crm_industry.complaint_resolution_apology")
        return {"complaint_id": complaint.id, "type_id": way.id}

    def complaint(self, env):
        return env["crm.complaint"].browse(self.complaint_ids)

    def question(self, env):
        callbacks = self.complaint(env).callback_ids
        return callbacks.filtered(lambda each: each.kind == "satisfaction" and each.state == "planned")

    def test_second_answer_sees_the_first(self):
        with self.transaction(self.agent_id) as agent:
            question = self.question(agent)
            self.assertTrue(question)
            with self.transaction() as portal:
                self.complaint(portal)._customer_answer("no", comment="Nothing came")
            with self.begins_again(agent):
                question.action_log_call("reached", received="yes", score=5)
                agent.flush_all()
            with self.assertRaisesRegex(UserError, "not waited for any more"):
                question.action_log_call("reached", received="yes", score=5)
            self.assertEqual((self.complaint(agent).state, self.complaint(agent).round), ("accepted", 2))

    def test_nothing_is_proposed_while_it_closes(self):
        with self.transaction(self.agent_id) as agent:
            self.assertEqual(self.complaint(agent).state, "confirming")
            with self.transaction() as closing:
                self.complaint(closing)._customer_answer("yes", 5)
            with self.begins_again(agent):
                agent["crm.complaint.resolution"].create(self.proposal(self.complaint(agent)))
                agent.flush_all()
            with self.assertRaisesRegex(UserError, "is over"):
                agent["crm.complaint.resolution"].create(self.proposal(self.complaint(agent)))
            agent.cr.rollback()
