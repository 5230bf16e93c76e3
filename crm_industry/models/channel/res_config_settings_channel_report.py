from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    channel_report_period = fields.Selection(related="company_id.channel_report_period", readonly=False)
    channel_report_start = fields.Date(related="company_id.channel_report_start", readonly=False)
    channel_report_due_days = fields.Integer(related="company_id.channel_report_due_days", readonly=False)
    channel_report_remind_days = fields.Integer(related="company_id.channel_report_remind_days", readonly=False)
    channel_report_activity_days = fields.Integer(related="company_id.channel_report_activity_days", readonly=False)
    channel_report_tolerance = fields.Float(related="company_id.channel_report_tolerance", readonly=False)
    channel_report_tolerance_qty = fields.Float(related="company_id.channel_report_tolerance_qty", readonly=False)
    channel_report_auto_accept = fields.Boolean(related="company_id.channel_report_auto_accept", readonly=False)
