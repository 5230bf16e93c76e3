from odoo import fields, models


class CrmComplaintEvent(models.Model):
    _inherit = "crm.complaint.event"

    kind = fields.Selection(
        selection_add=[("acknowledged", "Receipt Confirmed"), ("accepted",)], ondelete={"acknowledged": "cascade"}
    )
