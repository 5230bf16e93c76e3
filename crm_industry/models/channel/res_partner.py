from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import Query

# Who sees the places of dealers.
READERS = "sales_team.group_sale_salesman,crm_industry.group_channel_manager"


class ResPartner(models.Model):
    """A dealer's place in the tree of the current company, today."""

    _inherit = "res.partner"

    channel_is_dealer = fields.Boolean(related="channel_type_id.is_dealer", string="Is a Dealer", groups="base.group_user")
    channel_position_ids = fields.One2many(
        "crm.dealer.position", "partner_id", string="History of Places", groups=READERS
    )
    channel_tier_id = fields.Many2one(
        "crm.dealer.tier",
        string="Dealer Tier",
        compute="_compute_channel_place",
        search="_search_channel_tier_id",
        compute_sudo=True,
        groups=READERS,
        help="Today's step in the dealer tree of the current company.",
    )
    channel_parent_dealer_id = fields.Many2one(
        "res.partner",
        string="Buys From",
        compute="_compute_channel_place",
        search="_search_channel_parent_dealer_id",
        compute_sudo=True,
        groups=READERS,
        help="Today's dealer above in the dealer tree of the current company; empty: the company itself.",
    )

    @api.depends(
        "commercial_partner_id.channel_position_ids.tier_id",
        "commercial_partner_id.channel_position_ids.parent_dealer_id",
        "commercial_partner_id.channel_position_ids.date_from",
        "commercial_partner_id.channel_position_ids.date_to",
    )
    @api.depends_context("company")
    def _compute_channel_place(self):
        domain = self._place_domain() & Domain("partner_id", "in", self.commercial_partner_id.ids)
        places = self.env["crm.dealer.position"].search(domain).grouped("partner_id")
        for partner in self:
            place = places.get(partner.commercial_partner_id._origin)
            partner.channel_tier_id = place and place.tier_id
            partner.channel_parent_dealer_id = place and place.parent_dealer_id

    @api.model
    def _place_domain(self):
        """Return the domain of the places valid today in the tree of the current company."""
        company = self.env.company.sudo().root_id
        today = company._business_today()
        valid = Domain("date_from", "<=", today) & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        return valid & Domain("company_id", "=", company.id)

    def _search_channel_tier_id(self, operator, value):
        return self._search_place("tier_id", operator, value)

    def _search_channel_parent_dealer_id(self, operator, value):
        return self._search_place("parent_dealer_id", operator, value)

    @api.model
    def _search_place(self, name, operator, value):
        """Find customers by a field of today's place; without a place the field is empty."""
        if operator not in ("in", "any"):
            return NotImplemented
        found = Domain("commercial_partner_id", "in", self._placed(Domain(name, operator, value)))
        if operator == "in" and not isinstance(value, Query) and False in value:
            found |= Domain("commercial_partner_id", "not in", self._placed(Domain.TRUE))
        return found

    @api.model
    def _placed(self, domain):
        """Return the sub-select of the customers that have such a place today."""
        # sudo: finds customers only, which have access rules of their own
        positions = self.env["crm.dealer.position"].sudo()
        return positions._search(self._place_domain() & domain).subselect("partner_id")
