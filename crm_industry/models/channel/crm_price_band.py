from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.checked_fields import CheckedFloat


class CrmPriceBand(models.Model):
    """A range of untaxed unit prices, in company currency and the product's own unit.

    A band begins at its price and ends where the next one of the company begins: there is no gap and no overlap. Prices below
    the lowest band have none.
    """

    _name = "crm.price.band"
    _inherit = ["crm.credit.root.mixin"]
    _description = "Price Band"
    _order = "company_id, price_from, id"

    name = fields.Char(required=True, translate=True)
    price_from = CheckedFloat(
        string="From", required=True, digits="Product Price", help="The lowest unit price of the band, without taxes."
    )
    price_to = fields.Float(
        string="Below", digits="Product Price", compute="_compute_price_to", help="Where the next band begins; 0: no end."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)

    _company_price_uniq = models.UniqueIndex(
        "(company_id, price_from) WHERE active", "The company has a price band that begins at this price."
    )

    @api.depends("price_from", "company_id", "active")
    def _compute_price_to(self):
        starts = {}
        for band in self.search([("company_id", "in", self.company_id.ids)], order="price_from desc"):
            starts.setdefault(band.company_id, []).append(band.price_from)
        for band in self:
            above = [price for price in starts.get(band.company_id, []) if price > band.price_from]
            band.price_to = above[-1] if above else 0.0

    @api.constrains("price_from")
    def _check_price_from(self):
        for band in self:
            if band.price_from < 0:
                raise ValidationError(self.env._("%(band)s: a price band begins at zero or above.", band=band.name))

    @api.model
    def _ranges_query(self):
        """SQL of the bands: id, company_id (root), price_from, price_to (NULL: no end)."""
        return SQL(
            "SELECT id, company_id, price_from::numeric AS price_from,"
            " LEAD(price_from::numeric) OVER (PARTITION BY company_id ORDER BY price_from) AS price_to"
            " FROM crm_price_band WHERE active"
        )
