from odoo import api, fields, models
from odoo.tools import SQL


class CrmDealerNode(models.Model):
    """The dealer tree of the current company as it is today, a row for each dealer in it, to be shown as a chart.

    The id is that of the dealer, so that a row can be opened as its customer.
    """

    _name = "crm.dealer.node"
    _description = "Dealer Tree Today"
    _auto = False
    _order = "tier_sequence nulls last, id"
    _rec_name = "partner_id"
    _depends = {
        "crm.dealer.position": ["partner_id", "parent_dealer_id", "tier_id", "company_id", "date_from", "date_to"],
        "crm.dealer.tier": ["sequence", "color"],
        "res.partner": ["user_id", "channel_region_id"],
    }

    partner_id = fields.Many2one("res.partner", string="Dealer", readonly=True)
    parent_id = fields.Many2one("crm.dealer.node", string="Below", readonly=True)
    child_ids = fields.One2many("crm.dealer.node", "parent_id", string="Sub-dealers", readonly=True)
    tier_id = fields.Many2one("crm.dealer.tier", readonly=True)
    tier_sequence = fields.Integer(string="Level", readonly=True, aggregator=None)
    color = fields.Integer(readonly=True, aggregator=None)
    date_from = fields.Date(string="Since", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    region_id = fields.Many2one("crm.region", readonly=True)

    @property
    def _table_query(self):
        company = self.env.company.sudo().root_id
        return SQL(
            """
            SELECT dealer.id, dealer.id AS partner_id, place.parent_dealer_id AS parent_id, place.tier_id,
                   tier.sequence AS tier_sequence, tier.color, place.date_from, dealer.user_id,
                   dealer.channel_region_id AS region_id
              FROM (SELECT dealer_id FROM (%(tree)s) AS tree WHERE distance = 0) AS node
              JOIN res_partner dealer ON dealer.id = node.dealer_id
              LEFT JOIN crm_dealer_position place
                ON place.partner_id = dealer.id AND place.company_id = %(company)s
               AND daterange(place.date_from, place.date_to, '[]') @> %(today)s::date
              LEFT JOIN crm_dealer_tier tier ON tier.id = place.tier_id
            """,
            tree=self.env["crm.dealer.position"]._ancestors_query(company._business_today(), company),
            company=company.id,
            today=company._business_today(),
        )

    @api.depends("partner_id")
    def _compute_display_name(self):
        for node in self:
            node.display_name = node.partner_id.display_name
