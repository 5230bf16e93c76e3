from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmAutoFeedbackAnswer(models.TransientModel):
    """What a customer says when asked after a sale, a handover or a service."""

    _name = "crm.auto.feedback.answer"
    _description = "Answer of a Vehicle Owner"

    feedback_id = fields.Many2one("crm.auto.feedback", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="feedback_id.partner_id")
    phone = fields.Char(related="feedback_id.partner_id.phone")
    score = fields.Selection(
        [("5", "Very satisfied"), ("4", "Satisfied"), ("3", "Neither"), ("2", "Dissatisfied"), ("1", "Very dissatisfied")],
        required=True,
    )
    words = fields.Text(string="Customer's Answer")

    def action_confirm(self):
        """Write the answer down.

        :raise UserError: the customer has answered already
        """
        check_one(self)
        self.feedback_id.action_answer(int(self.score), self.words)
        return {"type": "ir.actions.act_window_close"}
