from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_ids

from ...tools.order_cycle import week_start


class CrmSupplyPlan(models.Model):
    """Plans are closed when their week is over."""

    _inherit = "crm.supply.plan"

    def action_close(self):
        """Close published plans whose week is over; orders of that week keep their limits.

        :raise UserError: a plan isn't published, or its week is not over
        """
        check_ids(self)
        self.check_access("write")
        for plan in self:
            plan._expect_value("state", "published")
            if not plan._is_week_over():
                raise UserError(self.env._("%(plan)s: its week is not over yet.", plan=plan.display_name))
        self._close()
        return True

    def _is_week_over(self):
        """Return whether the week of the plan is over in the time zone of its company."""
        return self.week + timedelta(days=7) <= self.company_id._business_today()

    def _close(self):
        for plan in self:
            plan._guarded_write({"closed_on": fields.Datetime.now()})

    @api.model
    def _cron_close_plans(self):
        """Close the published plans of past weeks, company by company; those somebody works on are left to the next time."""
        # Nowhere on Earth it is more than a day later than here.
        latest = week_start(fields.Date.today() + timedelta(days=1))
        plans = self.search([("state", "=", "published"), ("week", "<", latest)], order="id")
        plans = plans.try_lock_for_update().filtered(lambda plan: plan.state == "published" and plan._is_week_over())
        plans._close()
