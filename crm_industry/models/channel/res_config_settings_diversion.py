from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    diversion_user_id = fields.Many2one(related="company_id.diversion_user_id", readonly=False)
    diversion_reply_days = fields.Integer(related="company_id.diversion_reply_days", readonly=False)
    diversion_penalty_product_id = fields.Many2one(related="company_id.diversion_penalty_product_id", readonly=False)
    diversion_compensation_product_id = fields.Many2one(related="company_id.diversion_compensation_product_id", readonly=False)
