from odoo import api, fields, models
from odoo.orm.models import NO_ACCESS
from odoo.tools import SQL

from ...tools import clv

CHUNK = 20_000  # customers scored at a time
MONTHS = 12
HIDDEN = None if clv.available() else NO_ACCESS


class CrmCustomerMetrics(models.Model):
    """Customer lifetime value of the 12 months after ``figures_on``, in company currency.

    Scored by the models of ``crm.customer.clv.fit`` after each refresh of all customers; a refresh of one customer leaves
    the scores of the last night. Nobody sees the fields where scipy is not installed.
    """

    _inherit = "crm.customer.metrics"

    clv_expected_orders = fields.Float(
        string="Orders Expected (12 Months)",
        digits=(16, 4),
        readonly=True,
        groups=HIDDEN,
        help="Order days that the customer is expected to have in the next 12 months.",
    )
    clv_alive = fields.Float(
        string="Still a Customer (%)",
        digits=(16, 4),
        readonly=True,
        aggregator="avg",
        groups=HIDDEN,
        help="Probability that the customer will order again at all.",
    )
    clv_value = fields.Monetary(
        string="Value of the Next 12 Months",
        readonly=True,
        groups=HIDDEN,
        help="Margin expected in the next 12 months, discounted by the yearly rate of the settings.",
    )

    @api.model
    def _refresh_lifetime_value(self, company):
        """Fit the models anew and score all customers of the root ``company``."""
        fit = self.env["crm.customer.clv.fit"]._refit(company)
        after = 0
        while after is not None:
            after = self._score_lifetime_value(fit, company, after)

    @api.model
    def _score_lifetime_value(self, fit, company, after):
        """Score the next customers of the company behind the id ``after``.

        :return: the last id, None when all are done
        """
        orders = fit._order_model() if fit else None
        if not orders:
            self._empty_lifetime_value(company)
            return None
        rows = self.env.execute_query(self._lifetime_figures_query(company, after))
        if not rows:
            return None
        ids, *figures = zip(*rows, strict=True)
        self._write_lifetime_value(ids, *self._lifetime_scores(fit, orders, company, figures), company.currency_id)
        return ids[-1]

    def _lifetime_figures_query(self, company, after):
        return SQL(
            """SELECT id, order_days, (last_order - first_order) / 7.0, (figures_on - first_order) / 7.0, COALESCE(margin, 0)
                 FROM crm_customer_metrics
                WHERE company_id = %s AND id > %s AND order_days > 0
                ORDER BY id
                LIMIT %s""",
            company.id,
            after,
            CHUNK,
        )

    def _lifetime_scores(self, fit, orders, company, figures):
        """:return: three lists: expected orders, probability in percent, value (or None)"""
        import numpy

        days, t_x, age, margin = (numpy.array(column, dtype=float) for column in figures)
        known = days - 1, t_x, age
        expected = orders.expected_orders(MONTHS * clv.WEEKS_A_MONTH, *known)
        alive = 100 * orders.alive(*known)
        values = fit._value_model()
        if not values:
            return expected.tolist(), alive.tolist(), [None] * len(days)
        rate = company.grading_clv_discount / 100
        value = clv.discounted_orders(orders, *known, MONTHS, rate) * values.expected_value(days, margin / days)
        return expected.tolist(), alive.tolist(), value.tolist()

    def _write_lifetime_value(self, ids, expected, alive, value, currency):
        self.env.execute_query(
            SQL(
                """UPDATE crm_customer_metrics metrics
                      SET clv_expected_orders = ROUND(score.expected::numeric, 4), clv_alive = ROUND(score.alive::numeric, 4),
                          clv_value = ROUND(score.value::numeric, %s)
                     FROM UNNEST(%s, %s, %s, %s::float8[]) AS score (id, expected, alive, value)
                    WHERE metrics.id = score.id
                RETURNING NULL""",
                currency.decimal_places,
                list(ids),
                expected,
                alive,
                value,
            )
        )
        self.invalidate_model(["clv_expected_orders", "clv_alive", "clv_value"])

    def _empty_lifetime_value(self, company):
        """Scores of a fit that is no longer possible go."""
        self.env.cr.execute(
            SQL(
                """UPDATE crm_customer_metrics SET clv_expected_orders = NULL, clv_alive = NULL, clv_value = NULL
                    WHERE company_id = %s AND clv_alive IS NOT NULL""",
                company.id,
            )
        )
        self.invalidate_model(["clv_expected_orders", "clv_alive", "clv_value"])
