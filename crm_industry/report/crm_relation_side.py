from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import check_one

from ..models.customer.crm_relation import ROLES, STRENGTHS

COLUMNS = (
    "company_id",
    "type_id",
    "date_from",
    "date_to",
    "strength",
    "decision_role",
    "note",
)


class CrmRelationSide(models.Model):
    """Relations as each of their two partners sees them: every relation is two rows here."""

    _name = "crm.relation.side"
    _description = "Relations from Both Sides"
    _auto = False
    _order = "strength desc, id desc"
    _depends = {
        "crm.relation": ["partner_id", "other_id", "customer_id", "other_customer_id", *COLUMNS],
    }

    relation_id = fields.Many2one("crm.relation", string="Recorded as", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    other_id = fields.Many2one("res.partner", string="Related to", readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True)
    other_customer_id = fields.Many2one("res.partner", readonly=True)
    backwards = fields.Boolean(readonly=True)
    type_id = fields.Many2one("crm.relation.type", readonly=True)
    label = fields.Char(string="Relation", compute="_compute_label")
    company_id = fields.Many2one("res.company", readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="Until", readonly=True)
    is_current = fields.Boolean(string="Now", compute="_compute_is_current", search="_search_is_current")
    strength = fields.Selection(STRENGTHS, readonly=True)
    decision_role = fields.Selection(ROLES, string="Role in Decisions", readonly=True)
    note = fields.Text(readonly=True)

    @property
    def _table_query(self):
        columns = SQL(", ").join(SQL.identifier("relation", name) for name in COLUMNS)
        return SQL(
            """
            SELECT relation.id::bigint * 2 + side.number AS id, relation.id AS relation_id, side.number = 1 AS backwards,
                   CASE side.number WHEN 0 THEN relation.partner_id ELSE relation.other_id END AS partner_id,
                   CASE side.number WHEN 0 THEN relation.other_id ELSE relation.partner_id END AS other_id,
                   CASE side.number WHEN 0 THEN relation.customer_id ELSE relation.other_customer_id END AS customer_id,
                   CASE side.number WHEN 0 THEN relation.other_customer_id ELSE relation.customer_id END AS other_customer_id,
                   %s
              FROM crm_relation relation
             CROSS JOIN (VALUES (0), (1)) AS side (number)
            """,
            columns,
        )

    @api.depends("type_id", "backwards")
    @api.depends_context("lang")
    def _compute_label(self):
        for side in self:
            side.label = side.type_id._label(side.backwards) if side.type_id else False

    @api.depends("relation_id")
    @api.depends_context("company")
    def _compute_is_current(self):
        for side in self:
            side.is_current = side.relation_id.is_current

    @api.model
    def _search_is_current(self, operator, value):
        return self.env["crm.relation"]._search_is_current(operator, value)

    @api.depends("partner_id", "label", "other_id")
    def _compute_display_name(self):
        for side in self:
            words = (side.partner_id.display_name, side.label, side.other_id.display_name)
            side.display_name = " ".join(word for word in words if word)

    def action_open_relation(self):
        """Open what was written down (button)."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.relation",
            "res_id": self.relation_id.id,
            "views": [[False, "form"]],
        }
