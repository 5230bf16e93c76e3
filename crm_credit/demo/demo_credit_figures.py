from odoo import models


class CrmDemoCompany(models.AbstractModel):
    """Credit figures of the last months, as the nightly job makes them."""

    _inherit = "crm.demo.company"

    def _load_credit_figures(self, world):
        """Work the months out, oldest first."""
        months = self.env["crm.credit.month"]._ensure_months(world.company)
        for month in months.sorted("month"):
            month._job_run_now()
        self._progress("credit figures of %s months", len(months))
