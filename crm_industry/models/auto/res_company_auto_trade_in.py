from odoo import fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat


class ResCompany(models.Model):
    _inherit = "res.company"

    auto_trade_in_limit = CheckedFloat(
        groups="base.group_user",
        string="Approval of Trade-ins above",
        default=0,
        help="In the currency of the company. A manager of the trade approves dearer vehicles. 0: none is needed.",
    )
    auto_trade_in_product_id = fields.Many2one(
        "product.product",
        string="Product of Trade-ins",
        groups="base.group_user",
        ondelete="restrict",
        domain="[('purchase_ok', '=', True), ('is_storable', '=', False)]",
        help="On the vendor bill of a vehicle that is taken in. Empty: the one that is shipped.",
    )

    _auto_trade_in_sensible = models.Constraint(
        "CHECK (coalesce(auto_trade_in_limit, 0) >= 0)", "The limit of trade-ins is not negative."
    )
