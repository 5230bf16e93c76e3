from odoo import api, fields, models
from odoo.tools import SQL

from .metric_scope import PREFIX, MetricScope

# Rows written by one statement: small enough for a step of a job, large enough to scan the work tables seldom.
CHUNK = 200_000


class CrmCustomerMetrics(models.Model):
    """How the metrics are refreshed: parts worked out one after the other, then written all columns at once."""

    _inherit = "crm.customer.metrics"

    @api.model
    def _refresh(self, partners=None, company=None):
        """Work the metrics and the consumption out anew, as of today.

        For some customers their own figures and their place among the stored figures of the others; what is typical for a
        category or tier is taken from the last refresh of all. So the result is that of the nightly refresh, as long as nothing
        but these customers has changed. Customers without any business lose their row.

        :param partners: commercial partners (others are replaced by theirs); None: all customers, for large databases better
            by `crm.customer.refresh`, which works in steps
        :param company: any company of the branch tree, the current one by default
        """
        company = (company or self.env.company).root_id.sudo()
        self.env.flush_all()
        self._tune()
        scope = self._scope(company, company._business_today(), partners)
        if partners is None:
            self._refresh_all(scope)
        elif partners:
            self._refresh_some(scope)
        self._forget()

    @api.model
    def _scope(self, company, today, partners=None, prefix=PREFIX, former=None):
        """The scope of a computation for a root company."""
        branches = self.env["res.company"].sudo().with_context(active_test=False).search([("id", "child_of", company.id)])
        return MetricScope(
            company=company,
            today=today,
            branches=branches._ids,
            partners=None if partners is None else tuple(sorted(partners.commercial_partner_id.ids)),
            prefix=prefix,
            former=former or self._former_query(company, partners),
        )

    @api.model
    def _former_query(self, company, partners):
        return SQL(
            """
            SELECT partner_id, id, stage, stage_since, last_order, won_back_on FROM crm_customer_metrics
             WHERE company_id = %s AND %s
            """,
            company.id,
            SQL("TRUE") if partners is None else SQL("partner_id = ANY(%s)", partners.commercial_partner_id.ids),
        )

    @api.model
    def _tune(self):
        """Until the end of the transaction: compiling the queries takes longer than running them, sorts need room."""
        self.env.cr.execute(SQL("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"))

    @api.model
    def _forget(self):
        """Drop what was read before from the cache."""
        for name in ("crm.customer.metrics", "crm.customer.consumption", "crm.customer.snapshot", "crm.customer.norm"):
            self.env[name].invalidate_model()
        self.env["res.partner"]._forget_metrics()

    @api.model
    def _metric_parts(self, scope):
        """The parts in the order they are worked out; extend by super to add columns.

        A part with columns has at most one row for each partner; its name is the alias in the conditions of
        `_churn_rules`. Parts may read the tables of those before: `sales` (everybody), `buying`, `days` (one row for each
        customer and order day), `category`, `preference`, `cycle`, `scores`, `spend`, `stage`.

        :param MetricScope scope: `scope.table(name)` names a part's table, `scope.only(column)` restricts to the customers
            asked for, `scope.today` is the business day, `scope.company` the company with its settings
        :rtype: list[MetricPart]
        """
        return [
            *self._order_parts(scope),
            *self._sales_parts(scope),
            *self._category_parts(scope),
            *self._rank_parts(scope),
            *self._stage_parts(scope),
        ]

    # -- some customers: one statement, the parts are common table expressions ------------------------------------------

    @api.model
    def _refresh_some(self, scope):
        parts = self._metric_parts(scope)
        written = self.env.execute_query(
            SQL("WITH %s %s RETURNING partner_id", self._common(scope, parts), self._write_query(scope, parts))
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_customer_metrics WHERE company_id = %s AND partner_id = ANY(%s) AND partner_id <> ALL(%s)",
                scope.company.id,
                list(scope.partners),
                [partner_id for (partner_id,) in written],
            )
        )
        consumption = self.env["crm.customer.consumption"]
        found = SQL("%s AS (%s)", scope.table("consumption"), consumption._consumption_query(scope))
        self.env.cr.execute(SQL("WITH %s %s", found, consumption._delete_query(scope)))
        self.env.cr.execute(SQL("WITH %s %s", found, consumption._write_query(scope)))

    @api.model
    def _common(self, scope, parts):
        return SQL(", ").join(SQL("%s AS (%s)", scope.table(part.name), part.query) for part in parts)

    # -- all customers: the parts are work tables -----------------------------------------------------------------------

    @api.model
    def _refresh_all(self, scope):
        parts = self._metric_parts(scope)
        for part in parts:
            self._make_table(scope, part, temporary=True)
        self.env.cr.execute(self._write_query(scope, parts))
        self._finish_all(scope)
        self.env["crm.customer.consumption"]._refresh_all(scope, temporary=True)
        self._drop_tables(scope, [part.name for part in parts])

    @api.model
    def _make_table(self, scope, part, temporary=False):
        """Store a part's rows in its work table, which must not depend on what an earlier try left behind."""
        table = scope.table(part.name)
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        kind = SQL("TEMPORARY") if temporary else SQL("UNLOGGED")
        self.env.cr.execute(SQL("CREATE %s TABLE %s AS %s", kind, table, part.query))
        self.env.cr.execute(SQL("ANALYZE %s", table))

    @api.model
    def _drop_tables(self, scope, names):
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL(", ").join(scope.table(name) for name in names)))

    @api.model
    def _finish_all(self, scope):
        """Remove the rows of customers without business, keep what is typical."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_customer_metrics WHERE company_id = %s AND partner_id NOT IN (SELECT partner_id FROM %s)",
                scope.company.id,
                scope.table("sales"),
            )
        )
        self.env.cr.execute(SQL("DELETE FROM crm_customer_norm WHERE company_id = %s", scope.company.id))
        for kind, table in (("cycle", "typical"), ("price", "price"), ("tier", "tier")):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO crm_customer_norm (company_id, kind, category_id, tier, value)
                    SELECT %s, %s, category_id, tier, value FROM %s WHERE value IS NOT NULL
                    """,
                    scope.company.id,
                    kind,
                    scope.table(table),
                )
            )

    # -- writing --------------------------------------------------------------------------------------------------------

    @api.model
    def _write_query(self, scope, parts, after=None, until=None):
        """The one statement that writes the rows, all columns at once.

        :param after, until: bounds of the partner ids to write, None for all
        """
        columns = {"partner_id": SQL("sales.partner_id"), "company_id": SQL("%s", scope.company.id)} | self._row_columns(scope)
        columns |= {name: SQL.identifier(part.name, name) for part in parts for name in part.columns}
        columns |= self._churn_columns(scope)
        return SQL(
            """
            INSERT INTO crm_customer_metrics (id, %(names)s)
            SELECT coalesce(former.id, nextval('crm_customer_metrics_id_seq')), %(values)s
              FROM %(rows)s
             WHERE %(bounds)s
                ON CONFLICT (partner_id, company_id) DO UPDATE SET %(updates)s
            """,
            names=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(columns.values()),
            rows=self._rows_from(scope, parts),
            bounds=self._bounds(after, until),
            updates=SQL(", ").join(
                SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
                for name in columns
                if name not in ("partner_id", "company_id", "create_uid", "create_date")
            ),
        )

    @api.model
    def _row_columns(self, scope):
        now = SQL("now() AT TIME ZONE 'UTC'")
        return {
            "currency_id": SQL("%s", scope.company.currency_id.id),
            "user_id": SQL("partner.user_id"),
            "figures_on": SQL("%s", scope.today),
            "refreshed_on": SQL("%s::timestamp", fields.Datetime.now()),
            "stale": SQL("FALSE"),
            "create_uid": SQL("%s", self.env.uid),
            "create_date": now,
            "write_uid": SQL("%s", self.env.uid),
            "write_date": now,
        }

    @api.model
    def _churn_columns(self, scope):
        return {
            "churn_points": SQL("churn.points"),
            "churn_reasons": SQL("nullif(churn.reasons, '[]')"),
            "churn_risk": SQL(
                "CASE WHEN sales.last_order IS NOT NULL THEN"
                " CASE WHEN churn.points >= %s THEN 'high' WHEN churn.points >= %s THEN 'medium' ELSE 'low' END END",
                scope.company.grading_churn_high,
                scope.company.grading_churn_medium,
            ),
        }

    @api.model
    def _rows_from(self, scope, parts):
        """FROM with a row for everybody with business and all parts with columns beside it."""
        joins = [
            SQL(
                "LEFT JOIN %s %s ON %s = sales.partner_id",
                scope.table(name),
                SQL.identifier(name),
                SQL.identifier(name, "partner_id"),
            )
            for name in ["former", *(part.name for part in parts if part.columns and part.name != "sales")]
        ]
        return SQL(
            "%s sales JOIN res_partner partner ON partner.id = sales.partner_id %s CROSS JOIN LATERAL (%s) churn",
            scope.table("sales"),
            SQL(" ").join(joins),
            self._churn_query(scope),
        )

    @api.model
    def _bounds(self, after, until):
        if until is None:
            return SQL("TRUE")
        return SQL("sales.partner_id > %s AND sales.partner_id <= %s", after, until)
