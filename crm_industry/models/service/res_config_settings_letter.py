from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_acknowledges = fields.Boolean(related="company_id.complaint_acknowledges", readonly=False)
    complaint_closing_notices = fields.Boolean(related="company_id.complaint_closing_notices", readonly=False)
