from odoo import fields, models


class CrmGradingScheme(models.Model):
    _inherit = "crm.grading.scheme"

    shown_to_customer = fields.Boolean(
        string="Shown to the Customer",
        help="Customers see their own published grade on the portal, why they have it, what they get, and may appeal.",
    )
