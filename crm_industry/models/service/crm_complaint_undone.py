from odoo import models


class CrmComplaint(models.Model):
    """Credit notes of earlier rounds that were set back keep the complaint open, too."""

    _inherit = "crm.complaint"

    def _open_reasons(self):
        reasons = super()._open_reasons()
        if not reasons:
            owed = self.resolution_ids.filtered(
                lambda each: each.approval_state == "approved" and not each.done_on and each._live_credit_notes()
            )
            reasons = [
                self.env._("The credit note of “%(resolution)s” is not posted.", resolution=each.display_name) for each in owed
            ]
        return reasons
