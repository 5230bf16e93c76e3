from odoo import api, models


class CrmComplaintResolutionLine(models.Model):
    """Who changes the goods changes what is proposed."""

    _inherit = "crm.complaint.resolution.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.resolution_id._note_writer()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.resolution_id._note_writer()
        return result

    def unlink(self):
        proposals = self.resolution_id
        result = super().unlink()
        proposals._note_writer()
        return result
