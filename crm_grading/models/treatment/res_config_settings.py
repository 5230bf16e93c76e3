from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    grading_scheme_id = fields.Many2one(related="company_id.grading_scheme_id", readonly=False)
