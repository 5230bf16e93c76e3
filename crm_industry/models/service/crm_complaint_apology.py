from odoo import models

from .crm_complaint_callback import WAITING


class CrmComplaint(models.Model):
    """The call that says sorry keeps what was promised by apologies."""

    _inherit = "crm.complaint"

    def _waiting_apology(self):
        """Return the apology call of the present round that has not been made yet."""
        return self._round_callbacks("apology").filtered(lambda each: each.state in WAITING)

    def _apology_made(self):
        result = super()._apology_made()
        self._this_round(self.resolution_ids).filtered(lambda each: each.kind == "apology")._done()
        return result
