from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .crm_customer_metrics_refresh import CHUNK
from .metric_scope import PREFIX, MetricPart

# With more orders than this the button starts a job instead of having the user wait.
ORDERS_AT_ONCE = 20_000


class CrmCustomerRefresh(models.Model):
    """The refresh of all customers of a company in steps, every night and by the button; then the snapshot that is due.

    One row for each company at the root of a branch tree. Work tables keep what is found between the steps; they are gone
    after a crash of the database, which ends the job with a message instead of writing half of the figures.
    """

    _name = "crm.customer.refresh"
    _inherit = ["crm.company.job.mixin"]
    _description = "Refresh of Customer Metrics"

    business_day = fields.Date(readonly=True, help="The day of the company up to which everything counts.")
    snapshot_month = fields.Date(readonly=True, help="The month whose snapshot is taken with it, its first day.")

    _company_uniq = models.UniqueIndex("(company_id)", "A company has one refresh of its metrics.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(("business_day", "snapshot_month"), False)

    # -- starting -------------------------------------------------------------------------------------------------------

    def _begin_values(self):
        today = self.company_id._business_today()
        month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        taken = self.env["crm.customer.snapshot"].search_count(
            [("company_id", "=", self.company_id.id), ("month", "=", month)], limit=1
        )
        return super()._begin_values() | {"business_day": today, "snapshot_month": not taken and month}

    @api.model
    def _cron_refresh(self):
        self._begin_all()

    @api.model
    def action_refresh_company(self):
        """Refresh all customers of the current company: at once where they are few, else by the worker (button).

        :raise AccessError: the user is no grading manager
        """
        if not self.env.user.has_group("crm_grading.group_grading_manager"):
            raise AccessError(self.env._("Only grading managers refresh the metrics of all customers."))
        return self._begin_and_show()

    def _is_small(self):
        scope = self.env["crm.customer.metrics"]._scope(self.company_id, self.company_id._business_today())
        query = SQL(
            "SELECT count(*) FROM (SELECT FROM sale_order WHERE company_id = ANY(%s) LIMIT %s) orders",
            list(scope.branches),
            ORDERS_AT_ONCE + 1,
        )
        return self.env.execute_query(query)[0][0] <= ORDERS_AT_ONCE

    # -- steps ----------------------------------------------------------------------------------------------------------

    def _job_steps(self):
        steps = [
            ("compute", self.env._("Work out the figures")),
            ("write", self.env._("Write the metrics")),
            ("consumption", self.env._("Consumption of products")),
            ("finish", self.env._("Remove what is gone")),
            ("lifetime", self.env._("Customer lifetime value")),
        ]
        if self.snapshot_month:
            steps += [
                ("month_compute", self.env._("Work out the month")),
                ("month_write", self.env._("Write the snapshot of the month")),
            ]
        return steps

    def _job_run_step(self, key, cursor):
        self.env.flush_all()
        self.env["crm.customer.metrics"]._tune()
        place = getattr(self, f"_step_{key}")(cursor)
        self.env["crm.customer.metrics"]._forget()
        return place

    def _metric_scope(self):
        return self.env["crm.customer.metrics"]._scope(
            self.company_id, self.business_day, prefix=f"{PREFIX}{self.company_id.id}_"
        )

    def _step_compute(self, cursor):
        return self._compute(self._metric_scope(), cursor)

    def _step_write(self, cursor):
        return self._write_rows(self._metric_scope(), cursor, self.env["crm.customer.metrics"]._write_query)

    def _step_consumption(self, cursor):
        scope = self._metric_scope()
        self._check_tables(scope)
        self.env["crm.customer.consumption"]._refresh_all(scope)

    def _step_finish(self, cursor):
        scope = self._metric_scope()
        self._check_tables(scope)
        self.env["crm.customer.metrics"]._finish_all(scope)
        self._drop(scope)

    def _step_lifetime(self, cursor):
        metrics = self.env["crm.customer.metrics"]
        fits = self.env["crm.customer.clv.fit"]
        if cursor is None:
            fits._refit(self.company_id)
            return {"after": 0}
        fit = fits.search([("company_id", "=", self.company_id.id)])
        after = metrics._score_lifetime_value(fit, self.company_id, cursor["after"])
        return after and {"after": after}

    def _step_month_compute(self, cursor):
        return self._compute(self._month_scope(), cursor)

    def _step_month_write(self, cursor):
        scope = self._month_scope()
        snapshots = self.env["crm.customer.snapshot"]
        if cursor is None:
            snapshots._clear(scope)
        place = self._write_rows(scope, cursor, snapshots._write_query)
        if place is None:
            self._drop(scope)
        return place

    def _month_scope(self):
        return self.env["crm.customer.snapshot"]._month_scope(
            self.company_id, self.snapshot_month, prefix=f"{PREFIX}{self.company_id.id}_month_"
        )

    def _compute(self, scope, cursor):
        """One part at a time; the first piece leaves a mark by which the loss of unlogged tables is found."""
        metrics = self.env["crm.customer.metrics"]
        parts = metrics._metric_parts(scope)
        number = cursor or 0
        if not number:
            metrics._make_table(scope, MetricPart("mark", SQL("SELECT 1 AS mark")))
        else:
            self._check_tables(scope)
        metrics._make_table(scope, parts[number])
        self._job_count(number + 1, len(parts))
        return number + 1 if number + 1 < len(parts) else None

    def _write_rows(self, scope, cursor, write_query):
        """Rows of the next customers by partner id."""
        self._check_tables(scope)
        after = cursor or 0
        [(until,)] = self.env.execute_query(
            SQL(
                "SELECT max(partner_id) FROM (SELECT partner_id FROM %s WHERE partner_id > %s ORDER BY partner_id LIMIT %s) next",
                scope.table("sales"),
                after,
                CHUNK,
            )
        )
        if until is None:
            return None
        self.env.cr.execute(write_query(scope, self.env["crm.customer.metrics"]._metric_parts(scope), after, until))
        written = self.env.cr.rowcount
        [(total,)] = self.env.execute_query(SQL("SELECT count(*) FROM %s", scope.table("sales")))
        self._job_count(self.job_done + written, total)
        return until

    def _check_tables(self, scope):
        """Refuse to go on without the rows found before.

        :raise UserError: a crash of the database has emptied the work tables
        """
        name = scope.prefix + "mark"
        [(there,)] = self.env.execute_query(SQL("SELECT to_regclass(%s) IS NOT NULL", name))
        if not there or not self.env.execute_query(SQL("SELECT FROM %s", scope.table("mark"))):
            raise UserError(
                self.env._(
                    "The figures found so far for %(company)s were lost in a crash of the database: start the refresh again.",
                    company=self.company_id.name,
                )
            )

    def _drop(self, scope):
        metrics = self.env["crm.customer.metrics"]
        metrics._drop_tables(scope, ["mark", *(part.name for part in metrics._metric_parts(scope))])

    @api.autovacuum
    def _gc_work_tables(self):
        """Drop the work tables of jobs that have not been touched for two days."""
        busy = fields.Datetime.now() - timedelta(days=2)
        for refresh in self.search([("job_state", "in", ("failed", "stopped")), ("job_heartbeat", "<", busy)]):
            self._drop(refresh._metric_scope())
            if refresh.snapshot_month:
                self._drop(refresh._month_scope())
