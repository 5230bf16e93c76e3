from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_one

# Up to so many new customers or leads at once their salespeople get a message for each.
FEW = 10
TERRITORY_MANAGERS = "crm_industry.group_channel_manager,sales_team.group_sale_manager"


class ResPartner(models.Model):
    """What the territory rules look at and decide about a customer."""

    _inherit = "res.partner"

    channel_team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        groups="base.group_user",
        help="Team of the customer by the territory rules. New orders get it when their salesperson has no other team.",
    )
    channel_user_fixed = fields.Boolean(
        string="Keep the Salesperson",
        tracking=True,
        copy=False,
        groups="base.group_user",
        help="Chosen by hand: territory rules leave the salesperson and the team of this customer alone.",
    )
    channel_main_categ_id = fields.Many2one(
        "product.category",
        string="Mainly Buys",
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="Product category by which the territory rules know the customer. Empty: the main category of its purchases.",
    )
    channel_main_brand_id = fields.Many2one(
        "crm.brand",
        string="Main Brand",
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="Brand by which the territory rules know the customer. Empty: the brand it bought most of in twelve months.",
    )

    # -- rights and creation ---------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if partners.filtered("channel_user_fixed"):
            self._check_territory_manager()
        partners._assign_new_by_territory()
        return partners

    def write(self, vals):
        if "channel_user_fixed" in vals and any(
            partner.channel_user_fixed != bool(vals["channel_user_fixed"]) for partner in self
        ):
            self._check_territory_manager()
        return super().write(vals)

    @api.model
    def _check_territory_manager(self):
        """:raise AccessError: the user may not take customers out of the territory rules"""
        if not self.env.su and not self.env.user.has_groups(TERRITORY_MANAGERS):
            raise AccessError(
                self.env._("Only a sales or channel manager can decide that a customer keeps its salesperson: ask one of them.")
            )

    # -- who is a customer -----------------------------------------------------------------------------------------

    @api.model
    def _territory_customers_where(self, company):
        """SQL condition on the alias `partner`: the customers whose salesperson the rules of a root company decide.

        Commercial partners of the company, of a branch or shared, that have a customer type or a salesperson or were ever
        invoiced or entered as customers; neither our own users nor our own companies.
        """
        return SQL(
            """
            partner.active AND partner.commercial_partner_id = partner.id
            AND (partner.company_id IS NULL OR partner.company_id = ANY(%s))
            AND (partner.customer_rank > 0 OR partner.channel_type_id IS NOT NULL OR partner.user_id IS NOT NULL)
            AND partner.id NOT IN (SELECT own.partner_id FROM res_users own WHERE NOT own.share)
            AND partner.id NOT IN (SELECT own.partner_id FROM res_company own)
            """,
            company._territory_branches_sql(),
        )

    # -- new customers ---------------------------------------------------------------------------------------------

    def _assign_new_by_territory(self):
        """Give new customers without a salesperson the one of the territory rules, where the settings ask for it."""
        # sudo: settings of the company, for whoever creates a customer
        companies = {partner: (partner.company_id or self.env.company).sudo().root_id for partner in self}
        for company in set(companies.values()):
            if not company.channel_territory_customers:
                continue
            new = self.filtered(lambda partner, company=company: companies[partner] == company and not partner.user_id)
            new = new.filtered(lambda partner: partner.commercial_partner_id == partner)
            new = new.filtered(lambda partner: partner.customer_rank > 0 or partner.channel_type_id)
            new._assign_by_territory(company)

    def _assign_by_territory(self, company):
        """Write salesperson and team that the rules of a root company give these customers.

        Their creator need not be allowed to read rules or to write customers: sudo for reading the one, writing the other.
        """
        winners = self.env["crm.territory.match"]._customer_winners(company, self)
        # The salesperson of a file's thousand customers gets no message for each.
        quiet = {"mail_auto_subscribe_no_notify": True} if len(self) > FEW else {}
        matched = self.sudo().with_context(**quiet).filtered(lambda partner: partner.id in winners)
        for (user, team), group in matched.grouped(lambda partner: winners[partner.id][1:]).items():
            group.write({name: value for name, value in (("user_id", user), ("channel_team_id", team)) if value})

    # -- explanation -----------------------------------------------------------------------------------------------

    def action_territory_why(self):
        """Show which territory rule decides about the customer, by which conditions, and which others lost (button).

        :raise AccessError: the user may not read the customer
        """
        check_one(self)
        self.check_access("read")
        return self.env["crm.territory.why"]._open(self.commercial_partner_id)
