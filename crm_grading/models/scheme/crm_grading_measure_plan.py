from odoo import api, models

from .raw_plan_builder import RawPlanBuilder


class CrmGradingMeasure(models.Model):
    """The measure compiler: from definitions to SQL."""

    _inherit = "crm.grading.measure"

    @api.model
    def _raw_plan(self, config, company, date_from, date_to, customers=None):
        """Compile the measures of all indicators of a scheme into SQL.

        Pending changes of all models are written first, so that the queries see them. They read over ``company`` and its
        branches, whoever runs them; call ``_check_author`` before.

        :param config: what ``crm.grading.scheme._frozen_config`` returned
        :param date_from: first day of the period
        :param date_to: last day of the period
        :param customers: commercial partners that matter; None for all
        :return: sources with a row a customer, and the value of each indicator by its code
        :rtype: odoo.addons.crm_grading.tools.raw_plan.RawPlan
        """
        self.env.flush_all()
        return RawPlanBuilder(self.env, company, date_from, date_to, customers).plan(config)
