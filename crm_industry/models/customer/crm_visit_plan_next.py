from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CrmVisitPlan(models.Model):
    """The plans of the next month make themselves, where the company wants it."""

    _inherit = "crm.visit.plan"

    @api.model
    def _cron_next_month(self):
        """Once a day: in the last days of a month, plan the next one by each scheme whose grades ask for visits."""
        companies = self.env["res.company"].search([("parent_id", "=", False), ("visit_plan_days", ">", 0)])
        for number, company in enumerate(companies, 1):
            self._plan_next_month(company)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - number)

    @api.model
    def _plan_next_month(self, company):
        """Make the plans of the next month that are not there yet, when it is near; return them."""
        today = company._business_today()
        month = today + relativedelta(months=1, day=1)
        plans = self.browse()
        if today < month - relativedelta(days=company.visit_plan_days):
            return plans
        present = self.search([("company_id", "=", company.id), ("month", "=", month)]).scheme_id
        for scheme in self._visit_schemes(company) - present:
            plans |= self.create({"company_id": company.id, "scheme_id": scheme.id, "month": month})
        for plan in plans:
            plan._generate(*plan._days())
            plan._guarded_write({"generated_on": fields.Datetime.now()})
        return plans

    @api.model
    def _visit_schemes(self, company):
        """Return the schemes of a company whose grades ask for visits or calls. Extend by super."""
        asking = ["|", ("grade_ids.visit_count", ">", 0), ("grade_ids.visit_calls", ">", 0)]
        return self.env["crm.grading.scheme"].search([("company_id", "=", company.id), *asking])
