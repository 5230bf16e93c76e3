from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import LARGEST, CheckedMonetary


class CrmCampaignCost(models.Model):
    """What a campaign cost, without tax, in the currency of its company."""

    _name = "crm.campaign.cost"
    _description = "Campaign Cost"
    _inherit = ["crm.derived.mixin"]
    _order = "date desc, id desc"

    campaign_id = fields.Many2one("utm.campaign", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="campaign_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=lambda self: self.env.company._business_today())
    kind = fields.Selection(
        [
            ("media", "Advertising"),
            ("print", "Print and Material"),
            ("gift", "Gifts and Samples"),
            ("discount", "Discounts and Coupons"),
            ("event", "Events"),
            ("staff", "Working Time"),
            ("agency", "Agency"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    name = fields.Char(string="Description", required=True)
    amount = CheckedMonetary(required=True, help="Without tax. Money that came back is negative.")

    @api.constrains("amount")
    def _check_amount(self):
        for cost in self:
            if not abs(cost.amount) <= LARGEST:
                raise ValidationError(self.env._("%(cost)s: no amount is that large.", cost=cost.name))

    @api.constrains("campaign_id")
    def _check_campaign(self):
        """Costs have a company, that of their campaign."""
        for cost in self:
            if not cost.company_id:
                raise ValidationError(
                    self.env._("%(campaign)s has no company: give it one before its costs.", campaign=cost.campaign_id.title)
                )
