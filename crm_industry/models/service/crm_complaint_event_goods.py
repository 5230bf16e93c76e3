from odoo import fields, models


class CrmComplaintEvent(models.Model):
    _inherit = "crm.complaint.event"

    kind = fields.Selection(
        selection_add=[("taken_down", "Rest Taken Down"), ("let_keep", "Customer Keeps Exchanged Goods")],
        ondelete={"taken_down": "cascade", "let_keep": "cascade"},
    )
