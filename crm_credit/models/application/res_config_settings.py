from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_scheme_id = fields.Many2one(
        related="company_id.credit_scheme_id",
        readonly=False,
        domain="[('purpose', '=', 'credit'), ('company_id', 'parent_of', company_id)]",
    )
