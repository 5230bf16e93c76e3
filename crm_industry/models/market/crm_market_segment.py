from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_grading.models.scheme.aggregate_scan import parse_domain
from odoo.addons.crm_grading.models.scheme.customer_domain import check_customer_domain
from odoo.addons.crm_grading.tools.arguments import check_one

MARKETER = "crm_industry.group_market_manager"


class CrmMarketSegment(models.Model):
    """Customers of a company that have something in common, found anew whenever somebody looks.

    Two filters, both of which a customer has to pass: one of customers (grade, lifecycle stage, RFM segment, region, type …),
    one of their figures (any of the customer metrics). Customers without metrics pass only an empty filter of figures.
    """

    _name = "crm.market.segment"
    _description = "Market Segment"
    _inherit = ["crm.owner.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, domain="[('share', '=', False)]"
    )
    domain = fields.Char(string="Customers", required=True, default="[]")
    metrics_domain = fields.Char(
        string="Figures",
        required=True,
        default="[]",
        help="Conditions on the customer metrics. Empty: customers without any, too.",
    )
    note = fields.Text(string="Meaning", help="Who these customers are and why they are treated alike.")
    customer_count = fields.Integer(string="Customers Now", compute="_compute_customer_count")
    campaign_ids = fields.One2many("utm.campaign", "market_segment_id", string="Campaigns")
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE active", "Another segment of the company has this name.")

    @api.depends("domain", "metrics_domain", "company_id")
    def _compute_customer_count(self):
        """By one statement for a whole list."""
        counts = [
            SQL("SELECT %s AS place, count(*) FROM (%s) found", place, segment._customers_query().select())
            for place, segment in enumerate(self)
            if segment.company_id
        ]
        found = dict(self.env.execute_query(SQL(" UNION ALL ").join(counts))) if counts else {}
        for place, segment in enumerate(self):
            segment.customer_count = found.get(place, 0)

    @api.constrains("domain", "metrics_domain")
    def _check_filters(self):
        for segment in self:
            check_customer_domain(segment, segment.domain)
            check_customer_domain(segment, segment.metrics_domain, "crm.customer.metrics")

    def _customers_query(self):
        """Return the query of the segment's customers: commercial partners, active, of its company or shared by all.

        Figures and grades are those with its company.
        """
        self.ensure_one()
        # sudo: a segment means all its customers, whoever uses it; its author might read what it looks at (`_check_filters`)
        partners = self.env["res.partner"].sudo().with_company(self.company_id).with_context(active_test=True)
        branches = self.env["res.company"].sudo()._search([("id", "child_of", self.company_id.root_id.id)])
        domain = parse_domain(self.domain) & partners._customer_domain()
        domain &= Domain("active", "=", True)
        domain &= Domain("company_id", "=", False) | Domain("company_id", "in", branches.subselect())
        figures = parse_domain(self.metrics_domain)
        if not figures.is_true():
            rows = partners.env["crm.customer.metrics"]._search(figures & Domain("company_id", "=", self.company_id.root_id.id))
            domain &= Domain("id", "in", rows.subselect(SQL.identifier(rows.table, "partner_id")))
        own = self.env["res.company"].sudo().with_context(active_test=False)._search([])
        domain &= Domain("id", "not in", own.subselect(SQL.identifier(own.table, "partner_id")))
        return partners._search(domain)

    def action_view_customers(self):
        """Show the customers of the segment that the user may see."""
        check_one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "domain": [("market_segment_id", "=", self.id)],
            "context": {"create": False},
        }
