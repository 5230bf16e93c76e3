from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# In this order they decide which of two rules is the more specific one, after the number of conditions.
CONDITIONS = ("region_id", "categ_id", "brand_id", "type_id", "grade_id")


class CrmTerritoryRule(models.Model):
    """Customers that meet all conditions of a rule belong to its salesperson, its sales team, or both.

    An empty condition holds for every customer. Of the rules that fit a customer the most specific one decides: the one with
    more conditions; then with the smaller region; with the smaller product category; then one with a brand, with a
    customer type, with a grade. Two rules that are equal in all of this and fit the same customer would have the same
    conditions: the database refuses the second, so that there are no ties.
    """

    _name = "crm.territory.rule"
    _inherit = ["crm.grade.condition.mixin"]
    _description = "Territory Rule"
    _order = "condition_count desc, id"
    _rec_names_search = ["region_id.name", "user_id.name", "team_id.name", "categ_id.complete_name", "type_id.name"]

    region_id = fields.Many2one(
        "crm.region", index="btree_not_null", ondelete="restrict", help="Customers of this region and all its parts."
    )
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        index="btree_not_null",
        ondelete="restrict",
        help="Customers who mainly buy products of this category or of one below it.",
    )
    brand_id = fields.Many2one(
        "crm.brand", index="btree_not_null", ondelete="restrict", help="Customers who mainly buy this brand."
    )
    type_id = fields.Many2one("crm.customer.type", string="Customer Type", index="btree_not_null", ondelete="restrict")
    grade_id = fields.Many2one(
        ondelete="restrict", help="Present grade of the customer in the grading scheme of the company."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Empty: the customer keeps its salesperson.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the customer keeps its team as long as it keeps its salesperson.",
    )
    note = fields.Char()
    condition_count = fields.Integer(
        string="Conditions", compute="_compute_condition_count", store=True, precompute=True, aggregator=None
    )
    idle = fields.Boolean(
        string="Out of Use", compute="_compute_idle", search="_search_idle", help="Its salesperson or team is archived."
    )

    _somebody = models.Constraint(
        "CHECK (user_id IS NOT NULL OR team_id IS NOT NULL)", "A territory rule names a salesperson, a sales team or both."
    )
    _conditions_uniq = models.UniqueIndex(
        "(company_id, COALESCE(region_id, 0), COALESCE(categ_id, 0), COALESCE(brand_id, 0), COALESCE(type_id, 0),"
        " COALESCE(grade_id, 0)) WHERE active",
        "Another territory rule of the company has the same conditions: change that one.",
    )

    # -- computes --------------------------------------------------------------------------------------------------

    @api.depends(*CONDITIONS)
    def _compute_condition_count(self):
        for rule in self:
            rule.condition_count = sum(bool(rule[name]) for name in CONDITIONS)

    @api.depends("user_id.active", "team_id.active")
    def _compute_idle(self):
        for rule in self:
            # sudo: salespeople who read rules need not see every team
            parts = rule.sudo()
            rule.idle = any(part and not part.active for part in (parts.user_id, parts.team_id))

    def _search_idle(self, operator, value):
        if operator != "in":
            return NotImplemented
        idle = Domain("user_id.active", "=", False) & Domain("user_id", "!=", False)
        idle |= Domain("team_id.active", "=", False) & Domain("team_id", "!=", False)
        return Domain.OR(idle if choice else ~idle for choice in value)

    @api.depends(*CONDITIONS, "user_id", "team_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            # sudo: names only
            parts = rule.sudo()
            who = " / ".join(filter(None, (parts.user_id.name, parts.team_id.name)))
            rule.display_name = f"{rule._conditions_text()} → {who}"

    def _conditions_text(self):
        """Return the conditions in words."""
        self.ensure_one()
        # sudo: names only
        values = [value.display_name for value in (self.sudo()[name] for name in CONDITIONS) if value]
        return " · ".join(values) or self.env._("All customers")

    # -- no ties: asked before it is saved, since the unique index can't name the other rule -----------------------

    @api.model_create_multi
    def create(self, vals_list):
        """:raise ValidationError: a rule has the conditions of another active one of its company"""
        for vals in vals_list:
            if vals.get("active", True):
                company = vals.get("company_id") or self.env.company.root_id.id
                self._refuse_tie({"company_id": company} | {name: vals.get(name) or False for name in CONDITIONS})
        return super().create(vals_list)

    def write(self, vals):
        """:raise ValidationError: a rule would have the conditions of another active one of its company"""
        if not {"active", "company_id", *CONDITIONS}.isdisjoint(vals):
            for rule in self.filtered(lambda rule: vals.get("active", rule.active)):
                rule._refuse_tie({name: vals.get(name, rule[name].id) for name in ("company_id", *CONDITIONS)})
        return super().write(vals)

    def _refuse_tie(self, conditions):
        """Name the rule with the same conditions; the unique index refuses what two transactions save at once.

        :param conditions: {name of the field: id or False}
        """
        same = Domain.AND(Domain(name, "=", value) for name, value in conditions.items())
        if other := self.search(same & Domain("id", "not in", self.ids), limit=1):
            raise ValidationError(
                self.env._(
                    "The rule “%(rule)s” has the same conditions: nothing would decide between the two. Change that one.",
                    rule=other.display_name,
                )
            )

    # -- constraints -----------------------------------------------------------------------------------------------

    @api.constrains("company_id", "user_id", "team_id", "active")
    def _check_parts(self):
        for rule in self.filtered("active").sudo():
            if rule.user_id - rule.company_id._channel_staff(rule.user_id):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot be the salesperson of a territory of %(company)s: choose an active internal user of it.",
                        user=rule.user_id.name,
                        company=rule.company_id.name,
                    )
                )
            if rule.team_id.company_id and rule.team_id.company_id not in rule.company_id._territory_branches():
                raise ValidationError(
                    self.env._(
                        "The sales team %(team)s is not one of %(company)s: choose another one.",
                        team=rule.team_id.name,
                        company=rule.company_id.name,
                    )
                )
