from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger

TRIGGERS = [
    ("age", "Age of the goods"),
    ("end_of_life", "End of life is near"),
    ("successor", "A successor is in stock"),
]
ACTIONS = [
    ("promotion", "Promotion"),
    ("transfer", "Transfer"),
    ("price_cut", "Price Cut"),
    ("return", "Return to Vendor"),
]


class CrmAgedStockRule(models.Model):
    """When goods in stock are to be looked after, by whom, and what is proposed.

    Of the rules with one trigger that fit a product and a warehouse the most specific one counts: product, then warehouse,
    then the nearest category, then brand, then the order of the list. Rules of a company hold for its branches.
    """

    _name = "crm.aged.stock.rule"
    _inherit = ["crm.credit.root.mixin"]
    _description = "Rule for Aged Stock"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    trigger = fields.Selection(TRIGGERS, required=True, default="age")
    days = CheckedInteger(
        default=90,
        help="Age: goods in stock for more days. End of life: so many days before it. Successor: goods in stock for more days"
        " while the successor is in stock.",
    )
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="cascade", domain="[('is_storable', '=', True)]"
    )
    categ_id = fields.Many2one(
        "product.category", string="Product Category", index="btree_not_null", ondelete="cascade", help="With those below it."
    )
    brand_id = fields.Many2one("crm.brand", index="btree_not_null", ondelete="cascade")
    warehouse_id = fields.Many2one(
        "stock.warehouse", index="btree_not_null", ondelete="cascade", domain="[('company_id', 'child_of', company_id)]"
    )
    min_value = CheckedFloat(
        string="From Value", digits=(16, 2), help="Goods that cost less are left alone. In company currency."
    )
    user_id = fields.Many2one(
        "res.users", string="Owner", required=True, ondelete="restrict",
        default=lambda self: self.env.user, domain="[('share', '=', False)]",
        help="Who looks after the goods.",
    )
    action = fields.Selection(ACTIONS, string="Proposed Action")
    currency_id = fields.Many2one(related="company_id.currency_id")

    _days_range = models.Constraint("CHECK (days BETWEEN 0 AND 3650)", "Rules for aged stock: 0 to 3,650 days.")
    _min_value_positive = models.Constraint("CHECK (min_value >= 0)", "Rules for aged stock: a value of 0 or above.")

    @api.constrains("user_id")
    def _check_user(self):
        self._check_owners(self.user_id)

    @api.model
    def _check_owners(self, users):
        """:raise ValidationError: one of the users, who are to own rules or alerts, is no employee"""
        if outsiders := users.filtered("share"):
            raise ValidationError(
                self.env._("%(user)s is no employee: choose another owner.", user=outsiders[0].display_name)
            )

    @api.constrains("warehouse_id", "company_id")
    def _check_warehouse(self):
        for rule in self:
            # sudo: the branch of a warehouse, which the user may not have ticked
            if rule.warehouse_id and rule.warehouse_id.sudo().company_id.root_id != rule.company_id:
                raise ValidationError(
                    self.env._(
                        "%(warehouse)s is no warehouse of %(company)s.",
                        warehouse=rule.warehouse_id.display_name,
                        company=rule.company_id.name,
                    )
                )
