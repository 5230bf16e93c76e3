from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat


class CrmTobaccoDemandLine(models.Model):
    """A product of a demand report, in its unit of measure."""

    _name = "crm.tobacco.demand.line"
    _description = "Product of a Demand Report"
    _inherit = ["crm.derived.mixin"]
    _order = "demand_id, id"
    _rec_name = "product_id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    demand_id = fields.Many2one("crm.tobacco.demand", string="Report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="demand_id.company_id", store=True, precompute=True, index=True)
    retailer_id = fields.Many2one(related="demand_id.retailer_id", store=True, precompute=True, index=True)
    week = fields.Date(related="demand_id.week", store=True, precompute=True, index=True)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('categ_id.tobacco_class', '!=', False)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    demand = CheckedFloat(digits="Product Unit", help="What consumers asked for in the week.")
    stock = CheckedFloat(string="In Stock", digits="Product Unit", help="What the shop has; 0: it has run out.")
    is_out = fields.Boolean(string="Out of Stock", compute="_compute_is_out", store=True)

    _product_uniq = models.UniqueIndex("(demand_id, product_id)", "A report has each product once.")
    _positive = models.Constraint("CHECK (demand >= 0 AND stock >= 0)", "Demand and stock are 0 or more.")

    @api.depends("stock")
    def _compute_is_out(self):
        for line in self:
            line.is_out = not line.stock

    @api.constrains("product_id")
    def _check_product(self):
        for line in self:
            # sudo: categories, whoever reports
            if not line.product_id.sudo().categ_id.tobacco_class:
                raise ValidationError(
                    self.env._("%(product)s is no tobacco: its category has no class.", product=line.product_id.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Add products to reports, until the last time for reports."""
        lines = super().create(vals_list)
        lines.demand_id._expect_open()
        return lines

    def write(self, vals):
        """Change what is reported, until the last time for reports."""
        self.demand_id._expect_open()
        if any(line.demand_id.id != vals.get("demand_id", line.demand_id.id) for line in self):
            raise AccessError(self.env._("What is reported stays in its report."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_late(self):
        self.demand_id._expect_open()
