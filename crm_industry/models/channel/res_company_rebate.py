from odoo import fields, models


class ResCompany(models.Model):
    """How rebates are settled; branches follow their company."""

    _inherit = "res.company"

    rebate_product_id = fields.Many2one(
        "product.product",
        string="Product of Rebates",
        domain="[('type', '=', 'service')]",
        groups="base.group_user",
        help="A service: its account and taxes are those of the credit notes.",
    )
    rebate_account_id = fields.Many2one(
        "account.account",
        string="Account of Rebates",
        groups="base.group_user",
        help="Empty: the income account of the product.",
    )
    rebate_months = fields.Integer(
        string="Rebates Looked at Again",
        default=15,
        groups="base.group_user",
        help="Rebates of so many months are calculated again every night, since goods may come back.",
    )

    _rebate_in_range = models.Constraint(
        "CHECK (rebate_months BETWEEN 1 AND 60)", "Rebates are looked at again for 1 to 60 months."
    )

    def _get_company_root_delegated_field_names(self):
        names = ["rebate_account_id", "rebate_months", "rebate_product_id"]
        return super()._get_company_root_delegated_field_names() + names
