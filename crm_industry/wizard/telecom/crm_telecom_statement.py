from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTelecomStatement(models.TransientModel):
    """Asks in words why a penalty is waived, or moves are refused; the rules are those of the records."""

    _name = "crm.telecom.statement"
    _description = "Reason of a Telecom Decision"

    subscription_id = fields.Many2one("crm.telecom.subscription", readonly=True, help="Whose penalty is waived.")
    currency_id = fields.Many2one(related="subscription_id.currency_id")
    penalty_amount = fields.Monetary(related="subscription_id.penalty_amount")
    move_ids = fields.Many2many("crm.telecom.move", string="Moves", readonly=True, help="That are refused.")
    reason = fields.Char(required=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Open the window.

        :raise AccessError: the user does not see the subscription or a move
        """
        statements = super().create(vals_list)
        statements.subscription_id.check_access("read")
        statements.move_ids.check_access("read")
        return statements

    def action_confirm(self):
        """Waive the penalty, or refuse the moves.

        :raise AccessError: the user may not
        :raise UserError: it is not possible any more
        """
        check_one(self)
        if self.subscription_id:
            self.subscription_id.action_waive_penalty(self.reason)
        if self.move_ids:
            self.move_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
