from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.arguments import as_ids, check_one


class CrmApprovalRefusal(models.TransientModel):
    """Asks for the reason of a refusal; the refused records check for themselves who decides."""

    _name = "crm.approval.refusal"
    _description = "Reason of a Refusal"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)
    note = fields.Text(string="Reason", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Open the window.

        :raise UserError: the ids are none
        """
        for vals in vals_list:
            as_ids(self.env, vals.get("res_ids", self.env.context.get("default_res_ids")))
        return super().create(vals_list)

    def action_confirm(self):
        """Refuse the records with the reason.

        :raise UserError: the reason is blank, or the records are none that are decided on
        """
        check_one(self)
        heirs = self.env.registry.descendants(["crm.approval.mixin"], "_inherit")
        if self.res_model not in heirs or not self.note.strip():
            raise UserError(self.env._("Give the reason of the refusal."))
        self.env[self.res_model].browse(as_ids(self.env, self.res_ids)).action_refuse(self.note)
        return {"type": "ir.actions.act_window_close"}
