from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat, CheckedInteger, CheckedMonetary, CheckedSelection


class CrmWarrantyMaker(models.Model):
    """What the maker of a brand pays for work under its warranty, until when it takes claims; for a company with branches."""

    _name = "crm.warranty.maker"
    _description = "Warranty Terms of a Maker"
    _inherit = ["crm.credit.root.mixin"]
    _order = "company_id, brand_id, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company.root_id)
    brand_id = fields.Many2one("crm.brand", required=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(
        "res.partner",
        string="Maker",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
        help="Who gets claims and invoices.",
    )
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    labour_price = CheckedMonetary(string="Price an Hour", required=True, help="Of labour, before tax.")
    parts_basis = CheckedSelection("_selection_parts_basis", string="Parts at", required=True, default="cost")
    parts_percent = CheckedFloat(
        string="Parts (%)", required=True, default=100, digits=(16, 2), help="Of the cost or the sales price."
    )
    submit_days = CheckedInteger(
        string="Days to Submit", required=True, default=30, aggregator=None, help="From the end of the work. 0: no deadline."
    )
    active = fields.Boolean(default=True)

    _brand_uniq = models.UniqueIndex("(company_id, brand_id) WHERE active", "There are terms for this brand already.")
    _numbers_sensible = models.Constraint(
        "CHECK (labour_price >= 0 AND parts_percent BETWEEN 0 AND 1000 AND submit_days BETWEEN 0 AND 3650)",
        "Prices, percents and days are not negative, and there are ten years at most.",
    )

    @api.model
    def _selection_parts_basis(self):
        return list({"cost": self.env._("Cost"), "price": self.env._("Sales price")}.items())

    @api.depends("brand_id")
    def _compute_partner_id(self):
        for terms in self:
            terms.partner_id = terms.partner_id or terms.brand_id.partner_id

    @api.model
    def _of_job(self, job):
        """Return the terms that hold for a job, with full rights; none when the maker of the brand has none here."""
        # sudo: what the maker pays is no secret of those who claim
        domain = [("company_id", "=", job.sudo().company_id.root_id.id), ("brand_id", "=", job.sudo().vehicle_id.brand_id.id)]
        return self.sudo().search(domain, limit=1) if job.sudo().vehicle_id.brand_id else self.sudo().browse()

    def _price_of(self, sale_line):
        """Return what the maker pays for a unit of a line of an order, in the currency of the terms; unrounded."""
        self.ensure_one()
        company, product = sale_line.company_id, sale_line.product_id.with_company(sale_line.company_id)
        if sale_line._is_package_head():
            return 0.0
        if product.type == "service":
            return self.labour_price
        worth = product.standard_price if self.parts_basis == "cost" else product.lst_price
        day = company._business_today()
        return company.currency_id._convert(worth, self.currency_id, company, day, round=False) * self.parts_percent / 100
