from odoo import models


class CrmGradingRun(models.Model):
    """Published grades start the plans of process rules."""

    _inherit = "crm.grading.run"

    def _write_standings(self):
        result = super()._write_standings()
        self.env["crm.process.rule"]._look_soon("regraded", self.company_id)
        return result
