from odoo import fields, models


class CrmAutoFeedbackAnswer(models.TransientModel):
    """What a customer says when asked after a sale, a handover or a service."""

    _name = "crm.auto.feedback.answer"
    _inherit = ["crm.auto.answer.mixin"]
    _description = "Answer of a Vehicle Owner"

    feedback_id = fields.Many2one("crm.auto.feedback", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="feedback_id.partner_id")
    phone = fields.Char(related="feedback_id.partner_id.phone")

    def _take_answer(self, score, words):
        self.feedback_id.action_answer(score, words)
