from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmWarrantyClaimReason(models.TransientModel):
    """Asks why the maker turned claims down, or why they are claimed again; the rules are those of the claims."""

    _name = "crm.warranty.claim.reason"
    _description = "Reason for a Step of a Claim"

    verb = fields.Char(required=True, readonly=True)
    claim_ids = fields.Many2many("crm.warranty.claim", string="Claims", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step.

        :raise AccessError: the user may not
        :raise UserError: something stands against it
        """
        check_one(self)
        if self.verb not in ("approve_part", "reject", "revise"):
            raise UserError(self.env._("There is no such step: choose another one."))
        self.claim_ids._step_by_user(self.verb, self.reason)
        return {"type": "ir.actions.act_window_close"}
