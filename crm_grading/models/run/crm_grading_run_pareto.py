from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.arguments import as_text, check_one

TOTAL = "total"
LISTED = 1000
MOST = 0.8


class CrmGradingRun(models.Model):
    """Which part of the rated customers makes which part of the sales, or of any other measure of the scheme."""

    _inherit = "crm.grading.run"

    @api.readonly
    def dashboard_pareto(self, basis=False):
        """Return the curve of cumulative shares over the rated customers, largest first.

        Zero and negative figures count as customers but add nothing to the total.

        :param basis: code of an indicator, whose raw values are added up, or ``total`` (the points); False: the first
            indicator that is a sum, else the points
        :return: basis, label, options, points ([% of customers, % of the total]), needed (% of customers that make 80 %),
            by_grade ([{grade_id, customers, customer_share, share}])
        :rtype: dict
        :raise UserError: the run has no such indicator, or it is not one run
        :raise AccessError: the user may not read the run
        """
        check_one(self)
        self.check_access("read")
        options = self._pareto_options()
        basis = self._pareto_basis(basis, options)
        points, needed = self._pareto_curve(self._pareto_amounts(basis))
        return {
            "basis": basis,
            "label": next(option["name"] for option in options if option["code"] == basis),
            "options": options,
            "points": points,
            "needed": needed,
            "by_grade": self._pareto_by_grade(self._pareto_amounts(basis)),
        }

    @api.readonly
    def action_pareto_customers(self, basis=False):
        """Open the results of the customers that make 80 %; of very many the largest thousand."""
        check_one(self)
        self.check_access("read")
        amounts = self._pareto_amounts(self._pareto_basis(basis, self._pareto_options()))
        rows = self.env.execute_query(
            SQL("SELECT id FROM (%s) ranked WHERE running - amount < %s * whole ORDER BY place LIMIT %s",
                self._pareto_ranked(amounts), MOST, LISTED)
        )  # fmt: skip
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%(run)s: the customers that make 80 %%", run=self.name),
            "res_model": "crm.grading.result",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("id", "in", [row[0] for row in rows])],
        }

    def _pareto_options(self):
        points = {"code": TOTAL, "name": self.env._("Points")}
        return [{"code": part["code"], "name": part["name"]} for part in self._dashboard_indicators()] + [points]

    def _pareto_basis(self, basis, options):
        basis = as_text(self.env, basis)
        if basis and basis not in {option["code"] for option in options}:
            raise UserError(self.env._("%(run)s has no indicator %(code)s, choose one of its own.", run=self.name, code=basis))
        sums = [part["code"] for part in self._dashboard_indicators() if part["measure"].get("aggregate") == "sum"]
        return basis or next(iter(sums), TOTAL)

    def _pareto_amounts(self, basis):
        """SQL of (id, grade_id, amount) of the rated results that the reader may see."""
        results = self.env["crm.grading.result"]
        query = results._search([("run_id", "=", self.id), ("status", "=", "rated")])
        names = ("id", "final_grade_id", "total", "detail")
        column = {name: results._field_to_sql(results._table, name, query) for name in names}
        raw = SQL("%s::float8", column["total"]) if basis == TOTAL else SQL("(%s -> %s ->> 0)::float8", column["detail"], basis)
        amount = SQL("greatest(coalesce(%s, 0), 0)", raw)
        return query.select(SQL("%s AS id, %s AS grade_id, %s AS amount", column["id"], column["final_grade_id"], amount))

    @api.model
    def _pareto_ranked(self, amounts):
        return SQL(
            """
            SELECT id, amount, row_number() OVER largest AS place, sum(amount) OVER largest AS running,
                   sum(amount) OVER () AS whole, count(*) OVER () AS customers
              FROM (%s) amounts
            WINDOW largest AS (ORDER BY amount DESC, id ROWS UNBOUNDED PRECEDING)
            """,
            amounts,
        )

    @api.model
    def _pareto_curve(self, amounts):
        """Return (about a hundred points, percentage of customers that make 80 %)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT 100.0 * place / customers, 100.0 * running / whole,
                       running >= %(most)s * whole AND running - amount < %(most)s * whole
                  FROM (%(ranked)s) ranked
                 WHERE whole > 0
                   AND (place %% greatest(customers / 100, 1) = 0 OR place IN (1, customers)
                        OR running >= %(most)s * whole AND running - amount < %(most)s * whole)
                 ORDER BY place
                """,
                most=MOST,
                ranked=self._pareto_ranked(amounts),
            )
        )
        points = [[float(customers), share] for customers, share, _reached in rows]
        needed = next((float(customers) for customers, _share, reached in rows if reached), 0.0)
        return ([[0.0, 0.0], *points] if points else []), needed

    @api.model
    def _pareto_by_grade(self, amounts):
        rows = self.env.execute_query(
            SQL("SELECT grade_id, count(*), sum(amount) FROM (%s) amounts WHERE grade_id IS NOT NULL GROUP BY grade_id", amounts)
        )
        customers, whole = sum(row[1] for row in rows), sum(row[2] for row in rows)
        lines = {
            grade_id: {
                "grade_id": grade_id,
                "customers": count,
                "customer_share": 100.0 * count / customers,
                "share": 100.0 * amount / whole if whole else 0.0,
            }
            for grade_id, count, amount in rows
        }
        return [lines[grade["id"]] for grade in self._dashboard_grades() if grade["id"] in lines]
