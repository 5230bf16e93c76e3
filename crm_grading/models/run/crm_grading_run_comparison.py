from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.arguments import as_ids, check_ids

MOST_RUNS = 4
SHOWN_MOVERS = 12


class CrmGradingRun(models.Model):
    """Two to four runs of one scheme side by side, scenarios above all."""

    _inherit = "crm.grading.run"

    @api.readonly
    @api.model
    def dashboard_comparable(self, run_ids=()):
        """Return [{id, name, scenario}] of the runs that can be compared: those of the scheme of the first run given.

        Without one, those of the scheme of the latest run.

        :raise UserError: they are no runs
        :raise AccessError: the user may not read the first one
        """
        run_ids = as_ids(self.env, run_ids)
        choices = self.dashboard_choices()
        if first := next(iter(run_ids or [choice["id"] for choice in choices]), False):
            scheme = self.browse(first).scheme_id
            choices = [choice for choice in choices if self.browse(choice["id"]).scheme_id == scheme]
        return choices

    @api.readonly
    def dashboard_comparison(self):
        """Return these runs with their distribution, and each but the first against the first one.

        :return: grades, runs ([{id, name, state_label, rated, not_rated, average, final, same, better, worse}]), pairs ([{id,
            name, migration ([grade id before, grade id now, customers]), movers}])
        :rtype: dict
        :raise UserError: there are less than two or more than four, or they belong to several schemes
        :raise AccessError: the user may not read one of them
        """
        check_ids(self)
        self.check_access("read")
        if not 2 <= len(self) <= MOST_RUNS or len(self.scheme_id) > 1:
            raise UserError(self.env._("Choose two to %(most)s runs of one scheme to compare.", most=MOST_RUNS))
        grades = list({grade["id"]: grade for run in self for grade in run._dashboard_grades()}.values())
        base, *others = self
        pairs = [run._compared_with(base, grades) for run in others]
        moves = {pair["id"]: pair.pop("moves") for pair in pairs}
        return {
            "grades": grades,
            "runs": [self._prepare_compared_run(run, grades) | moves.get(run.id, {}) for run in self],
            "pairs": pairs,
        }

    @api.model
    def _prepare_compared_run(self, run, grades):
        groups = self.env["crm.grading.result"]._read_group(
            [("run_id", "=", run.id)], ["status", "final_grade_id"], ["__count", "total:sum"]
        )
        rated = [group for group in groups if group[0] == "rated"]
        counts = {grade.id: count for _status, grade, count, _total in rated}
        number = sum(counts.values())
        return {
            "id": run.id,
            "name": run.name,
            "state_label": dict(self._fields["state"]._description_selection(self.env))[run.state],
            "rated": number,
            "not_rated": sum(group[2] for group in groups if group[0] == "not_rated"),
            "average": sum(group[3] or 0.0 for group in rated) / number if number else None,
            "final": [counts.get(grade["id"], 0) for grade in grades],
        }

    def _compared_with(self, base, grades):
        """Customers of this run by their grade in ``base`` and their grade now, and those that moved most."""
        places = {grade["id"]: place for place, grade in enumerate(grades)}
        query, before = self._compared_query(base)
        now = SQL.identifier(query.table, "final_grade_id")
        query.groupby = SQL("%s, %s", before, now)
        cells = self.env.execute_query(query.select(SQL("%s, %s, count(*)", before, now)))
        moves = dict.fromkeys(("same", "better", "worse"), 0)
        for old, new, count in cells:
            if old in places and new in places:
                moves["same" if old == new else "better" if places[new] < places[old] else "worse"] += count
        return {
            "id": self.id,
            "name": self.name,
            "migration": [[old or False, new or False, count] for old, new, count in cells],
            "movers": self._compared_movers(base, grades),
            "moves": moves,
        }

    def _compared_query(self, base, domain=()):
        """Return (query of this run's results joined with those of ``base`` by customer, SQL of the grade in ``base``)."""
        results = self.env["crm.grading.result"]
        query = results._search([("run_id", "=", self.id), *domain])
        query.add_join(
            "LEFT JOIN",
            "base",
            results._table,
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier("base", "run_id"),
                base.id,
                SQL.identifier("base", "partner_id"),
                results._field_to_sql(query.table, "partner_id", query),
            ),
        )
        results.flush_model(["final_grade_id", "final_reason", "status", "total"])
        return query, SQL.identifier("base", "final_grade_id")

    def _compared_movers(self, base, grades):
        """The customers rated in both with the largest step in grades, then in points."""
        ids = [grade["id"] for grade in grades]
        query, before = self._compared_query(base, [("status", "=", "rated")])
        now, total = (SQL.identifier(query.table, name) for name in ("final_grade_id", "total"))
        steps = SQL("array_position(%s, %s) - array_position(%s, %s)", ids, before, ids, now)
        query.add_where(SQL("%s <> %s AND base.status = 'rated'", before, now))
        query.order = SQL("abs(%s) DESC, abs(%s - base.total) DESC, %s", steps, total, SQL.identifier(query.table, "id"))
        query.limit = SHOWN_MOVERS
        columns = SQL("%s, base.total::float8, %s, %s", SQL.identifier(query.table, "id"), steps, before)
        found = self.env.execute_query(query.select(SQL("%s, base.final_reason", columns)))
        rows = {row[0]: row[1:] for row in found}
        lines = self.env["crm.grading.result"].browse(rows).read(["partner_id", "total", "final_grade_id", "final_reason"])
        return [self._prepare_mover(line, rows[line["id"]], {grade["id"]: grade for grade in grades}) for line in lines]

    @api.model
    def _prepare_mover(self, line, first, grades):
        """What the comparison shows of a customer.

        :param dict line: of the result read
        :param first: points in the first run, steps since, grade id there and what changed it there
        """
        points, steps, grade_id, reason = first
        sources = self._dashboard_sources()
        return {
            "id": line["id"],
            "name": line["partner_id"][1],
            "total_before": points,
            "total": line["total"],
            "movement": steps,
            "previous": grades.get(grade_id, False),
            "final": grades.get(line["final_grade_id"] and line["final_grade_id"][0], False),
            "source": line["final_reason"] or "computed",
            "source_label": sources[line["final_reason"]],
            "source_before": reason or "computed",
            "source_before_label": sources[reason or False],
        }
