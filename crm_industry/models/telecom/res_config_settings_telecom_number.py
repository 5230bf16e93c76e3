from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    telecom_quarantine_days = fields.Integer(related="company_id.telecom_quarantine_days", readonly=False)
    telecom_reservation_days = fields.Integer(related="company_id.telecom_reservation_days", readonly=False)
    telecom_numbers_per_person = fields.Integer(related="company_id.telecom_numbers_per_person", readonly=False)
    telecom_numbers_per_organisation = fields.Integer(related="company_id.telecom_numbers_per_organisation", readonly=False)
    telecom_identity_evidence = fields.Boolean(related="company_id.telecom_identity_evidence", readonly=False)
