from odoo import fields, models


class CrmComplaintEvent(models.Model):
    _inherit = "crm.complaint.event"

    kind = fields.Selection(
        selection_add=[("unreachable", "Customer Not Reachable"), ("cancelled", "Resolution Cancelled")],
        ondelete={"unreachable": "cascade", "cancelled": "cascade"},
    )
