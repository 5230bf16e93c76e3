from odoo import models


class CrmComplaintResolution(models.Model):
    """Credit notes that are not posted any more: what was promised is owed again."""

    _inherit = "crm.complaint.resolution"

    def _credit_notes_undone(self):
        """Finance has set back credit notes; in sudo."""
        for resolution in self.filtered("done_on"):
            resolution._guarded_write({"done_on": False})
            resolution.complaint_id._log_event("undone", note=resolution.type_id.name)
