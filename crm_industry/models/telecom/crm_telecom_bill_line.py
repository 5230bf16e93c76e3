from odoo import api, fields, models
from odoo.exceptions import AccessError


class CrmTelecomBillLine(models.Model):
    """A charge on a bill, of a subscription or of the account as a whole. Imported with its bill."""

    _name = "crm.telecom.bill.line"
    _inherit = ["crm.append.only.mixin"]
    _description = "Line of a Telecom Bill"
    _order = "bill_id, sequence, id"
    _rec_name = "description"
    _log_access = False

    bill_id = fields.Many2one("crm.telecom.bill", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="bill_id.company_id")
    account_id = fields.Many2one(related="bill_id.account_id")
    currency_id = fields.Many2one(related="bill_id.currency_id")
    sequence = fields.Integer(readonly=True, aggregator=None)
    line = fields.Char(readonly=True, help="Its number on the bill.")
    subscription_id = fields.Many2one("crm.telecom.subscription", readonly=True, index="btree_not_null", ondelete="restrict")
    kind = fields.Selection("_selection_kind", required=True, readonly=True)
    description = fields.Char(readonly=True)
    amount = fields.Monetary(string="Untaxed", readonly=True)
    tax = fields.Monetary(readonly=True)

    @api.model
    def _selection_kind(self):
        labels = {
            "recurring": self.env._("Monthly Fee"),
            "usage": self.env._("Usage"),
            "one_time": self.env._("One-time Charge"),
            "penalty": self.env._("Penalty"),
            "discount": self.env._("Discount"),
            "other": self.env._("Other"),
        }
        return list(labels.items())

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused for everybody.

        :raise AccessError: always
        """
        raise AccessError(self.env._("Bills come from the billing system: import them."))

    @api.model
    def _why_unchanged(self):
        return self.env._("Bills stay as their source sent them: import them again with other content.")
