from odoo import fields, models


class CrmComplaintType(models.Model):
    _inherit = "crm.complaint.type"

    apologises = fields.Boolean(
        string="Apology Call", default=True, help="When goods leave for the customer, the agent calls at once and apologises."
    )
