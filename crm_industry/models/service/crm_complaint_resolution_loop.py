from odoo import models

from odoo.addons.crm_grading.tools.arguments import check_ids


class CrmComplaintResolution(models.Model):
    """Whatever is done for the customer is followed by a call."""

    _inherit = "crm.complaint.resolution"

    def _done(self):
        """Ask the customer some working days after the last thing was done."""
        fresh = self.filtered(lambda each: each.approval_state == "approved" and not each.done_on)
        result = super()._done()
        for complaint in fresh.complaint_id:
            complaint._plan_callback("satisfaction")
        return result

    def action_cancel_request(self):
        """What was proposed is not waited for any more."""
        check_ids(self)
        proposed = self.filtered(lambda each: each.approval_state in ("submitted", "approved"))
        result = super().action_cancel_request()
        for resolution in proposed:
            resolution.complaint_id._log_event("cancelled", note=resolution.type_id.name)
        return result
