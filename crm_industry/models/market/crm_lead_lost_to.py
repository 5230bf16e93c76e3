from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary


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
    market_competitor_price = CheckedMonetary(
        string="Its Offer", currency_field="company_currency", copy=False, help="What the competitor asked for, without tax."
    )
    market_lost_on = fields.Date(
        string="Lost On", readonly=True, copy=False, help="Noted by the server when the opportunity is marked as lost."
    )

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

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: the day of a loss is given"""
        if any(vals.get("market_lost_on") for vals in vals_list):
            self._refuse_lost_on()
        return super().create([vals | {"market_lost_on": False} for vals in vals_list])

    def write(self, vals):
        """:raise AccessError: the day of a loss is given"""
        if "market_lost_on" in vals:
            self._refuse_lost_on()
        return super().write(vals)

    @api.model
    def _refuse_lost_on(self):
        raise AccessError(
            self.env._("The day on which an opportunity was lost is noted by the server: mark the opportunity as lost.")
        )

    def _note_lost_on(self, day):
        """Write the day down; past our own `write`, which refuses it to everybody."""
        return super().write({"market_lost_on": day})  # pylint: disable=super-method-mismatch

    def action_set_lost(self, **additional_values):
        """Mark as lost, on the business day of the company."""
        result = super().action_set_lost(**additional_values)
        for company, leads in self.grouped("company_id").items():
            leads._note_lost_on((company or self.env.company)._business_today())
        return result
