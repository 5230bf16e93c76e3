from odoo import api, fields, models

from ..account.crm_credit_account import LIMIT_MODES

MODES = [("default", "Company default"), *LIMIT_MODES]
SOURCES = [
    ("manual", "Written on the account"),
    ("application", "Approved application"),
    ("core", "Odoo's credit limit field"),
    ("merge", "Customers joined"),
    ("temporary", "Temporary limit"),
    ("install", "Taken over at installation"),
]


class CrmCreditLimitChange(models.Model):
    """A change of what a customer may owe: by whom, when, why, and the figures of that moment; never changed or deleted.

    Every door that moves a limit writes one: the account, Odoo's own field, applications, temporary limits, group
    membership, joined customers. Changes of the company's default have a log of their own. Amounts in company currency.
    """

    _name = "crm.credit.limit.change"
    _inherit = ["crm.append.only.mixin"]
    _description = "Change of a Credit Limit"
    _order = "id desc"
    _rec_name = "date"

    account_id = fields.Many2one("crm.credit.account", readonly=True, index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Changed By", required=True, readonly=True)
    date = fields.Datetime(string="Changed On", required=True, readonly=True, default=fields.Datetime.now, index=True)
    source = fields.Selection(SOURCES, required=True, readonly=True, index=True)
    reason = fields.Char(readonly=True)
    old_mode = fields.Selection(MODES, string="Old Credit", readonly=True)
    new_mode = fields.Selection(MODES, string="New Credit", readonly=True)
    old_amount = fields.Monetary(string="Old Limit", readonly=True)
    new_amount = fields.Monetary(string="New Limit", readonly=True)
    old_group_id = fields.Many2one("crm.credit.account", readonly=True, ondelete="set null")
    new_group_id = fields.Many2one("crm.credit.account", readonly=True, ondelete="set null")
    old_class_id = fields.Many2one("crm.credit.class", readonly=True, ondelete="set null")
    new_class_id = fields.Many2one("crm.credit.class", readonly=True, ondelete="set null")
    old_policy_id = fields.Many2one("crm.credit.policy", readonly=True, ondelete="set null")
    new_policy_id = fields.Many2one("crm.credit.policy", readonly=True, ondelete="set null")
    old_temporary = fields.Monetary(string="Old Temporary Limits", readonly=True)
    new_temporary = fields.Monetary(
        string="New Temporary Limits", readonly=True, help="Sum of those that have not ended, planned ones included."
    )
    temporary_limit_id = fields.Many2one(
        "crm.credit.temporary.limit", readonly=True, index="btree_not_null", ondelete="set null"
    )
    exposure = fields.Monetary(string="Used", readonly=True, help="Exposure of the customer when the limit changed.")
    group_exposure = fields.Monetary(string="Used by the Group", readonly=True)
    receivable = fields.Monetary(string="Receivables", readonly=True)
    overdue = fields.Monetary(readonly=True)
    open_orders = fields.Monetary(string="Orders Not Invoiced", readonly=True)
    metrics = fields.Json(readonly=True, help="Customer metrics of that moment.")

    @api.model
    def _why_unchanged(self):
        return self.env._("Changes of credit limits are a log: they cannot be changed.")

    @api.model
    def _why_kept(self):
        return self.env._("Changes of credit limits are a log: they cannot be deleted.")

    def _hand_over(self, account):
        """Show the entries on the account that absorbs theirs; the only field that ever changes."""
        return self._move_entries({"account_id": account.id})
