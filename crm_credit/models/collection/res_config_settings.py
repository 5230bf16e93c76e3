from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_dunning_plan_id = fields.Many2one(
        related="company_id.credit_dunning_plan_id", readonly=False, domain="[('company_id', 'parent_of', company_id)]"
    )
    credit_dunning_auto = fields.Selection(related="company_id.credit_dunning_auto", readonly=False)
    credit_promise_grace_days = fields.Integer(related="company_id.credit_promise_grace_days", readonly=False)
    credit_guard_due_dates = fields.Boolean(related="company_id.credit_guard_due_dates", readonly=False)
    credit_case_amount = fields.Monetary(related="company_id.credit_case_amount", readonly=False)
