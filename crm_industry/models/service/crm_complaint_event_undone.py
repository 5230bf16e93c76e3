from odoo import fields, models


class CrmComplaintEvent(models.Model):
    _inherit = "crm.complaint.event"

    kind = fields.Selection(selection_add=[("undone", "Credit Note Set Back")], ondelete={"undone": "cascade"})
