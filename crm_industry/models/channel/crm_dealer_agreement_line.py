from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmDealerAgreementLine(models.Model):
    """A part of what a dealer may sell: these categories and brands, in these regions, each with all below it."""

    _name = "crm.dealer.agreement.line"
    _description = "Territory of a Dealer Agreement"
    _inherit = ["crm.derived.mixin"]
    _order = "agreement_id, sequence, id"

    agreement_id = fields.Many2one("crm.dealer.agreement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="agreement_id.company_id", store=True, index=True)
    dealer_id = fields.Many2one(related="agreement_id.dealer_id")
    sequence = fields.Integer(default=10)
    # A region, category or brand that is deleted must not make a line mean all of them.
    region_ids = fields.Many2many(
        "crm.region",
        "crm_dealer_agreement_line_region_rel",
        "line_id",
        "region_id",
        string="Regions",
        ondelete="restrict",
        help="With all regions below them.",
    )
    categ_ids = fields.Many2many(
        "product.category",
        "crm_dealer_agreement_line_categ_rel",
        "line_id",
        "categ_id",
        string="Product Categories",
        ondelete="restrict",
        help="With all categories below them. Empty: every product.",
    )
    brand_ids = fields.Many2many(
        "crm.brand",
        "crm_dealer_agreement_line_brand_rel",
        "line_id",
        "brand_id",
        string="Brands",
        ondelete="restrict",
        help="Empty: every brand, and products without one.",
    )
    exclusive = fields.Boolean(help="Nobody else may have any part of it at the same time.")

    @api.depends("region_ids", "categ_ids", "brand_ids")
    def _compute_display_name(self):
        for line in self:
            parts = (line.region_ids, line.categ_ids, line.brand_ids)
            line.display_name = " · ".join(", ".join(part.mapped("display_name")) for part in parts if part)

    @api.constrains("region_ids")
    def _check_regions(self):
        for line in self:
            if not line.region_ids:
                raise ValidationError(
                    self.env._("%(agreement)s: choose a region for each line.", agreement=line.agreement_id.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.agreement_id._check_lines_open()
        lines._check_regions()
        return lines

    def write(self, vals):
        if vals.keys() - {"sequence"}:
            self.agreement_id._check_lines_open()
        result = super().write(vals)
        if "agreement_id" in vals:
            self.agreement_id.check_access("write")
            self.agreement_id._check_lines_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self.agreement_id._check_lines_open()
