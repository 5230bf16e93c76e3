from dateutil.relativedelta import relativedelta

from odoo import models

MONTHS = 12


class CrmDemoCompany(models.AbstractModel):
    _inherit = "crm.demo.company"

    def _steps(self):
        return [*super()._steps(), self._load_metrics]

    def _load_metrics(self, world):
        """Take the snapshots of the last twelve months, oldest first, and refresh the customer metrics."""
        first = world.today.replace(day=1)
        for ago in range(MONTHS, 1, -1):
            self.env["crm.customer.snapshot"]._take(world.company, first - relativedelta(months=ago))
        self.env["crm.customer.refresh"]._for_company(world.company)._begin(now=True)
        count = self.env["crm.customer.metrics"].search_count([("company_id", "=", world.company.id)])
        self._progress("metrics of %s customers, %s months", count, MONTHS)
