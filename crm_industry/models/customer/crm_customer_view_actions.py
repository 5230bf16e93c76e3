from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .typed_select import typed_select

# The columns of a row and their SQL types: what a source does not give is NULL.
COLUMNS = {
    "due": "date",
    "title": "text",
    "model": "text",
    "res_id": "integer",
    "amount": "numeric",
    "currency_id": "integer",
}
SOON = 7
MOST = 20


class CrmCustomerView(models.AbstractModel):
    """What to do next for a customer, the most urgent first."""

    _inherit = "crm.customer.view"

    # -- for the areas -------------------------------------------------------------------------------------------------

    @api.model
    def _next_best_kinds(self):
        """Return {kind: {"label", "icon"}}. Extend by super."""
        return {
            "order": {"label": self.env._("Order expected: ask what is needed"), "icon": "fa-shopping-cart"},
            "cross_sell": {"label": self.env._("Not bought yet, others do: offer it"), "icon": "fa-lightbulb-o"},
            "overdue": {"label": self.env._("Overdue: speak about the payment"), "icon": "fa-money"},
            "promise": {"label": self.env._("Promised to pay: see whether it came"), "icon": "fa-handshake-o"},
            "quotation": {"label": self.env._("Quotation not answered: follow it up"), "icon": "fa-file-text-o"},
            "activity": {"label": self.env._("Planned activity"), "icon": "fa-clock-o"},
        }

    @api.model
    def _next_best_sources(self, scope):
        """Return {kind: SQL}: SELECTs made by `_next_best_select`. Extend by super."""
        return {
            "order": self._next_best_order(scope),
            "cross_sell": self._next_best_cross_sell(scope),
            "promise": self._next_best_promise(scope),
            "quotation": self._next_best_quotation(scope),
            "activity": self._next_best_activity(scope),
        }

    @api.model
    def _next_best_known(self, scope, facts):
        """Return the actions that follow from the facts of the page, as rows like those of the sources. Extend by super."""
        overdue = facts["credit"]["overdue"]
        if not overdue:
            return []
        amount = {"amount": float(overdue), "currency_id": scope.company.currency_id.id}
        return [dict.fromkeys(COLUMNS) | amount | {"kind": "overdue", "due": scope.today}]

    @api.model
    def _next_best_select(self, columns, tail):
        """Return the SELECT of a source.

        :param columns: {name of COLUMNS: SQL}
        :param tail: SQL from FROM on
        """
        return typed_select(COLUMNS, columns, tail)

    # -- all together --------------------------------------------------------------------------------------------------

    @api.model
    def _next_best_actions(self, scope, facts):
        """Return what to do next, by one query: what is late or due soonest first, what has no day last.

        :return: list of {"id", "kind", "label", "icon", "title", "due" (day or False), "late", "model", "res_id", "amount",
            "currency_id"}
        """
        kinds = self._next_best_kinds()
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(" UNION ALL ").join(
                SQL("(SELECT %s::text AS kind, entry.* FROM (%s) entry ORDER BY due LIMIT %s)", kind, query, MOST)
                for kind, query in self._next_best_sources(scope).items()
            )
        )
        rows += self._next_best_known(scope, facts)
        rows.sort(key=lambda row: (row["due"] is None, row["due"] or scope.today, list(kinds).index(row["kind"])))
        return [
            {
                "id": f"{row['kind']}-{number}",
                "due": fields.Date.to_string(row["due"]) or False,
                "late": bool(row["due"]) and row["due"] <= scope.today,
                "amount": None if row["amount"] is None else float(row["amount"]),
                **kinds[row["kind"]],
                **{name: row[name] for name in ("kind", "title", "model", "res_id", "currency_id")},
            }
            for number, row in enumerate(rows[:MOST])
        ]

    # -- sources -------------------------------------------------------------------------------------------------------

    @api.model
    def _next_best_order(self, scope):
        """The purchase cycle is over and no order has come."""
        return self._next_best_select(
            {"due": SQL("metrics.next_order_date")},
            SQL(
                """
                FROM crm_customer_metrics metrics
               WHERE metrics.partner_id = %s AND metrics.company_id = %s AND metrics.next_order_date <= %s
                 AND NOT EXISTS (SELECT FROM sale_order sale
                                  WHERE %s AND %s AND sale.state = 'sale' AND %s > metrics.last_order)
                """,
                scope.customer.id,
                scope.company.id,
                scope.today,
                scope.theirs(SQL("sale.partner_id")),
                scope.of_branches(SQL("sale.company_id")),
                scope.day(SQL("sale.date_order")),
            ),
        )

    @api.model
    def _next_best_cross_sell(self, scope):
        """Categories that customers of the same spend tier buy and this one does not."""
        return self._next_best_select(
            {
                "title": SQL("gap.names"),
                "model": SQL("'crm.customer.metrics'"),
                "res_id": SQL("metrics.id"),
            },
            SQL(
                """
                FROM crm_customer_metrics metrics
                CROSS JOIN LATERAL (
                    SELECT string_agg(category.complete_name, ', ' ORDER BY category.complete_name) AS names
                      FROM jsonb_array_elements_text(CASE jsonb_typeof(metrics.cross_sell) WHEN 'array'
                                                     THEN metrics.cross_sell ELSE '[]' END) AS missing (id)
                      JOIN product_category category ON category.id = missing.id::integer
                ) gap
               WHERE metrics.partner_id = %s AND metrics.company_id = %s AND gap.names IS NOT NULL
                """,
                scope.customer.id,
                scope.company.id,
            ),
        )

    @api.model
    def _next_best_promise(self, scope):
        return self._next_best_select(
            {
                "due": SQL("promise.date_due"),
                "amount": SQL("promise.amount"),
                "currency_id": SQL("%s", scope.company.currency_id.id),
                "model": SQL("'crm.credit.promise'"),
                "res_id": SQL("promise.id"),
            },
            SQL(
                """
                FROM crm_credit_promise promise
               WHERE promise.partner_id = %s AND promise.company_id = %s AND promise.state = 'open' AND promise.date_due <= %s
                """,
                scope.customer.id,
                scope.company.id,
                scope.today + timedelta(days=SOON),
            ),
        )

    @api.model
    def _next_best_quotation(self, scope):
        """Quotations sent that end soon, or ended within a month."""
        return self._next_best_select(
            {
                "due": SQL("sale.validity_date"),
                "title": SQL("sale.name"),
                "amount": SQL("sale.amount_total"),
                "currency_id": SQL("sale.currency_id"),
                "model": SQL("'sale.order'"),
                "res_id": SQL("sale.id"),
            },
            SQL(
                "FROM sale_order sale WHERE %s AND %s AND sale.state = 'sent' AND sale.validity_date BETWEEN %s AND %s",
                scope.theirs(SQL("sale.partner_id")),
                scope.chosen(SQL("sale.company_id")),
                scope.today - timedelta(days=30),
                scope.today + timedelta(days=SOON),
            ),
        )

    @api.model
    def _next_best_activity(self, scope):
        """Activities on the customer and its contacts, of everybody."""
        types = self.env["mail.activity.type"].sudo()
        return self._next_best_select(
            {
                "due": SQL("activity.date_deadline"),
                "title": SQL("concat_ws(' · ', coalesce(nullif(activity.summary, ''), %s), person.name)",
                             types._field_to_sql("type", "name")),
                "model": SQL("'res.partner'"),
                "res_id": SQL("activity.res_id"),
            },
            SQL(
                """
                FROM mail_activity activity
                LEFT JOIN mail_activity_type type ON type.id = activity.activity_type_id
                LEFT JOIN res_users ON res_users.id = activity.user_id
                LEFT JOIN res_partner person ON person.id = res_users.partner_id
               WHERE activity.res_model = 'res.partner' AND %s AND activity.active AND activity.date_deadline <= %s
                """,
                scope.theirs(SQL("activity.res_id")),
                scope.today + timedelta(days=SOON),
            ),
        )  # fmt: skip
