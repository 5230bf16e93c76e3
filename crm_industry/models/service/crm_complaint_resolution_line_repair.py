from odoo import fields, models


class CrmComplaintResolutionLine(models.Model):
    _inherit = "crm.complaint.resolution.line"

    repair_ids = fields.One2many("crm.complaint.repair", "line_id", string="Repairs", readonly=True)
