from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate


class CrmDealerPosition(models.Model):
    """The place of a dealer in the dealer tree of a company (root of a branch tree) for a time: its tier and whom it buys from.

    All positions of a dealer are its history; the one valid today is its place now. PostgreSQL sees to it that a dealer has
    one place at any time.
    """

    _name = "crm.dealer.position"
    _inherit = ["crm.credit.customer.mixin"]
    _description = "Place in the Dealer Tree"
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Dealer",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('channel_type_id.is_dealer', '=', True)]",
    )
    parent_dealer_id = fields.Many2one(
        "res.partner",
        string="Buys From",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('channel_type_id.is_dealer', '=', True), ('id', '!=', partner_id)]",
        help="The dealer above. Empty: the company itself.",
    )
    tier_id = fields.Many2one("crm.dealer.tier", ondelete="restrict", index="btree_not_null")
    date_from = CheckedDate(string="From", required=True, default=lambda self: self.env.company._business_today())
    date_to = CheckedDate(string="To", help="Last day. Empty: until further notice.")
    reason = fields.Char(help="Why the dealer got this place.")

    _dates_in_order = models.Constraint("CHECK (date_to IS NULL OR date_from <= date_to)", "A place ends after it begins.")
    _own_parent = models.Constraint("CHECK (parent_dealer_id != partner_id)", "A dealer does not buy from itself.")
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (int4range(partner_id, partner_id, '[]') WITH =, int4range(company_id, company_id, '[]') WITH =,"
        " daterange(date_from, date_to, '[]') WITH &&)",
        "The dealer has another place in the tree at that time: end it the day before, or use “Change place”.",
    )

    @api.constrains("partner_id", "parent_dealer_id")
    def _check_dealers(self):
        for position in self:
            for partner in position.partner_id | position.parent_dealer_id:
                customer = partner.commercial_partner_id
                if customer != partner or not customer.channel_type_id.is_dealer:
                    raise ValidationError(
                        self.env._(
                            "%(partner)s is no dealer: give it a customer type of dealers first.", partner=partner.display_name
                        )
                    )
