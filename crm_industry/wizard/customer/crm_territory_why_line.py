from odoo import fields, models


class CrmTerritoryWhyLine(models.TransientModel):
    """A rule that fits the customer."""

    _name = "crm.territory.why.line"
    _description = "Rule That Fits a Customer"
    _order = "id"

    why_id = fields.Many2one("crm.territory.why", required=True, ondelete="cascade")
    rule_id = fields.Many2one("crm.territory.rule", required=True, ondelete="cascade")
    user_id = fields.Many2one(related="rule_id.user_id", string="Salesperson")
    team_id = fields.Many2one(related="rule_id.team_id", string="Sales Team")
    wins = fields.Boolean()
    reason = fields.Char(string="Result")
