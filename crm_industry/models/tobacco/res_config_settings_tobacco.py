from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    tobacco_licence_check = fields.Selection(related="company_id.tobacco_licence_check", readonly=False)
    tobacco_cycle_check = fields.Selection(related="company_id.tobacco_cycle_check", readonly=False)
    tobacco_quota_check = fields.Selection(related="company_id.tobacco_quota_check", readonly=False)
    tobacco_renewal_days = fields.Integer(related="company_id.tobacco_renewal_days", readonly=False)
    tobacco_reminder_days = fields.Integer(related="company_id.tobacco_reminder_days", readonly=False)
    tobacco_appeal_days = fields.Integer(related="company_id.tobacco_appeal_days", readonly=False)
    tobacco_cutoff = fields.Float(related="company_id.tobacco_cutoff", readonly=False)
    tobacco_report_since = fields.Date(related="company_id.tobacco_report_since", readonly=False)
    tobacco_report_weekday = fields.Selection(related="company_id.tobacco_report_weekday", readonly=False)
    tobacco_report_cutoff = fields.Float(related="company_id.tobacco_report_cutoff", readonly=False)

    def set_values(self):
        """Switched on, the trade begins with its schemes."""
        result = super().set_values()
        if self.group_trade_tobacco:
            self.env["crm.grading.scheme"]._add_tobacco_schemes(self.env.company.root_id)
        return result
