from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger


class CrmSupplyQuota(models.Model):
    """A cell of a supply plan: what each retailer of a band, and of an area, market or store format, may order."""

    _name = "crm.supply.quota"
    _description = "Supply Quota"
    _inherit = ["crm.guarded.mixin"]
    _order = "plan_id, band desc, region_id, market, store_format_id, id"

    plan_id = fields.Many2one("crm.supply.plan", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    band = fields.Integer(required=True, readonly=True, aggregator=None)
    region_id = fields.Many2one("crm.region", string="Supply Area", ondelete="restrict", readonly=True)
    market = fields.Selection([("town", "Town"), ("rural", "Rural")], readonly=True)
    store_format_id = fields.Many2one("crm.store.format", ondelete="restrict", readonly=True)
    retailers = fields.Integer(readonly=True, help="Retailers of the cell.")
    quantity = CheckedInteger(string="Each Retailer", required=True, aggregator=None, help="Whole units of the plan.")
    allotted = fields.Integer(string="Together", compute="_compute_allotted", store=True)

    _band_range = models.Constraint("CHECK (band BETWEEN 1 AND 30)", "Bands are 1 to 30.")
    _quantity_positive = models.Constraint("CHECK (quantity >= 0)", "A quota is 0 or more.")
    _cell_uniq = models.UniqueIndex(
        "(plan_id, band, coalesce(region_id, 0), coalesce(market, ''), coalesce(store_format_id, 0))",
        "A plan has each cell once.",
    )

    @api.depends("retailers", "quantity")
    def _compute_allotted(self):
        for quota in self:
            quota.allotted = quota.retailers * quota.quantity

    @api.depends("band", "region_id", "market", "store_format_id")
    def _compute_display_name(self):
        markets = dict(self._fields["market"]._description_selection(self.env))
        for quota in self:
            stratum = quota.region_id.display_name or markets.get(quota.market) or quota.store_format_id.display_name
            quota.display_name = " · ".join(filter(None, (self.env._("Band %(band)s", band=quota.band), stratum)))

    @api.model
    def _guarded_fields(self):
        names = ("plan_id", "band", "region_id", "market", "store_format_id")
        return super()._guarded_fields() | dict.fromkeys(names, False) | {"retailers": 0}

    def write(self, vals):
        """Write; quantities change while their plan is a draft.

        :raise UserError: the plan has been submitted
        """
        if "quantity" in vals:
            for plan in self.plan_id:
                plan._approval_expect("draft")
        return super().write(vals)

    def _stratum(self):
        """Return what tells the cell apart from others of its band: id or key; False for nothing."""
        return self.region_id.id or self.market or self.store_format_id.id
