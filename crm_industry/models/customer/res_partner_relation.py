from odoo import api, fields, models

from odoo.addons.crm_grading.tools.arguments import check_one

RELATION_READERS = "sales_team.group_sale_salesman,crm_industry.group_channel_manager,crm_industry.group_service_agent"


class ResPartner(models.Model):
    """Whom a partner is related to, and the totals of the group that it belongs to."""

    _inherit = "res.partner"

    relation_side_ids = fields.One2many(
        "crm.relation.side", "partner_id", string="Relations", readonly=True, groups=RELATION_READERS
    )
    relation_count = fields.Integer(
        string="Related Partners", compute="_compute_relation_count", groups=RELATION_READERS, help="Today, contacts included."
    )
    relation_group_count = fields.Integer(
        string="Customers of the Group", compute="_compute_relation_group", groups=RELATION_READERS
    )
    relation_group_sales = fields.Monetary(
        string="Net Sales of the Group (12 Months)",
        compute="_compute_relation_group",
        currency_field="relation_currency_id",
        groups=RELATION_READERS,
    )
    relation_group_margin = fields.Monetary(
        string="Margin of the Group (12 Months)",
        compute="_compute_relation_group",
        currency_field="relation_currency_id",
        groups=RELATION_READERS,
    )
    relation_shows_margin = fields.Boolean(string="Shows Margins", compute="_compute_relation_group", groups=RELATION_READERS)
    relation_group_exposure = fields.Monetary(
        string="Credit Used by the Group",
        compute="_compute_relation_group",
        currency_field="relation_currency_id",
        groups=RELATION_READERS,
    )
    relation_group_overdue = fields.Monetary(
        string="Overdue of the Group",
        compute="_compute_relation_group",
        currency_field="relation_currency_id",
        groups=RELATION_READERS,
    )
    relation_currency_id = fields.Many2one("res.currency", compute="_compute_relation_group", groups=RELATION_READERS)

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "uid")
    def _compute_relation_count(self):
        """A customer counts the relations of its contacts, too."""
        sides = self.env["crm.relation.side"]
        current = [("is_current", "=", True)]
        own = dict(sides._read_group([("partner_id", "in", self.ids), *current], ["partner_id"], ["__count"]))
        customers = self.filtered(lambda partner: partner == partner.commercial_partner_id)
        domain = [("customer_id", "in", customers.ids), *current]
        all_of_them = dict(sides._read_group(domain, ["customer_id"], ["relation_id:count_distinct"]))
        for partner in self:
            counts = all_of_them if partner in customers else own
            partner.relation_count = counts.get(partner._origin, 0)

    @api.depends("commercial_partner_id", "commercial_partner_id.user_id")
    @api.depends_context("company", "uid")
    def _compute_relation_group(self):
        groups = self.env["crm.relation.group"]._summary_groups(self.commercial_partner_id._origin, least=2)
        currency = self.env.company.sudo().root_id.currency_id
        shows_margins = self.env.company._shows_margins()
        for partner in self:
            totals = groups.get(partner.commercial_partner_id._origin.id, {})
            partner.relation_currency_id = currency
            partner.relation_shows_margin = shows_margins
            partner.relation_group_count = len(totals.get("members", ()))
            for name in ("sales", "margin", "exposure", "overdue"):
                # The margin is missing for whom the company shows none.
                partner[f"relation_group_{name}"] = totals.get(name, 0)

    def action_relations(self):
        """Open the relations of the customer and its contacts (button)."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.crm_relation_side_action")
        field = "customer_id" if self == self.commercial_partner_id else "partner_id"
        context = {"search_default_current": 1, "default_partner_id": self.id}
        return action | {"domain": [(field, "=", self.id)], "context": context}

    def action_add_relation(self):
        """Record a relation of this partner (button)."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Relation"),
            "res_model": "crm.relation",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    def action_relation_group(self):
        """Show the customers of the group (button)."""
        check_one(self)
        self.check_access("read")
        customer = self.commercial_partner_id
        members = self.env["crm.relation.group"]._members(customer)[customer.id]
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_industry.res_partner_key_action")
        name = self.env._("Group of %(customer)s", customer=customer.display_name)
        return action | {"display_name": name, "name": name, "domain": [("id", "in", members)], "context": {}, "path": False}

    def action_relation_network(self):
        """Open the picture of whom the partner is related to (button)."""
        check_one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "crm_relation_network",
            "name": self.env._("Network of %(partner)s", partner=self.display_name),
            "params": {"partner_id": self.id},
            "context": {"active_id": self.id},
        }
