from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rebate_product_id = fields.Many2one(related="company_id.rebate_product_id", readonly=False)
    rebate_account_id = fields.Many2one(related="company_id.rebate_account_id", readonly=False)
    rebate_months = fields.Integer(related="company_id.rebate_months", readonly=False)
