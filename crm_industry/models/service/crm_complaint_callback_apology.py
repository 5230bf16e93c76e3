from odoo import models


class CrmComplaintCallback(models.Model):
    _inherit = "crm.complaint.callback"

    def _not_reached(self, day):
        """After enough calls in vain, on as many days, the apology waits no longer: the question whether all is well stays."""
        result = super()._not_reached(day)
        if self.kind == "apology" and self._tried_enough():
            self._cancel_waiting()
            self.complaint_id._apology_made()
        return result
