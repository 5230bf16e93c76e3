from odoo import api, models

from .churn_scope import ChurnScope


class CrmTelecomFigures(models.Model):
    """The churn scores are worked out after the months that they look at."""

    _inherit = "crm.telecom.figures"

    def _job_steps(self):
        steps = {
            "churn": self.env._("Score the subscriptions"),
            "churn_customers": self.env._("Score the customers"),
            "churn_test": self.env._("Test the score on the last quarter"),
        }
        return [*super()._job_steps(), *steps.items()]

    @api.model
    def _churn_scope(self, company, until):
        """Return what subscriptions of a company are scored by, as of the end of a day."""
        return ChurnScope(company, until, self.env["crm.telecom.churn.flag"]._of_company(company))

    def _step_churn(self, cursor):
        """The next subscriptions, company by company."""
        cursor = cursor or {"company": 0, "after": 0}
        branches = self._branches()
        company = self.env["res.company"].browse(branches[cursor["company"]])
        scope = self._churn_scope(company, self.business_day)
        after = self.env["crm.telecom.churn.score"]._refresh_subscriptions(scope, cursor["after"])
        if after is not None:
            return cursor | {"after": after}
        place = cursor["company"] + 1
        return {"company": place, "after": 0} if place < len(branches) else None

    def _step_churn_customers(self, _cursor):
        # The planner doesn't know yet what the pieces before have written.
        self.env.cr.execute("ANALYZE crm_telecom_churn_score")
        for company in self.env["res.company"].browse(self._branches()):
            self.env["crm.telecom.churn.score"]._refresh_customers(self._churn_scope(company, self.business_day))

    def _step_churn_test(self, _cursor):
        """Larger companies are tested by a job of their own."""
        for company in self.env["res.company"].browse(self._branches()):
            self.env["crm.telecom.churn.test"]._begin_missing(company)
