from odoo import api, fields, models

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary


class CrmCreditDunningPlan(models.Model):
    """How customers of a class are reminded of what is overdue: which step after how many days."""

    _name = "crm.credit.dunning.plan"
    _inherit = ["crm.guarded.mixin", "crm.credit.root.mixin"]
    _description = "Dunning Plan"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    min_interval_days = fields.Integer(
        string="Days between Letters",
        default=7,
        help="A customer hears from us at most once in so many days, whatever falls overdue meanwhile.",
    )
    min_amount = CheckedMonetary(
        string="Smallest Amount", help="Customers who owe less than this in overdue items are not reminded."
    )
    step_rule = fields.Selection(
        [("next", "One level after the other"), ("days", "The level that the days tell")],
        string="Levels",
        default="next",
        required=True,
        help="One after the other: an item that was never dunned begins with the first level, however late it is.\n"
        "By days: it takes the highest level that its days overdue have reached.",
    )
    level_ids = fields.One2many("crm.credit.dunning.level", "plan_id", string="Levels of the Plan", copy=True)

    _not_negative = models.Constraint(
        "CHECK (min_interval_days BETWEEN 0 AND 3650 AND min_amount >= 0)",
        "Days between letters are 0 to 3,650, and the smallest amount can't be negative.",
    )

    @api.model
    def _ensure_for_companies(self):
        """Give each company that has no dunning plan a copy of the standard one, and make it its default."""
        standard = self.env.ref("crm_credit.dunning_plan_standard", raise_if_not_found=False)
        if not standard:
            return
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        plans = self.sudo().with_context(active_test=False).search([("company_id", "in", companies.ids)])
        for company in companies:
            own = plans.filtered(lambda plan, company=company: plan.company_id == company)
            if not own:
                own = standard.sudo().copy({"company_id": company.id, "name": standard.name})
            if not company.credit_dunning_plan_id and (own := own.filtered("active")):
                company.credit_dunning_plan_id = own[0]
