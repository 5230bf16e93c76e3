from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Metrics, consumption, snapshots and imported sales of a customer that another one absorbs."""

    _inherit = "res.partner"

    @api.model
    def _rekey_customer(self, old, new):
        """Imported sales move. The rows of metrics move where the new customer has none, else they are dropped and the
        customer is refreshed next night; months of snapshots are joined."""
        result = super()._rekey_customer(old, new)
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE crm_sales_history SET partner_id = %s WHERE partner_id = %s", new.id, old.id))
        self._rekey_rows("crm_customer_metrics", ("company_id",), old, new)
        self._rekey_rows("crm_customer_consumption", ("company_id", "product_id"), old, new)
        self._join_snapshots(old, new)
        self._rekey_rows("crm_customer_snapshot", ("company_id", "month"), old, new)
        self.env.cr.execute(SQL("UPDATE crm_customer_metrics SET stale = TRUE WHERE partner_id = %s", new.id))
        for name in ("crm.customer.metrics", "crm.customer.consumption", "crm.customer.snapshot", "crm.sales.history"):
            self.env[name].invalidate_model()
        return result

    @api.model
    def _rekey_rows(self, table, key, old, new):
        """Move the rows for which the new customer has none of the same key, drop the others."""
        same = SQL(" AND ").join(SQL("own.%s = row.%s", SQL.identifier(name), SQL.identifier(name)) for name in key)
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM %(table)s row USING %(table)s own
                 WHERE row.partner_id = %(old)s AND own.partner_id = %(new)s AND %(same)s
                """,
                table=SQL.identifier(table),
                old=old.id,
                new=new.id,
                same=same,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET partner_id = %s, user_id = %s WHERE partner_id = %s",
                SQL.identifier(table),
                new.id,
                new.user_id.id or None,
                old.id,
            )
        )

    @api.model
    def _join_snapshots(self, old, new):
        """Add the sales of the former customer to the months of the new one, whose stage and classes stay."""
        names = ("orders_month", "net_sales_month", "margin_month", "orders_12m", "net_sales_12m", "margin_12m")
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_customer_snapshot own SET %(sums)s FROM crm_customer_snapshot row
                 WHERE row.partner_id = %(old)s AND own.partner_id = %(new)s
                   AND own.company_id = row.company_id AND own.month = row.month
                """,
                sums=SQL(", ").join(
                    SQL("%s = coalesce(own.%s, 0) + coalesce(row.%s, 0)", *[SQL.identifier(name)] * 3) for name in names
                ),
                old=old.id,
                new=new.id,
            )
        )
