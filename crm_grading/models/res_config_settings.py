from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    business_tz = fields.Selection(
        related="company_id.business_tz", readonly=False, required=True
    )
    customer_duplicate_persons = fields.Boolean(
        related="company_id.customer_duplicate_persons", readonly=False
    )
