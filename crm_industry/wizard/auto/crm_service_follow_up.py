from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmServiceFollowUp(models.TransientModel):
    """What a customer says in the call after a job."""

    _name = "crm.service.follow.up"
    _description = "Follow-up Call"

    job_id = fields.Many2one("crm.service.job", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="job_id.partner_id")
    phone = fields.Char(related="job_id.partner_id.phone")
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
        self.job_id.action_follow_up(int(self.score), self.words)
        return {"type": "ir.actions.act_window_close"}
