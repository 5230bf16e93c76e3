from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    target_basis = fields.Selection(related="company_id.root_id.target_basis", readonly=False)
    target_days = fields.Selection(related="company_id.root_id.target_days", readonly=False)
    target_green = fields.Float(related="company_id.root_id.target_green", readonly=False)
    target_amber = fields.Float(related="company_id.root_id.target_amber", readonly=False)
