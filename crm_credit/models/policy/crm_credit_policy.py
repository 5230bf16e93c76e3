from odoo import fields, models

from ..account.res_company import CHECK_MODES

YES_NO = [("yes", "Yes"), ("no", "No")]


class CrmCreditPolicy(models.Model):
    """How strictly a risk class or a single customer is checked, where this differs from the company's settings.

    Whatever a policy leaves open is as in the settings of the company. Amounts are in its currency.
    """

    _name = "crm.credit.policy"
    _inherit = ["crm.guarded.mixin", "crm.credit.root.mixin"]
    _description = "Credit Policy"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    check_confirm = fields.Selection(
        CHECK_MODES, string="When an order is confirmed", help="Empty: as in the settings of the company."
    )
    check_change = fields.Selection(
        CHECK_MODES, string="When a confirmed order is raised", help="Empty: as in the settings of the company."
    )
    check_delivery = fields.Selection(
        CHECK_MODES, string="When goods are delivered", help="Empty: as in the settings of the company."
    )
    check_invoice = fields.Selection(
        CHECK_MODES, string="When an invoice is posted", help="Empty: as in the settings of the company."
    )
    own_tolerance = fields.Boolean(help="Instead of the tolerance of the company.")
    tolerance = fields.Float(help="Per cent of the limit that may be exceeded.")
    own_overdue = fields.Boolean(string="Own Overdue Rule", help="Instead of the overdue rule of the company.")
    overdue_rule = fields.Boolean(string="Late Payers", help="Hold orders of customers who pay late, whatever their limit.")
    overdue_days = fields.Integer(
        default=30, help="Items count as late when they are overdue for more than this number of days."
    )
    overdue_amount = fields.Monetary(help="Late items hold orders when they sum up to more than this amount.")
    skip_disputed = fields.Selection(
        YES_NO, string="Leave Out Disputed Amounts", help="Of the overdue rule. Empty: as in the settings of the company."
    )

    _in_range = models.Constraint(
        "CHECK (tolerance BETWEEN 0 AND 1000 AND overdue_days BETWEEN 0 AND 36500 AND overdue_amount >= 0)",
        "A credit policy has a tolerance of 0 to 1,000 percent, 0 to 36,500 days and no negative amount.",
    )
