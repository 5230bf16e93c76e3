from odoo.tests import freeze_time, tagged

from .assessment_common import AssessmentCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestHandoverMarket(AssessmentCommon):
    """What somebody answers for in the market goes to the successor."""

    def hand_over(self):
        """The clerk's work goes to the manager."""
        values = {"user_id": self.clerk.id, "company_id": self.company.id, "successor_id": self.manager.id}
        handover = self.env["crm.handover"].with_user(self.manager).create(values)
        handover.action_list()
        handover.action_start()
        return handover

    def make(self, kind, **values):
        """A record of the company that the clerk answers for."""
        return self.env[kind].create(values | {"company_id": self.company.id, "user_id": self.clerk.id})

    def test_open_work_goes_to_the_successor_and_back(self):
        assessment = self.assess(user_id=self.clerk.id)
        common = {"assessment_id": assessment.id, "user_id": self.clerk.id, "deadline": "2026-03-31"}
        work = self.env["crm.assessment.action"].with_user(self.manager)
        actions = work.create([{"name": "Call"} | common, {"name": "Write"} | common])
        actions[1].result = "Written"
        actions[1].action_done()
        survey = self.make("crm.loyalty.survey", name="Spring", date="2026-03-01")
        segment = self.make("crm.market.segment", name="Regulars")
        entry = self.make("crm.data.register", name="Telephone", model="res.partner", field_name="phone")
        moment = self.make("crm.moment", name="First call", target=90, standard="Reached")
        going = (assessment, actions[0], survey, segment, entry, moment)
        handover = self.hand_over()
        # The action makes an activity of its own for its new owner.
        items = handover.item_ids.filtered(lambda item: item.res_model != "mail.activity")
        self.assertEqual(set(items.mapped("state")), {"done"})
        self.assertEqual({record.user_id for record in going}, {self.manager})
        self.assertEqual(actions[1].user_id, self.clerk, "it was done before")
        self.assertIn(self.manager, actions[0].activity_ids.user_id)
        handover.action_undo()
        self.assertEqual({record.user_id for record in going}, {self.clerk})
