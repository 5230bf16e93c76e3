from itertools import combinations

from odoo import api, models
from odoo.tools import SQL

from ...tools.arguments import check_one

SAMPLE = 20000


class CrmGradingRun(models.Model):
    """How far the indicators of a run say the same about the same customers."""

    _inherit = "crm.grading.run"

    @api.readonly
    def dashboard_correlation(self):
        """Return Pearson's correlation of the indicators' scores over the rated customers, from a sample when they are many.

        The sample is the same at every call: it is chosen by a hash of the customer.

        :return: indicators ([{code, name}]), matrix (rows of -1..1, None where a score never varies), sampled, population
        :rtype: dict
        :raise AccessError: the user may not read the run
        """
        check_one(self)
        self.check_access("read")
        indicators = [{"code": part["code"], "name": part["name"]} for part in self._dashboard_indicators()]
        domain = [("run_id", "=", self.id), ("status", "=", "rated")]
        population = self.env["crm.grading.result"].search_count(domain)
        sampled, figures = self._correlation_figures([part["code"] for part in indicators], domain, population)
        matrix = [[1.0 if row == column else None for column in range(len(indicators))] for row in range(len(indicators))]
        for (row, column), figure in zip(combinations(range(len(indicators)), 2), figures, strict=True):
            matrix[row][column] = matrix[column][row] = figure
        return {"indicators": indicators, "matrix": matrix, "sampled": sampled, "population": population}

    def _correlation_figures(self, codes, domain, population):
        """Return (customers looked at, [correlation of each pair, in the order of `combinations`])."""
        scores = [SQL.identifier(f"score_{place}") for place in range(len(codes))]
        pairs = [SQL("corr(%s, %s)", first, second) for first, second in combinations(scores, 2)]
        query = SQL(
            "WITH scores AS MATERIALIZED (%s) SELECT %s FROM scores",
            self._correlation_scores(codes, scores, domain, -(-population // SAMPLE) or 1),
            SQL(", ").join([SQL("count(*)"), *pairs]),
        )
        [(sampled, *figures)] = self.env.execute_query(query)
        return sampled, figures

    @api.model
    def _correlation_scores(self, codes, names, domain, every):
        """SQL of the scores of every ``every``-th customer, one column for each indicator."""
        results = self.env["crm.grading.result"]
        query = results._search(domain)
        partner, detail = (results._field_to_sql(results._table, name, query) for name in ("partner_id", "detail"))
        query.add_where(SQL("(hashint4(%s) & 2147483647) %% %s = 0", partner, every))
        columns = [
            SQL("(%s -> %s ->> 1)::float8 AS %s", detail, code, name) for code, name in zip(codes, names, strict=True)
        ]
        return query.select(*columns) if columns else query.select()
