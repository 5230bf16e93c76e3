from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    telecom_peak_from = fields.Integer(related="company_id.telecom_peak_from", readonly=False)
    telecom_peak_to = fields.Integer(related="company_id.telecom_peak_to", readonly=False)
    telecom_bill_state = fields.Selection(related="company_id.telecom_bill_state", readonly=False)
    telecom_bill_posting = fields.Selection(related="company_id.telecom_bill_posting", readonly=False)
    telecom_bill_product_id = fields.Many2one(related="company_id.telecom_bill_product_id", readonly=False)
    telecom_charges_on_bills = fields.Boolean(related="company_id.telecom_charges_on_bills", readonly=False)
