from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from .metric_scope import PREFIX

# What a snapshot takes from the part `sales` beside the columns it has in common with the metrics.
MONTH_COLUMNS = ("orders_month", "net_sales_month", "margin_month")


class CrmCustomerSnapshot(models.Model):
    """Taking the snapshots: the metrics worked out as of the last day of the month."""

    _inherit = "crm.customer.snapshot"

    @api.model
    def _take(self, company, month):
        """Take, or take again, the snapshot of a month that has ended.

        The figures are those of the documents as they are now, up to the last day of the month: orders confirmed or cancelled
        since count as they stand. Take the months in their order, since the stage depends on the one before.

        :param company: any company of a branch tree
        :param month: any day of the month
        """
        metrics = self.env["crm.customer.metrics"]
        self.env.flush_all()
        metrics._tune()
        scope = self._month_scope(company.root_id.sudo(), month.replace(day=1))
        parts = metrics._metric_parts(scope)
        for part in parts:
            metrics._make_table(scope, part, temporary=True)
        self._clear(scope)
        self.env.cr.execute(self._write_query(scope, parts))
        metrics._drop_tables(scope, [part.name for part in parts])
        metrics._forget()

    @api.model
    def _month_scope(self, company, month, prefix=PREFIX):
        """The scope as of the last day of the month; the former stage is that of the snapshot before."""
        before = month - relativedelta(months=1)
        former = SQL(
            "SELECT partner_id, id, stage, stage_since, last_order, won_back_on FROM crm_customer_snapshot"
            " WHERE company_id = %s AND month = %s",
            company.id,
            before,
        )
        today = month + relativedelta(months=1, days=-1)
        return self.env["crm.customer.metrics"]._scope(company, today, prefix=prefix, former=former)

    @api.model
    def _clear(self, scope):
        self.env.cr.execute(
            SQL("DELETE FROM crm_customer_snapshot WHERE company_id = %s AND month = %s", scope.company.id, scope.month_start)
        )

    @api.model
    def _write_query(self, scope, parts, after=None, until=None):
        """INSERT of the rows: every column that the snapshot has in common with a part of the metrics.

        An addon that adds a column to the metrics has it in the snapshot by adding a field of the same name.
        """
        metrics = self.env["crm.customer.metrics"]
        columns = {
            "partner_id": SQL("sales.partner_id"),
            "company_id": SQL("%s", scope.company.id),
            "month": SQL("%s", scope.month_start),
        }
        columns |= metrics._row_columns(scope) | {name: SQL.identifier("sales", name) for name in MONTH_COLUMNS}
        columns |= {name: SQL.identifier(part.name, name) for part in parts for name in part.columns}
        columns |= metrics._churn_columns(scope)
        columns = {name: column for name, column in columns.items() if name in self._fields and self._fields[name].store}
        return SQL(
            "INSERT INTO crm_customer_snapshot (%s) SELECT %s FROM %s WHERE %s",
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(columns.values()),
            metrics._rows_from(scope, parts),
            metrics._bounds(after, until),
        )
