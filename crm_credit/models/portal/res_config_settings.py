from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_portal_access = fields.Selection(related="company_id.credit_portal_access", readonly=False)
    credit_portal_apply = fields.Boolean(related="company_id.credit_portal_apply", readonly=False)
    credit_portal_dispute = fields.Boolean(related="company_id.credit_portal_dispute", readonly=False)
    credit_portal_promise = fields.Boolean(related="company_id.credit_portal_promise", readonly=False)
    credit_portal_promise_days = fields.Integer(related="company_id.credit_portal_promise_days", readonly=False)
