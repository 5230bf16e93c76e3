from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_accept_replies = fields.Boolean(related="company_id.complaint_accept_replies", readonly=False)
    complaint_pauses = fields.Integer(related="company_id.complaint_pauses", readonly=False)
    complaint_pause_days = fields.Integer(related="company_id.complaint_pause_days", readonly=False)
