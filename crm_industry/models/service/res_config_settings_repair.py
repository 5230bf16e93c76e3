from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    repair_device_location_id = fields.Many2one(related="company_id.repair_device_location_id", readonly=False)
    repair_loan_location_id = fields.Many2one(related="company_id.repair_loan_location_id", readonly=False)
