from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmServiceJobReason(models.TransientModel):
    """Asks why a job is cancelled or worked on again; the rules are those of the jobs."""

    _name = "crm.service.job.reason"
    _description = "Reason of a Step"

    verb = fields.Char(required=True, readonly=True)
    job_ids = fields.Many2many("crm.service.job", string="Jobs", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step.

        :raise UserError: something stands against it
        """
        check_one(self)
        if self.verb not in ("cancel", "reopen"):
            raise UserError(self.env._("There is no such step: choose another one."))
        self.job_ids._step_by_user(self.verb, self.reason)
        return {"type": "ir.actions.act_window_close"}
