from odoo import fields, models


class CrmGradingPreviewLine(models.TransientModel):
    _name = "crm.grading.preview.line"
    _description = "Value of a Customer in a Preview"

    preview_id = fields.Many2one("crm.grading.preview", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    value = fields.Float(string="Measured Value", digits=(16, 4), readonly=True)
    is_known = fields.Boolean(string="Known", readonly=True, help="Off: the customer has no value, which is not zero.")
