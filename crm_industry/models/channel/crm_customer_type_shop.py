from odoo import fields, models


class CrmCustomerType(models.Model):
    _inherit = "crm.customer.type"

    channel_ordering = fields.Boolean(
        string="Order on the Portal", help="Contacts of these customers with access to the portal order there."
    )
