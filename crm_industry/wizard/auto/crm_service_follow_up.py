from odoo import fields, models


class CrmServiceFollowUp(models.TransientModel):
    """What a customer says in the call after a job."""

    _name = "crm.service.follow.up"
    _inherit = ["crm.auto.answer.mixin"]
    _description = "Follow-up Call"

    job_id = fields.Many2one("crm.service.job", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="job_id.partner_id")
    phone = fields.Char(related="job_id.partner_id.phone")

    def _take_answer(self, score, words):
        self.job_id.action_follow_up(score, words)
