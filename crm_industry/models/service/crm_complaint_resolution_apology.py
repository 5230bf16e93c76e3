from odoo import models


class CrmComplaintResolution(models.Model):
    """Apology and explanation: promised when it is approved, kept when the customer has been called."""

    _inherit = "crm.complaint.resolution"

    def _carry_out(self):
        if self.kind != "apology":
            return super()._carry_out()
        # sudo: who approves it need not handle complaints
        complaint = self.sudo().complaint_id
        complaint._plan_callback("apology")
        if not complaint._waiting_apology():
            self._done()
