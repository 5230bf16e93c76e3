from odoo import fields, models
from odoo.exceptions import UserError


class CrmApprovalRefusal(models.TransientModel):
    """Asks for the reason of a refusal; the refused records check for themselves who decides."""

    _name = "crm.approval.refusal"
    _description = "Reason of a Refusal"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)
    note = fields.Text(string="Reason", required=True)

    def action_confirm(self):
        """Refuse the records with the reason.

        :raise UserError: the reason is blank, or the records are none that are decided on
        """
        self.ensure_one()
        heirs = self.env.registry.descendants(["crm.approval.mixin"], "_inherit")
        if self.res_model not in heirs or not self.note.strip():
            raise UserError(self.env._("Give the reason of the refusal."))
        self.env[self.res_model].browse(self.res_ids).action_refuse(self.note)
        return {"type": "ir.actions.act_window_close"}
