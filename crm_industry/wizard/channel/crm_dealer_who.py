from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate

SHOWN = 200


class CrmDealerWho(models.TransientModel):
    """Answers on the screen who may sell what where, on any day. Salespeople see the agreements of their own customers."""

    _name = "crm.dealer.who"
    _description = "Who May Sell What Where"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.root_id)
    day = CheckedDate(required=True, default=lambda self: self.env.company.root_id._business_today())
    region_id = fields.Many2one("crm.region")
    product_id = fields.Many2one("product.product")
    categ_id = fields.Many2one("product.category", string="Category")
    brand_id = fields.Many2one("crm.brand")
    dealer_id = fields.Many2one("res.partner", domain="[('channel_type_id.is_dealer', '=', True)]")
    coverage_ids = fields.Many2many("crm.dealer.coverage", compute="_compute_coverage_ids", string="Who May")
    answer = fields.Char(compute="_compute_coverage_ids")

    @api.depends("company_id", "day", "region_id", "product_id", "categ_id", "brand_id", "dealer_id")
    @api.depends_context("lang", "uid")
    def _compute_coverage_ids(self):
        for wizard in self:
            cells = self.env["crm.dealer.coverage"].search(wizard._domain(), limit=SHOWN, order="region_id, exclusive desc, id")
            wizard.coverage_ids = cells
            wizard.answer = wizard._answer_text()

    def _domain(self):
        """The cells that answer; what is left empty is any."""
        category = self.product_id.categ_id or self.categ_id
        brand = self.product_id.channel_brand_id or self.brand_id
        domain = Domain("company_id", "=", self.company_id.root_id.id)
        day = self.day or self.company_id.root_id._business_today()
        domain &= Domain("date_from", "<=", day) & Domain("date_to", ">=", day)
        if self.region_id:
            domain &= Domain("region_id", "=", self.region_id.id)
        if self.dealer_id:
            domain &= Domain("dealer_id", "=", self.dealer_id.commercial_partner_id.id)
        if self.product_id or category:
            domain &= Domain("categ_id", "in", [False, category.id])
        if self.product_id or brand:
            domain &= Domain("brand_id", "in", [False, brand.id])
        return domain

    def _answer_text(self):
        """How many dealers may, in words; the one who may exclusively by name."""
        dealers = self.env["crm.dealer.coverage"]._read_group(self._domain(), ["dealer_id"], ["exclusive:bool_and"])
        if not dealers:
            return self.env._("Nobody, as far as the agreements that you may see tell.")
        if len(dealers) > 1:
            return self.env._("%(number)s dealers", number=len(dealers))
        [(dealer, exclusive)] = dealers
        return self.env._("%(dealer)s, exclusively", dealer=dealer.display_name) if exclusive else dealer.display_name

    def action_open_coverage(self):
        """Open all the cells as a matrix of regions and dealers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Coverage on %(day)s", day=self.day),
            "res_model": "crm.dealer.coverage",
            "view_mode": "pivot,list",
            "domain": list(self._domain()),
        }
