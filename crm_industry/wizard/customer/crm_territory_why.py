from odoo import api, fields, models

from ...models.customer.crm_territory_match import PRECEDENCE
from ...models.customer.crm_territory_rule import CONDITIONS


class CrmTerritoryWhy(models.TransientModel):
    """Why a customer has its salesperson: the rules that fit it, which of them decides, and why the others don't."""

    _name = "crm.territory.why"
    _description = "Why This Salesperson"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    team_id = fields.Many2one(related="partner_id.channel_team_id", string="Sales Team")
    summary = fields.Char(readonly=True)
    known = fields.Char(string="The Customer Is", readonly=True, help="What the rules know about the customer.")
    history = fields.Char(string="Assigned", readonly=True)
    line_ids = fields.One2many("crm.territory.why.line", "why_id", string="Rules That Fit", readonly=True)

    @api.model
    def _open(self, customer):
        """Return the action that explains a customer, which the user may read.

        :param customer: commercial partner
        """
        # sudo: rules and customer figures decide; only their outcome for this customer is shown
        why = self.sudo()._make(customer.sudo(), self.env.company.sudo().root_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why This Salesperson"),
            "res_model": self._name,
            "res_id": why.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _make(self, customer, company):
        values, rows = self.env["crm.territory.match"]._explain(company, customer)
        return self.create(
            {
                "partner_id": customer.id,
                "company_id": company.id,
                "known": self._known_text(values),
                "summary": self._summary_text(customer, rows),
                "history": self._history_text(customer, company),
                "line_ids": [fields.Command.create(self._prepare_line(row, rows[0])) for row in rows],
            }
        )

    @api.model
    def _known_text(self, values):
        """Return what the rules know about a customer, in words."""
        rules = self.env["crm.territory.rule"]
        texts = []
        for name in CONDITIONS:
            label = rules._fields[name].get_description(self.env, ["string"])["string"]
            value = self.env[rules._fields[name].comodel_name].browse(values[name]).display_name if values[name] else "-"
            texts.append(f"{label}: {value}")
        return " · ".join(texts)

    @api.model
    def _summary_text(self, customer, rows):
        rule = self.env["crm.territory.rule"].browse(rows[0]["rule_id"]) if rows else None
        if customer.channel_user_fixed:
            return self.env._("The salesperson was chosen by hand and is kept: rules do not count.")
        if not rule:
            return self.env._("No territory rule fits this customer.")
        if rule.user_id and rule.user_id != customer.user_id:
            return self.env._(
                "By the rules the customer would go to %(user)s, with the next run or by hand: %(rule)s.",
                user=rule.user_id.name,
                rule=rule.display_name,
            )
        return self.env._("The salesperson is the one of the rule: %(rule)s.", rule=rule.display_name)

    @api.model
    def _history_text(self, customer, company):
        """Return by which run the customer got its salesperson last, if it did by one."""
        line = self.env["crm.territory.line"].search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id), ("state", "=", "done")],
            order="done_on desc, id desc",
            limit=1,
        )
        if not line:
            return False
        return self.env._(
            "%(day)s: %(old)s → %(new)s by “%(why)s”",
            day=fields.Date.to_string(line.done_on),
            old=line.old_user_id.name or "-",
            new=line.new_user_id.name or "-",
            why=line.why or "-",
        )

    @api.model
    def _prepare_line(self, row, winner):
        return {
            "rule_id": row["rule_id"],
            "wins": row is winner,
            "reason": self.env._("decides") if row is winner else self._lost_text(row, winner),
        }

    @api.model
    def _lost_text(self, row, winner):
        """Return the first point in which the rule of ``row`` is less specific than the one that decides."""
        texts = {
            "condition_count": self.env._("fewer conditions"),
            "region_depth": self.env._("larger region"),
            "categ_depth": self.env._("wider product category"),
            "has_brand": self.env._("no brand"),
            "has_type": self.env._("no customer type"),
            "has_grade": self.env._("no grade"),
        }
        return next((texts[name] for name in PRECEDENCE if row[name] < winner[name]), "")
