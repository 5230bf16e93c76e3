from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmLead(models.Model):
    """To whom an opportunity was lost, and at which price."""

    _inherit = "crm.lead"

    market_competitor_id = fields.Many2one(
        "crm.competitor",
        string="Lost To",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="company_id and [('company_id', '=', company_id)] or []",
        tracking=True,
    )
    market_competitor_price = fields.Monetary(
        string="Its Offer", currency_field="company_currency", copy=False, help="What the competitor asked for, without tax."
    )
    market_lost_on = fields.Date(string="Lost On", readonly=True, copy=False)

    @api.constrains("market_competitor_id", "market_competitor_price", "lost_reason_id", "active", "probability", "company_id")
    def _check_market_competitor(self):
        for lead in self:
            competitor = lead.market_competitor_id
            if lead.won_status == "lost" and lead.lost_reason_id.market_to_competitor and not competitor:
                raise ValidationError(
                    self.env._(
                        "%(lead)s was lost for “%(reason)s”: say to which competitor.",
                        lead=lead.name,
                        reason=lead.lost_reason_id.name,
                    )
                )
            if competitor and lead.company_id and competitor.company_id != lead.company_id:
                raise ValidationError(
                    self.env._(
                        "%(competitor)s is known to another company than that of %(lead)s.",
                        competitor=competitor.name,
                        lead=lead.name,
                    )
                )
            if lead.market_competitor_price < 0:
                raise ValidationError(
                    self.env._("%(lead)s: the competitor's offer is an amount of zero or more.", lead=lead.name)
                )

    def action_set_lost(self, **additional_values):
        """Mark as lost, on the business day of the company."""
        result = super().action_set_lost(**additional_values)
        for company, leads in self.grouped("company_id").items():
            leads.write({"market_lost_on": (company or self.env.company)._business_today()})
        return result
