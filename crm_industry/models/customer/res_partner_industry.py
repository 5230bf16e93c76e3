from odoo import fields, models


class ResPartnerIndustry(models.Model):
    _inherit = "res.partner.industry"

    channel_profile_definition = fields.PropertiesDefinition(string="Industry Profile")
