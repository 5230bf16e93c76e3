from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import period as periods


class CrmGradingRun(models.Model):
    """Scores of single customers at once, by the same engine: a run of nobody else, which is never published."""

    _inherit = "crm.grading.run"

    on_demand = fields.Boolean(
        readonly=True, copy=False, index=True, help="Scores of single customers for one decision; never published."
    )
    customer_ids = fields.Many2many(
        "res.partner", "crm_grading_run_customer_rel", string="Only These Customers", readonly=True, copy=False
    )

    _on_demand_unpublished = models.Constraint(
        "CHECK (on_demand IS NOT TRUE OR state NOT IN ('published', 'superseded'))",
        "Scores of single customers are never published.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"on_demand": False, "customer_ids": False}

    @api.model
    def _score_customers(self, scheme, customers, day=None):
        """Score customers by a scheme as of a day and keep the results, so that they can be explained.

        Nobody's standing changes. Whoever calls it has checked that the user may have these scores made.

        :param scheme: a scheme that grades by minimum scores and compares nobody with others
        :param customers: commercial partners
        :param day: last day that counts, today by default; the period ends with it
        :return: {customer: result}, with full rights; without customers that the scheme leaves out
        :rtype: dict
        :raise UserError: the scheme is not ready, or compares customers with one another
        """
        scheme = scheme.sudo()
        scheme._check_scores_single()
        day = day or scheme.company_id._business_today()
        first, last = periods.trailing(day, periods.MONTHS[scheme.period])
        named = scheme.with_context(lang=scheme.company_id.partner_id.lang or self.env.lang)
        run = self.sudo().with_context(tracking_disable=True)._guarded_create(
            [
                {
                    "name": named.env._("%(scheme)s at %(day)s", scheme=named.name, day=day),
                    "scheme_id": scheme.id,
                    "date_from": first,
                    "date_to": last,
                    "on_demand": True,
                    "customer_ids": [fields.Command.set(customers.ids)],
                }
            ]
        )
        run._freeze()
        run._job_run_now()
        results = run.env["crm.grading.result"].search([("run_id", "=", run.id)])
        return {result.partner_id.with_env(self.env): result for result in results}

    def _check_publishable(self):
        if self.on_demand:
            raise UserError(self.env._("%(run)s has scores of single customers: it is never published.", run=self.name))
        return super()._check_publishable()

    def _make_scenario(self):
        self.ensure_one()
        if self.on_demand:
            raise UserError(self.env._("%(run)s has scores of single customers: score them again instead.", run=self.name))
        return super()._make_scenario()
