from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_finance_id = fields.Many2one(related="company_id.complaint_finance_id", readonly=False)
    complaint_warehouse_id = fields.Many2one(related="company_id.complaint_warehouse_id", readonly=False)
