from odoo import api, fields, models


class ResPartner(models.Model):
    """The region of a customer, worked out from its address or set by hand."""

    _inherit = "res.partner"

    channel_region_id = fields.Many2one(
        "crm.region",
        string="Region",
        compute="_compute_channel_region_id",
        inverse="_inverse_channel_region_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="Worked out from country, province and city. Choose another one to set it by hand, empty it to follow the "
        "address again.",
    )
    channel_region_manual = fields.Boolean(
        string="Region Set by Hand",
        copy=True,
        groups="base.group_user",
        help="A change of the address leaves the region as it is.",
    )

    def _auto_init(self):
        """Make the column beforehand: with no regions yet, the region of every customer is empty."""
        self._make_channel_columns({"channel_region_id": "int4"})
        return super()._auto_init()

    @api.depends("country_id", "state_id", "city", "channel_region_manual")
    def _compute_channel_region_id(self):
        automatic = self.filtered(lambda partner: not partner.channel_region_manual)
        regions = self.env["crm.region"]._of_addresses(partner._region_address() for partner in automatic)
        for partner in automatic:
            partner.channel_region_id = regions[partner._region_address()]
        for partner in self - automatic:
            partner.channel_region_id = partner.channel_region_id

    def _inverse_channel_region_id(self):
        """A region that the address doesn't give was chosen by hand; none lets the address decide again."""
        regions = self.env["crm.region"]._of_addresses(partner._region_address() for partner in self)
        for partner in self:
            of_address = regions[partner._region_address()]
            chosen = partner.channel_region_id.id
            partner.channel_region_manual = bool(chosen) and chosen != of_address
            if not chosen:
                partner.channel_region_id = of_address

    def _region_address(self):
        """Return the key of the address that `crm.region._of_addresses` takes."""
        return self.country_id.id or self.state_id.country_id.id, self.state_id.id, self.city or ""
