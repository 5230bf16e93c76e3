from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_grading.tools.checked_fields import CheckedMonetary


class ResCompany(models.Model):
    """Settings of collection; branches share those of their company."""

    _inherit = "res.company"

    credit_dunning_plan_id = fields.Many2one(
        "crm.credit.dunning.plan",
        string="Default Dunning Plan",
        domain="[('company_id', 'parent_of', id)]",
        groups="base.group_user",
        help="For customers whose class has no plan of its own.",
    )
    credit_dunning_auto = fields.Selection(
        [("off", "By hand"), ("propose", "Propose every night"), ("send", "Send every night")],
        string="Dunning Runs",
        default="off",
        required=True,
        groups="base.group_user",
        help="Propose: every morning a run waits to be looked at. Send: letters go out without being looked at.",
    )
    credit_promise_grace_days = fields.Integer(
        string="Days of Grace",
        default=3,
        groups="base.group_user",
        help="A promise counts as broken so many days after the day on which it was due.",
    )
    credit_case_amount = CheckedMonetary(
        string="Smallest Collection Case",
        groups="base.group_user",
        help="A customer gets a collection case when at least this amount is overdue.",
    )
    credit_guard_due_dates = fields.Boolean(
        string="Guard Due Dates",
        default=True,
        groups="base.group_user",
        help="Only credit officers put off the due date of an invoice that is overdue. It is noted in the histories in any case.",
    )

    _credit_collection_in_range = models.Constraint(
        "CHECK (credit_promise_grace_days BETWEEN 0 AND 365 AND credit_case_amount >= 0)",
        "Days of grace are 0 to 365, and the smallest amount of a case can't be negative.",
    )

    @api.constrains("credit_dunning_plan_id")
    def _check_credit_dunning_plan(self):
        for company in self.sudo():
            plan = company.credit_dunning_plan_id
            if plan and plan.company_id != company.root_id:
                raise ValidationError(
                    self.env._(
                        "%(company)s can't remind by %(plan)s, a dunning plan of %(owner)s: choose one of its own.",
                        company=company.name,
                        plan=plan.name,
                        owner=plan.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["crm.credit.dunning.plan"]._ensure_for_companies()
        return companies
