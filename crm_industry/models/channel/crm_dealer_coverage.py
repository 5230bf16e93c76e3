from odoo import fields, models

# Exclusive cells are in the way of everybody else's, other cells of exclusive ones only; a dealer is not in its own way unless
# twice exclusive. Two lanes tell that without an extension of PostgreSQL: each dealer has a stretch of a line of whole numbers,
# a cell that is not exclusive stands on a point of it, an exclusive one takes all that is below it (first lane) or above it
# (second lane). Empty bounds are infinite: every category, every brand. Cells compete within an agreement, or within a company.
LANE = (
    "EXCLUDE USING gist ("
    "int4range(region_id, region_id, '[]') WITH =, "
    "int4range(categ_id, categ_id, '[]') WITH &&, "
    "int4range(brand_id, brand_id, '[]') WITH &&, "
    "int4range(COALESCE(parent_agreement_id, -company_id), COALESCE(parent_agreement_id, -company_id), '[]') WITH =, "
    "daterange(date_from, date_to, '[]') WITH &&, "
    "(CASE WHEN exclusive THEN %s"
    " ELSE int8range((dealer_id::bigint << 31) + id, (dealer_id::bigint << 31) + id, '[]') END) WITH &&)"
)
BELOW = "int8range(NULL, dealer_id::bigint << 31)"
ABOVE = "int8range((dealer_id::bigint + 1) << 31, NULL)"


class CrmDealerCoverage(models.Model):
    """A cell of the map of who may sell what where: one region × one category or all × one brand or all, for a time.

    Written by the server only, from the lines of agreements in force: each node of a tree of regions or categories has its own
    cells, since customers and products may hang on any. What was valid on a day that is over never changes.
    """

    _name = "crm.dealer.coverage"
    _description = "Coverage of Dealer Agreements"
    _order = "region_id, categ_id, brand_id, date_from"
    _rec_name = "region_id"
    # Cells may be many, and follow from agreements, which tell who did what when.
    _log_access = False

    agreement_id = fields.Many2one("crm.dealer.agreement", required=True, readonly=True, index=True, ondelete="restrict")
    line_id = fields.Many2one("crm.dealer.agreement.line", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    dealer_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="restrict")
    parent_agreement_id = fields.Many2one(
        "crm.dealer.agreement",
        string="Within Agreement",
        readonly=True,
        ondelete="restrict",
        help="Cells compete with others within the same agreement only; without one, with the company's own dealers.",
    )
    region_id = fields.Many2one("crm.region", required=True, readonly=True, ondelete="restrict")
    categ_id = fields.Many2one(
        "product.category",
        string="Category",
        readonly=True,
        ondelete="restrict",
        help="Empty: every product.",
    )
    brand_id = fields.Many2one(
        "crm.brand",
        readonly=True,
        ondelete="restrict",
        help="Empty: every brand, and products without one.",
    )
    exclusive = fields.Boolean(readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="Until", required=True, readonly=True)

    _dates_in_order = models.Constraint("CHECK (date_from <= date_to)", "Coverage ends after it begins.")
    _exclusive_below = models.Constraint(LANE % BELOW, "Another dealer agreement covers a part of this, one of them exclusively.")
    _exclusive_above = models.Constraint(LANE % ABOVE, "Another dealer agreement covers a part of this, one of them exclusively.")
    _dealer_idx = models.Index("(dealer_id, region_id, company_id)")
    _goods_idx = models.Index("(dealer_id, categ_id, brand_id)")
    _region_idx = models.Index("(region_id, company_id)")
