from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_trade_telecom = fields.Boolean(
        string="Telecom", implied_group="crm_industry.group_trade_telecom"
    )
    group_trade_tobacco = fields.Boolean(
        string="Tobacco", implied_group="crm_industry.group_trade_tobacco"
    )
    group_trade_auto = fields.Boolean(
        string="Auto", implied_group="crm_industry.group_trade_auto"
    )
