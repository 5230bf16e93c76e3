from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_grading.models.metrics.crm_customer_snapshot_trend import ACTIVE

from .crm_lifecycle_objective import FLOWS


class CrmLifecycleObjectiveValues(models.AbstractModel):
    """The figures of lifecycle stages in the monthly snapshots, of all customers of a company: for those who may read its
    objectives, whatever customers they see."""

    _name = "crm.lifecycle.objective.values"
    _description = "Figures of Lifecycle Stages"

    @api.model
    def _values(self, wanted):
        """Return {key: figure} of those keys of which there are snapshots.

        :param wanted: keys (company at the root, first day of the month, stage, metric, months later or 0)
        """
        self.env["crm.customer.snapshot"].flush_model()
        levels = self._levels({key[:2] for key in wanted if key[3] not in FLOWS})
        flows = self._flows({(*key[:2], key[4]) for key in wanted if key[3] in FLOWS})
        found = {}
        for key in wanted:
            company, month, stage, metric, window = key
            if metric in FLOWS:
                rows = flows.get((company, month, window))
                value = rows and self._flow(rows.get(stage), metric)
            else:
                rows = levels.get((company, month))
                value = rows and self._level(rows, stage, metric)
            if value is not None:
                found[key] = value
        return found

    @api.model
    def _last_months(self, keys):
        """Return {(company, latest month that is wanted): latest month with snapshots}."""
        if not keys:
            return {}
        companies, months = zip(*keys, strict=True)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT k.company_id, k.month,
                       (SELECT max(s.month) FROM crm_customer_snapshot s WHERE s.company_id = k.company_id AND s.month <= k.month)
                  FROM unnest(%s::integer[], %s::date[]) k (company_id, month)
                """,
                list(companies),
                list(months),
            )
        )
        return {(company, month): last for company, month, last in rows if last}

    @api.model
    def _levels(self, pairs):
        """Return {(company, month): {stage: (customers, net sales, margin, orders)}}."""
        if not pairs:
            return {}
        companies, months = zip(*pairs, strict=True)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT k.company_id, k.month, coalesce(s.stage, 'acquire'), count(*), coalesce(sum(s.net_sales_12m), 0),
                       coalesce(sum(s.margin_12m), 0), coalesce(sum(s.orders_12m), 0)
                  FROM unnest(%s::integer[], %s::date[]) k (company_id, month)
                  JOIN crm_customer_snapshot s ON s.company_id = k.company_id AND s.month = k.month
                 GROUP BY 1, 2, 3
                """,
                list(companies),
                list(months),
            )
        )
        found = {}
        for company, month, stage, *figures in rows:
            found.setdefault((company, month), {})[stage] = tuple(map(float, figures))
        return found

    @api.model
    def _flows(self, keys):
        """Return {(company, month, months later): {stage before: (customers, buying now, lost now)}}."""
        if not keys:
            return {}
        companies, months, windows = zip(*keys, strict=True)
        before = [month - relativedelta(months=window) for month, window in zip(months, windows, strict=True)]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT k.company_id, k.month, k.months, a.stage, count(*), count(*) FILTER (WHERE b.stage = ANY(%s)),
                       count(*) FILTER (WHERE b.stage = 'lost')
                  FROM unnest(%s::integer[], %s::date[], %s::integer[], %s::date[]) k (company_id, month, months, before)
                  JOIN crm_customer_snapshot a ON a.company_id = k.company_id AND a.month = k.before
                  LEFT JOIN crm_customer_snapshot b
                    ON b.company_id = k.company_id AND b.month = k.month AND b.partner_id = a.partner_id
                 WHERE EXISTS (SELECT FROM crm_customer_snapshot s WHERE s.company_id = k.company_id AND s.month = k.month)
                 GROUP BY 1, 2, 3, 4
                """,
                list(ACTIVE),
                list(companies),
                list(months),
                list(windows),
                before,
            )
        )
        found = {}
        for company, month, window, stage, *figures in rows:
            found.setdefault((company, month, window), {})[stage] = figures
        return found

    @api.model
    def _level(self, rows, stage, metric):
        customers, net_sales, margin, orders = rows.get(stage, (0.0, 0.0, 0.0, 0.0))
        whole = sum(figures[0] for figures in rows.values())
        figures = {
            "customers": customers,
            "share": customers and 100 * customers / whole,
            "net_sales": net_sales,
            "average_sales": customers and net_sales / customers,
            "margin": margin,
            "orders": customers and orders / customers,
        }
        return round(figures[metric], 4)

    @api.model
    def _flow(self, figures, metric):
        if not figures or not figures[0]:
            return None
        customers, kept, lost = figures
        return round(100 * (kept if metric == "kept" else lost) / customers, 4)
