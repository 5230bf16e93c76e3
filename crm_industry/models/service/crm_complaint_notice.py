from odoo import models

DECISION = "crm_industry.mail_activity_complaint_decision"
ANSWER = "crm_industry.mail_activity_complaint_answer"


class CrmComplaint(models.Model):
    """Who has to do something about a complaint finds it among the own activities."""

    _inherit = "crm.complaint"

    def _notice(self, activity, user, note=None):
        """Give somebody an activity on this complaint, one of each kind at a time.

        :param str activity: external id of the activity type
        :param user: res.users, may be empty
        """
        self.ensure_one()
        # sudo: whoever causes it need not handle complaints
        complaint = self.sudo().with_context(lang=user.lang, mail_activity_quick_update=True)
        kind = self.env.ref(activity)
        known = complaint.activity_ids.filtered(lambda each: each.activity_type_id == kind and each.user_id == user)
        if user and not known:
            complaint.activity_schedule(activity, user_id=user.id, note=note)

    def _notice_over(self, activity):
        """What an activity asked for has been done: it is no longer open for anybody."""
        # sudo: whoever does it need not be who was asked
        self.sudo().activity_feedback([activity])
