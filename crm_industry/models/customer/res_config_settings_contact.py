from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    contact_quiet_from = fields.Float(related="company_id.contact_quiet_from", readonly=False)
    contact_quiet_to = fields.Float(related="company_id.contact_quiet_to", readonly=False)
    contact_marketing_consent = fields.Boolean(related="company_id.contact_marketing_consent", readonly=False)
    contact_survey_consent = fields.Boolean(related="company_id.contact_survey_consent", readonly=False)
    contact_sms_fallback = fields.Boolean(related="company_id.contact_sms_fallback", readonly=False)
