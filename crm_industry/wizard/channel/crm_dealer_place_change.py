from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate


class CrmDealerPlaceChange(models.TransientModel):
    """Gives dealers another tier or another dealer above them, from a day on and with a reason."""

    _name = "crm.dealer.place.change"
    _description = "Change Place in the Dealer Tree"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id, domain="[('parent_id', '=', False)]"
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Dealers",
        required=True,
        default=lambda self: self._default_partners(),
        domain="[('channel_type_id.is_dealer', '=', True)]",
    )
    kind = fields.Selection(
        [("place", "New place"), ("leave", "Leave the tree")], string="Change", required=True, default="place"
    )
    tier_id = fields.Many2one("crm.dealer.tier")
    parent_dealer_id = fields.Many2one(
        "res.partner",
        string="Buys From",
        domain="[('channel_type_id.is_dealer', '=', True), ('id', 'not in', partner_ids)]",
        help="The dealer above. Empty: the company itself.",
    )
    date_from = CheckedDate(string="From", required=True, default=lambda self: self.env.company._business_today())
    reason = fields.Char(required=True)

    @api.model
    def _default_partners(self):
        if self.env.context.get("active_model") == "res.partner":
            return self.env["res.partner"].browse(self.env.context.get("active_ids")).commercial_partner_id
        return self.env["res.partner"]

    @api.onchange("partner_ids", "company_id")
    def _onchange_partner_ids(self):
        """Begin with the present place when there is one dealer."""
        dealer = self.partner_ids._origin
        if len(dealer) == 1:
            in_company = dealer.with_company(self.company_id)
            self.tier_id = in_company.channel_tier_id
            self.parent_dealer_id = in_company.channel_parent_dealer_id

    def action_apply(self):
        """Write the new places into the history.

        :raise AccessError: the user is no channel manager
        :raise UserError: no dealer is chosen
        :raise ValidationError: a dealer would buy from itself, is no dealer, or has another place at that time
        """
        self.ensure_one()
        if not self.env.user.has_group("crm_industry.group_channel_manager"):
            raise AccessError(self.env._("The dealer tree is kept by channel managers: ask one of them."))
        if not self.partner_ids:
            raise UserError(self.env._("Choose a dealer."))
        positions = self.env["crm.dealer.position"]
        for dealer in self.partner_ids:
            if self.kind == "leave":
                positions._leave_from(dealer, self.company_id, self.date_from, self.reason)
            else:
                positions._place_from(dealer, self.company_id, self.date_from, self._place_values())
        return {"type": "ir.actions.act_window_close"}

    def _place_values(self):
        return {"tier_id": self.tier_id.id, "parent_dealer_id": self.parent_dealer_id.id, "reason": self.reason}
