from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmVehiclePolicyReason(models.TransientModel):
    """Asks why policies are cancelled; the rules are those of the policies."""

    _name = "crm.vehicle.policy.reason"
    _description = "Reason for Cancelling a Policy"

    verb = fields.Char(required=True, readonly=True)
    policy_ids = fields.Many2many("crm.vehicle.policy", string="Policies", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Cancel them.

        :raise AccessError: the user may not
        :raise UserError: one is cancelled already
        """
        check_one(self)
        self.policy_ids.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
