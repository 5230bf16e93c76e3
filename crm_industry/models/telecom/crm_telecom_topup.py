from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmTelecomTopup(models.Model):
    """Money that comes to a prepaid account, or goes from it: what was topped up, used or put right.

    Append-only: imported, sent by the API or written down on the account, whose balance is their sum, in its currency.
    """

    _name = "crm.telecom.topup"
    _description = "Telecom Top-up"
    _inherit = ["crm.guarded.mixin", "crm.telecom.intake.mixin"]
    _order = "id desc"
    _rec_name = "external_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    account_id = fields.Many2one("crm.telecom.account", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="account_id.currency_id")
    source = fields.Char(required=True, readonly=True, help="The system that it comes from.")
    external_id = fields.Char(string="External ID", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True, help="Below zero: used.")
    channel = fields.Selection("_selection_channel", readonly=True, help="How it was paid.")
    reference = fields.Char(readonly=True)

    _external_uniq = models.UniqueIndex("(company_id, source, external_id)", "A top-up of a source is recorded once.")
    _amount_given = models.Constraint("CHECK (amount <> 0)", "A top-up is about some money.")

    @api.model
    def _selection_channel(self):
        """How money comes to an account. Extend by super."""
        labels = {
            "cash": self.env._("Cash"),
            "card": self.env._("Bank Card"),
            "voucher": self.env._("Voucher"),
            "online": self.env._("Online"),
            "transfer": self.env._("Money Transfer"),
        }
        return list(labels.items())

    @api.model
    def _guarded_fields(self):
        names = ("company_id", "account_id", "source", "external_id", "date", "amount", "channel", "reference")
        return super()._guarded_fields() | dict.fromkeys(names, False)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Top-ups stay as they were written down: put one right by another one."))
