from odoo import api, fields, models

from .res_partner_territory import FEW


class CrmLead(models.Model):
    """New leads find their salesperson by the territory rules."""

    _inherit = "crm.lead"

    channel_categ_id = fields.Many2one(
        "product.category",
        string="Interested in",
        index="btree_not_null",
        ondelete="set null",
        help="Product category by which the territory rules know the lead. Empty: that of its customer.",
    )
    channel_brand_id = fields.Many2one(
        "crm.brand",
        string="Brand",
        index="btree_not_null",
        ondelete="set null",
        help="Brand by which the territory rules know the lead. Empty: that of its customer.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        said = "default_user_id" in self.env.context and bool(self.env.context["default_user_id"])
        open_ids = [
            lead.id
            for lead, vals in zip(leads, vals_list, strict=True)
            if not lead.user_id or ("user_id" not in vals and not said)
        ]
        self.browse(open_ids)._assign_by_territory()
        return leads

    def _assign_by_territory(self):
        """Give leads for which nobody chose a salesperson the one of the rules, where the settings ask for it."""
        # sudo: the settings, rules and customers that decide, for whoever creates a lead
        leads = self.sudo()
        for company, group in leads.grouped(lambda lead: (lead.company_id or self.env.company).root_id).items():
            if not company.channel_territory_leads:
                continue
            winners = group._territory_winners(company)
            quiet = {"mail_auto_subscribe_no_notify": True} if len(group) > FEW else {}
            matched = group.with_context(**quiet).filtered(lambda lead, winners=winners: lead.id in winners)
            for (user, team), same in matched.grouped(lambda lead, winners=winners: winners[lead.id][1:]).items():
                same.write({name: value for name, value in (("user_id", user), ("team_id", team)) if value})

    def _territory_winners(self, company):
        """Return {lead id: (rule id, user id, team id)}; a lead of a customer counts like that one where it says no more."""
        match = self.env["crm.territory.match"]
        known = match._customer_values(company, self.partner_id.commercial_partner_id)
        rows = [lead._territory_values(known.get(lead.partner_id.commercial_partner_id.id)) for lead in self]
        return match._winners(company, match._values_query(rows))

    def _territory_values(self, customer):
        """Return (id, region, category, brand, type, grade), ids or None.

        :param dict customer: values of the lead's customer, if it has one
        """
        values = customer or {}
        region = values.get("region_id") or self.env["crm.region"]._of_address(self.country_id, self.state_id, self.city).id
        return (
            self.id,
            region,
            self.channel_categ_id.id or values.get("categ_id"),
            self.channel_brand_id.id or values.get("brand_id"),
            values.get("type_id"),
            values.get("grade_id"),
        )
