from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary, CheckedSelection


class CrmTelecomAccountTopup(models.TransientModel):
    """Asks what was paid in on a prepaid account; the rules are those of the account."""

    _name = "crm.telecom.account.topup"
    _description = "Top-up to Write Down"

    account_id = fields.Many2one("crm.telecom.account", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="account_id.partner_id")
    currency_id = fields.Many2one(related="account_id.currency_id")
    balance = fields.Monetary(related="account_id.balance")
    amount = CheckedMonetary(required=True)
    channel = CheckedSelection("_selection_channel", required=True, default="cash", help="How it was paid.")
    reference = fields.Char(required=True, help="Number of the receipt or the card. The same one is written down once.")

    @api.model
    def _selection_channel(self):
        return self.env["crm.telecom.topup"]._selection_channel()

    def action_confirm(self):
        """Write the top-up down.

        :raise UserError: something stands against it
        """
        check_one(self)
        self.account_id.action_top_up(self.amount, self.channel, self.reference)
        return {"type": "ir.actions.act_window_close"}
