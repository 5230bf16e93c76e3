from odoo import api, fields, models
from odoo.tools import SQL, format_date

LIVE = (
    "first_order", "last_order", "orders", "net_sales", "net_sales_12m", "net_sales_prior", "margin_12m", "returns_12m",
)  # fmt: skip
HABITS = ("stage", "churn_risk", "churn_reasons", "next_order_date", "cycle_days", "abc")


class CrmCustomerView(models.AbstractModel):
    """The head of the page: who the customer is, and its main figures."""

    _inherit = "crm.customer.view"

    @api.model
    def _view_sources(self, scope):
        """Return what is read at once for the page, by one statement: {key: SELECT}. Extend by super; flush what it reads.

        The rows come as JSON: days are texts, amounts are floats.
        """
        return {"customer": self._view_customer_query(scope)}

    @api.model
    def _view_customer_query(self, scope):
        """SELECT of who it is: id, name, ref, phone, email, city, active, channel (that the customer prefers), salesperson, type,
        region, contacts (number)."""
        self.env["res.partner"].flush_model()
        kind = self.env["crm.customer.type"].sudo()._field_to_sql("kind", "name")
        region = self.env["crm.region"].sudo()._field_to_sql("region", "name")
        return SQL(
            """
            SELECT customer.id, customer.name, customer.ref, customer.phone, customer.email, customer.city, customer.active,
                   customer.contact_channel AS channel, person.name AS salesperson, %(kind)s AS type, %(region)s AS region,
                   %(contacts)s AS contacts
              FROM res_partner customer
              LEFT JOIN res_users ON res_users.id = customer.user_id
              LEFT JOIN res_partner person ON person.id = res_users.partner_id
              LEFT JOIN crm_customer_type kind ON kind.id = customer.channel_type_id
              LEFT JOIN crm_region region ON region.id = customer.channel_region_id
             WHERE customer.id = %(customer)s
            """,
            kind=kind,
            region=region,
            contacts=len(scope.people) - 1,
            customer=scope.customer.id,
        )

    @api.model
    def _view_rows(self, scope):
        """Return the rows of all sources, each a list of dicts, by key."""
        sources = [
            SQL("SELECT %s AS key, (SELECT jsonb_agg(to_jsonb(entry)) FROM (%s) entry) AS rows", key, query)
            for key, query in self._view_sources(scope).items()
        ]
        return {key: rows or [] for key, rows in self.env.execute_query(SQL(" UNION ALL ").join(sources))}

    @api.model
    def _view_facts(self, scope):
        """Return what several parts of the page need. Extend by super.

        :return: the rows of `_view_sources`, customer (its only row), grade (badge or False), credit (row of the exposure), live
            (figures of now), habits (of the stored metrics)
        :rtype: dict
        """
        rows = self._view_rows(scope)
        [who] = rows["customer"]
        channels = dict(self.env["res.partner"]._fields["contact_channel"]._description_selection(self.env))
        customer = scope.customer
        # sudo: figures of a customer that the reader looks after, see `_view_scope`
        metrics = self.env["crm.customer.metrics"].sudo()
        standing = customer._grading_figures().get(customer.id)
        stored = metrics.search_fetch([("partner_id", "=", customer.id), ("company_id", "=", scope.company.id)], HABITS, limit=1)
        return rows | {
            "customer": who | {"channel": channels.get(who["channel"], False)},
            "grade": bool(standing) and customer._prepare_grading_badge(standing),
            "credit": self.env["crm.credit.exposure"].sudo()._exposure(customer.sudo(), scope.company)[customer.id],
            "live": metrics._live(scope.metrics, LIVE).get(customer.id, {}),
            "habits": {name: stored[name] for name in HABITS},
        }

    @api.model
    def _view_figures(self, scope, facts):
        """Return the main figures of the head. Extend by super.

        :return: list of dicts: key, label, value, format (money, count, day or text), hint (text or False), alert (bool), and
            model with domain of what is behind the figure, if it can be opened
        """
        return [
            *self._figures_of_sales(scope, facts),
            *self._figures_of_orders(scope, facts),
            *self._figures_of_credit(scope, facts),
        ]

    @api.model
    def _view_figure(self, key, label, value, form="text", **options):
        """Return one figure with the options that are not given left empty."""
        given = {"hint": False, "alert": False, "model": False, "domain": False} | options
        return {"key": key, "label": label, "value": value, "format": form} | given

    @api.model
    def _figures_of_sales(self, scope, facts):
        live = facts["live"]
        sales, prior, margin = (float(live.get(name) or 0) for name in ("net_sales_12m", "net_sales_prior", "margin_12m"))
        change = prior and self.env._("%(percent)s %% on the year before", percent=f"{100 * (sales / prior - 1):+.0f}")
        label = self.env._("Net sales, 12 months")
        found = [self._view_figure("sales", label, sales, "money", hint=change or False, alert=sales < prior)]
        if self._view_sees_margin(scope):
            rate = sales and self.env._("%(percent)s %% of sales", percent=f"{100 * margin / sales:.1f}")
            found.append(self._view_figure("margin", self.env._("Margin, 12 months"), margin, "money", hint=rate or False))
        return found

    @api.model
    def _figures_of_orders(self, scope, facts):
        live, habits = facts["live"], facts["habits"]
        first, expected = live.get("first_order"), habits["next_order_date"]
        since = first and self.env._("since %(day)s", day=format_date(self.env, first))
        following = expected and self.env._("next expected %(day)s", day=format_date(self.env, expected))
        stages = dict(self.env["crm.customer.metrics"]._fields["stage"]._description_selection(self.env))
        stage = habits["stage"] or "acquire"
        return [
            self._view_figure(
                "orders",
                self.env._("Orders"),
                live.get("orders") or 0,
                "count",
                hint=since or False,
                model="sale.order",
                domain=[["partner_id", "child_of", scope.customer.id], ["state", "=", "sale"]],
            ),
            self._view_figure(
                "last_order",
                self.env._("Last order"),
                fields.Date.to_string(live.get("last_order")) or False,
                "day",
                hint=following or False,
                alert=bool(expected) and expected < scope.today,
            ),
            self._view_figure(
                "stage",
                self.env._("Lifecycle stage"),
                stages[stage],
                hint=self._view_churn(habits),
                alert=stage in ("at_risk", "lost"),
            ),
        ]

    @api.model
    def _view_churn(self, habits):
        labels = self.env["crm.customer.metrics"]._churn_labels()
        return ", ".join(labels.get(code, code) for code in habits["churn_reasons"] or []) or False

    @api.model
    def _figures_of_credit(self, scope, facts):
        """Credit left and what is overdue; documents are not named."""
        credit, partners = facts["credit"], self.env["res.partner"]
        words = dict(partners._fields["credit_status"]._description_selection(self.env))
        modes = dict(partners._fields["credit_limit_mode"]._description_selection(self.env))
        left, status = credit["available"], credit["group_status"]
        limited = left is not None
        found = [
            self._view_figure(
                "credit",
                self.env._("Credit left"),
                float(left) if limited else modes.get(credit["limit_mode"], self.env._("Unlimited")),
                "money" if limited else "text",
                hint=words[status],
                alert=status != "normal" or limited and left < 0,
            )
        ]
        if credit["overdue"]:
            found.append(self._view_figure("overdue", self.env._("Overdue"), float(credit["overdue"]), "money", alert=True))
        return found
