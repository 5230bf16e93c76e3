from odoo import fields, models


class CrmCustomerType(models.Model):
    _inherit = "crm.customer.type"

    channel_reporting = fields.Boolean(
        string="Send Channel Reports", help="Dealers of this type owe a report of sell-through and stock for each period."
    )
