from odoo import fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmTradeInReason(models.TransientModel):
    """Asks why trade-ins come to nothing; the rules are those of the trade-ins."""

    _name = "crm.trade.in.reason"
    _description = "Reason for Refusing a Trade-in"

    verb = fields.Char(required=True, readonly=True)
    trade_in_ids = fields.Many2many("crm.trade.in", string="Trade-ins", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Refuse them.

        :raise AccessError: the user may not
        :raise UserError: one is received or refused already
        """
        check_one(self)
        self.trade_in_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
