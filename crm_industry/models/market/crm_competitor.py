from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one


class CrmCompetitor(models.Model):
    """Who sells to the same customers, as a company knows it."""

    _name = "crm.competitor"
    _description = "Competitor"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "threat desc, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, index="trigram")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", string="Contact", index="btree_not_null", ondelete="set null", check_company=True,
        help="Its address, if there is one.",
    )  # fmt: skip
    website = fields.Char()
    threat = fields.Selection([("1", "Low"), ("2", "Medium"), ("3", "High")], default="2", required=True, tracking=True)
    category_ids = fields.Many2many("product.category", string="Sells", help="Product categories where it competes.")
    region_ids = fields.Many2many("crm.region", string="Where", help="Regions where it competes.")
    strengths = fields.Text()
    weaknesses = fields.Text()
    strategy = fields.Text(string="What We Do about It")
    product_ids = fields.One2many("crm.competitor.product", "competitor_id", string="Products")
    intelligence_ids = fields.One2many("crm.competitor.intelligence", "competitor_id")
    intelligence_count = fields.Integer(compute="_compute_intelligence_count")
    lost_count = fields.Integer(string="Lost to It", compute="_compute_lost")
    lost_revenue = fields.Monetary(string="Revenue Lost to It", compute="_compute_lost")
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(company_id, lower(name)) WHERE active", "Another competitor of the company has this name.")

    @api.depends("intelligence_ids")
    def _compute_intelligence_count(self):
        counts = dict(
            self.env["crm.competitor.intelligence"]._read_group(
                [("competitor_id", "in", self.ids)], ["competitor_id"], ["__count"]
            )
        )
        for competitor in self:
            competitor.intelligence_count = counts.get(competitor, 0)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_lost(self):
        """Opportunities that the user may see."""
        rows = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                [("market_competitor_id", "in", self.ids), ("won_status", "=", "lost")],
                ["market_competitor_id"],
                ["__count", "expected_revenue:sum"],
            )
        )
        lost = {competitor.id: (count, revenue) for competitor, count, revenue in rows}
        for competitor in self:
            competitor.lost_count, competitor.lost_revenue = lost.get(competitor.id, (0, 0.0))

    def action_view_lost(self):
        """Show the opportunities lost to it."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_lead_lost_action")
        return action | {"domain": [("won_status", "=", "lost"), ("market_competitor_id", "=", self.id)]}

    def action_view_intelligence(self):
        """Show what is known about it."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_competitor_intelligence_action")
        context = {"default_competitor_id": self.id}
        return action | {"domain": [("competitor_id", "=", self.id)], "context": context}
