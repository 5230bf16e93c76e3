from odoo import api, models


class CrmCreditDunningRun(models.Model):
    """Runs that start at night."""

    _inherit = "crm.credit.dunning.run"

    @api.model
    def _start_automatic(self, company):
        """Start the run of today where the settings ask for one, once a day; older proposals nobody sent are given up.

        :return: the run, if there is a new one
        """
        mode, today = company.credit_dunning_auto, company._business_today()
        if mode == "off" or not company.credit_dunning_plan_id:
            return self.browse()
        domain = [("company_id", "=", company.id), ("automatic", "=", True)]
        runs = self.search([*domain, ("state", "in", ("proposing", "proposed"))]) | self.search([*domain, ("date", "=", today)])
        if runs.filtered(lambda run: run.date == today or run.job_state in ("queued", "running")):
            return self.browse()
        runs._give_up()
        run = self._guarded_create(
            [{"company_id": company.id, "date": today, "state": "proposing", "automatic": True, "send_at_once": mode == "send"}]
        )
        run._job_start()
        return run
