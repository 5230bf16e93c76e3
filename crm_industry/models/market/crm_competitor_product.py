from odoo import api, fields, models


class CrmCompetitorProduct(models.Model):
    """What a competitor sells, and which of our products it stands against. Its price is that of the newest confirmed
    intelligence, without tax, in the currency of the company."""

    _name = "crm.competitor.product"
    _description = "Competitor's Product"
    _order = "competitor_id, name, id"
    _inherit = ["crm.derived.mixin"]
    _check_company_auto = True

    name = fields.Char(required=True, index="trigram")
    competitor_id = fields.Many2one("crm.competitor", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="competitor_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    categ_id = fields.Many2one("product.category", string="Product Category", index="btree_not_null", ondelete="set null")
    our_product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="set null", check_company=True)
    our_price = fields.Float(string="Our List Price", compute="_compute_our_price", digits="Product Price")
    price = fields.Monetary(string="Latest Price", compute="_compute_price")
    price_on = fields.Date(string="Price Of", compute="_compute_price")
    price_gap = fields.Float(
        string="Price Gap (%)", compute="_compute_price_gap", digits=(16, 1), help="Negative: it is cheaper than we are."
    )
    active = fields.Boolean(default=True)

    @api.depends("our_product_id.lst_price", "company_id")
    def _compute_our_price(self):
        for product in self:
            product.our_price = product.our_product_id.with_company(product.company_id).lst_price

    def _compute_price(self):
        """The newest confirmed price that the user may see."""
        prices = {}
        confirmed = [("product_id", "in", self.ids), ("state", "=", "confirmed"), ("price", ">", 0)]
        for entry in self.env["crm.competitor.intelligence"].search(confirmed, order="observed_on, id"):
            prices[entry.product_id.id] = (entry.price, entry.observed_on)
        for product in self:
            product.price, product.price_on = prices.get(product.id, (0.0, False))

    @api.depends("price", "our_price")
    def _compute_price_gap(self):
        for product in self:
            known = product.price and product.our_price
            product.price_gap = known and 100 * (product.price - product.our_price) / product.our_price
