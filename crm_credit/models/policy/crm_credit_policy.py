from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary

from ..account.res_company import CHECK_MODES
from .crm_credit_account_rules import POLICY_COLUMNS

YES_NO = [("yes", "Yes"), ("no", "No")]


class CrmCreditPolicy(models.Model):
    """How strictly a risk class or a single customer is checked, where this differs from the company's settings.

    Whatever a policy leaves open is as in the settings of the company. Amounts are in its currency. The history has each
    change with its old and new values, and says when the check has become milder.
    """

    _name = "crm.credit.policy"
    _inherit = ["crm.guarded.mixin", "crm.credit.root.mixin", "crm.credit.milder.mixin"]
    _description = "Credit Policy"
    _order = "name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    check_confirm = fields.Selection(
        CHECK_MODES, string="When an order is confirmed", tracking=True, help="Empty: as in the settings of the company."
    )
    check_change = fields.Selection(
        CHECK_MODES, string="When a confirmed order is raised", tracking=True, help="Empty: as in the settings of the company."
    )
    check_delivery = fields.Selection(
        CHECK_MODES, string="When goods are delivered", tracking=True, help="Empty: as in the settings of the company."
    )
    check_invoice = fields.Selection(
        CHECK_MODES, string="When an invoice is posted", tracking=True, help="Empty: as in the settings of the company."
    )
    own_tolerance = fields.Boolean(tracking=True, help="Instead of the tolerance of the company.")
    tolerance = fields.Float(tracking=True, help="Per cent of the limit that may be exceeded.")
    own_overdue = fields.Boolean(
        string="Own Overdue Rule", tracking=True, help="Instead of the overdue rule of the company."
    )
    overdue_rule = fields.Boolean(
        string="Late Payers", tracking=True, help="Hold orders of customers who pay late, whatever their limit."
    )
    overdue_days = fields.Integer(
        default=30, tracking=True, help="Items count as late when they are overdue for more than this number of days."
    )
    overdue_amount = CheckedMonetary(tracking=True, help="Late items hold orders when they sum up to more than this amount.")
    skip_disputed = fields.Selection(
        YES_NO,
        string="Leave Out Disputed Amounts",
        tracking=True,
        help="Of the overdue rule. Empty: as in the settings of the company.",
    )
    milder = fields.Boolean(
        string="Milder Than the Settings",
        compute="_compute_milder",
        help="It lets something pass that the settings of the company would stop or warn about.",
    )

    _in_range = models.Constraint(
        "CHECK (tolerance BETWEEN 0 AND 1000 AND overdue_days BETWEEN 0 AND 36500 AND overdue_amount >= 0)",
        "A credit policy has a tolerance of 0 to 1,000 percent, 0 to 36,500 days and no negative amount.",
    )

    @api.depends(*POLICY_COLUMNS, "company_id")
    def _compute_milder(self):
        for policy in self:
            policy.milder = bool(policy.company_id) and self.env["crm.credit.check"]._is_milder(
                policy.company_id, policy._rule(), None
            )

    def write(self, vals):
        """The history says when a change makes the check milder."""
        before = {policy: policy._rule() for policy in self}
        result = super().write(vals)
        for policy, rule in before.items():
            if self.env["crm.credit.check"]._is_milder(policy.company_id, policy._rule(), rule):
                accounts = self.env["crm.credit.account"].search_count(
                    ["|", ("policy_id", "=", policy.id), "&", ("policy_id", "=", False), ("class_id.policy_id", "=", policy.id)]
                )
                policy._tell_milder(accounts)
        return result

    def _rule(self):
        """What the policy says, as a row of `crm.credit.account._policies`; None of none."""
        return {name: self[name] for name in POLICY_COLUMNS} if self else None
