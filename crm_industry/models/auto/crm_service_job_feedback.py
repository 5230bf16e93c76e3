from odoo import models


class CrmServiceJob(models.Model):
    """The call after a service is feedback as that after a sale or a handover."""

    _inherit = "crm.service.job"

    def _plan_follow_up(self):
        result = super()._plan_follow_up()
        feedbacks = self.env["crm.auto.feedback"]
        for job in self.filtered("follow_up_due"):
            feedbacks._ask("service", job.partner_id, job.vehicle_id, job.station_id, job.follow_up_due, job=job)
        return result

    def _followed_up(self):
        result = super()._followed_up()
        feedbacks = self.env["crm.auto.feedback"]
        due = self.follow_up_due or self._transition_today()
        feedback = feedbacks._ask("service", self.partner_id, self.vehicle_id, self.station_id, due, job=self)
        feedback._answer(self.follow_up_score, self.follow_up_words, self.follow_up_source)
        return result
