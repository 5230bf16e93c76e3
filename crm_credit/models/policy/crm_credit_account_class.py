from odoo import fields, models


class CrmCreditAccount(models.Model):
    """Risk class and policy of the account."""

    _inherit = "crm.credit.account"
    _check_company_auto = True

    class_id = fields.Many2one(
        "crm.credit.class",
        string="Risk Class",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        tracking=True,
    )
    policy_id = fields.Many2one(
        "crm.credit.policy",
        string="Own Policy",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        tracking=True,
        help="How the customer is checked, instead of the policy of its class.",
    )
