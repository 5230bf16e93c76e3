from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_manager_id = fields.Many2one(related="company_id.complaint_manager_id", readonly=False)
    complaint_call_days = fields.Integer(related="company_id.complaint_call_days", readonly=False)
