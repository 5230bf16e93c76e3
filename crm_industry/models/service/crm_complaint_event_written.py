from odoo import fields, models


class CrmComplaintEvent(models.Model):
    _inherit = "crm.complaint.event"

    kind = fields.Selection(selection_add=[("asked", "Asked in Writing"), ("confirmed",)], ondelete={"asked": "cascade"})
