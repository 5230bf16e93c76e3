from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import clv, clv_bg_nbd, clv_gamma_gamma
from ...tools.clv_maximum import NoMaximum

SAMPLE = 50_000  # customers, at most, that a model is fitted to: more only cost time and memory


class CrmCustomerClvFit(models.Model):
    """How the customers of a company order, and what an order is worth: the models behind customer lifetime value.

    One row for each company at the root of a branch tree, the last attempt. Time is in weeks, money in the currency of the
    company. Needs scipy (see tools/clv.py); without it there are no rows, and the fields of the metrics are hidden.
    """

    _name = "crm.customer.clv.fit"
    _description = "Fit of Customer Lifetime Value"
    _rec_name = "company_id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    fitted_on = fields.Datetime(readonly=True)
    figures_on = fields.Date(string="Figures Of", readonly=True, help="The business day of the metrics it was fitted to.")
    state = fields.Selection(
        [("fitted", "Orders and Value"), ("orders", "Orders Only"), ("none", "Not Fitted")], readonly=True, required=True
    )
    reason = fields.Selection(
        [
            ("few", "Too few customers have ordered on two days."),
            ("flat", "How the customers order does not tell when they go."),
            ("margin", "Too few customers have a positive margin."),
            ("spread", "The margins of the customers are too far apart for a mean."),
        ],
        string="Why Not",
        readonly=True,
    )
    customers = fields.Integer(readonly=True, help="With at least one order, all of them.")
    repeat_customers = fields.Integer(readonly=True, help="With at least two order days.")
    sampled = fields.Integer(readonly=True, help="Customers that the models were fitted to.")
    r = fields.Float(string="r", digits=(16, 6), readonly=True, aggregator=None)
    alpha = fields.Float(string="α (Weeks)", digits=(16, 6), readonly=True, aggregator=None)
    a = fields.Float(string="a", digits=(16, 6), readonly=True, aggregator=None)
    b = fields.Float(string="b", digits=(16, 6), readonly=True, aggregator=None)
    log_likelihood = fields.Float(digits=(16, 4), readonly=True, aggregator=None)
    p = fields.Float(string="p", digits=(16, 6), readonly=True, aggregator=None)
    q = fields.Float(string="q", digits=(16, 6), readonly=True, aggregator=None)
    gamma = fields.Float(string="γ (Money)", digits=(16, 6), readonly=True, aggregator=None)
    value_log_likelihood = fields.Float(digits=(16, 4), readonly=True, aggregator=None)

    _company_uniq = models.UniqueIndex("(company_id)", "A company has one fit.")

    @api.model
    def _refit(self, company):
        """Fit both models to the metrics of the root ``company`` and keep the outcome, whatever it is.

        :return: the fit, empty without scipy
        """
        if not clv.available():
            return self.browse()
        values = self._fitted_values(company)
        # sudo: fits are written by the refresh alone
        fit = self.sudo().search([("company_id", "=", company.id)])
        if fit:
            fit.write(values)
        else:
            fit = fit.create(values | {"company_id": company.id})
        return fit

    def _fitted_values(self, company):
        empty = dict.fromkeys(
            ("reason", "r", "alpha", "a", "b", "log_likelihood", "p", "q", "gamma", "value_log_likelihood"), False
        )
        counts = self._count_customers(company)
        values = empty | counts | {"fitted_on": fields.Datetime.now(), "state": "none"}
        if counts["repeat_customers"] < company.grading_clv_min_customers:
            return values | {"reason": "few"}
        every = -(-counts["customers"] // SAMPLE)
        try:
            values |= self._fit_orders(company, every) | {"state": "orders"}
        except NoMaximum:
            return values | {"reason": "flat"}
        return values | self._fit_value(company, every)

    def _count_customers(self, company):
        self.env["crm.customer.metrics"].flush_model()
        query = SQL(
            """SELECT COUNT(*) AS customers, COUNT(*) FILTER (WHERE order_days > 1) AS repeat_customers,
                      MAX(figures_on) AS figures_on
                 FROM crm_customer_metrics
                WHERE company_id = %s AND order_days > 0""",
            company.id,
        )
        [row] = self.env.execute_query_dict(query)
        return row

    def _fit_orders(self, company, every):
        groups = self._columns(
            SQL(
                """SELECT order_days - 1, (last_order - first_order) / 7.0, (figures_on - first_order) / 7.0, COUNT(*)
                     FROM crm_customer_metrics
                    WHERE company_id = %s AND order_days > 0 AND %s
                    GROUP BY 1, 2, 3""",
                company.id,
                self._sample(every),
            )
        )
        model = clv_bg_nbd.fit(*groups)
        found = {name: getattr(model, name) for name in ("r", "alpha", "a", "b", "log_likelihood")}
        return found | {"sampled": int(groups[-1].sum())}

    def _fit_value(self, company, every):
        groups = self._columns(
            SQL(
                """SELECT order_days, margin / order_days, COUNT(*)
                     FROM crm_customer_metrics
                    WHERE company_id = %s AND order_days > 0 AND margin > 0 AND %s
                    GROUP BY 1, 2""",
                company.id,
                self._sample(every),
            )
        )
        if not groups or groups[-1].sum() * every < company.grading_clv_min_customers:
            return {"reason": "margin"}
        try:
            model = clv_gamma_gamma.fit(*groups)
        except NoMaximum:
            return {"reason": "spread"}
        found = {name: getattr(model, name) for name in ("p", "q", "gamma")}
        return found | {"value_log_likelihood": model.log_likelihood, "state": "fitted"}

    def _sample(self, every):
        """Every so many customers, the same each night."""
        return SQL("hashint4extended(partner_id, 0) %% %s = 0", every)

    def _columns(self, query):
        """:return: the columns of the rows as arrays of numbers, none without rows"""
        import numpy

        rows = self.env.execute_query(query)
        return [numpy.array(column, dtype=float) for column in zip(*rows, strict=True)]

    def _order_model(self):
        """:return: clv_bg_nbd.OrderModel, None when there is none"""
        return clv_bg_nbd.OrderModel(self.r, self.alpha, self.a, self.b) if self.state in ("fitted", "orders") else None

    def _value_model(self):
        """:return: clv_gamma_gamma.ValueModel, None when there is none"""
        return clv_gamma_gamma.ValueModel(self.p, self.q, self.gamma) if self.state == "fitted" else None
