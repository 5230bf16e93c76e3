from odoo import models
from odoo.tools import SQL

from .engine import effects, group_figures, patterns, peers, population, ranks, results, scores, totals, values
from .engine.frozen import Frozen
from .engine.work_tables import WorkTables

# Customers of a piece, so that none takes long.
PIECE = 50000
# Fewer results are found quickly by any plan.
ANALYZED_FROM = 5_000


class CrmGradingRun(models.Model):
    """The steps of the computation. Each reads the work tables of the ones before and makes its own anew."""

    _inherit = "crm.grading.run"

    def _job_steps(self):
        return [
            ("clear", self.env._("Clearing earlier results")),
            ("population", self.env._("Finding the customers")),
            ("sources", self.env._("Reading the data")),
            ("values", self.env._("Measuring")),
            ("scores", self.env._("Comparing with peers")),
            ("totals", self.env._("Adding up")),
            ("ranks", self.env._("Ranking")),
            ("effects", self.env._("Applying caps")),
            ("results", self.env._("Writing the results")),
            ("figures", self.env._("Writing the figures of the groups")),
        ]

    def _job_run_step(self, key, cursor):
        self.env.flush_all()
        # Large temporary sorts, and no compiling of large queries, which takes longer than running them.
        self.env.cr.execute(SQL("SET LOCAL jit = off; SET LOCAL work_mem = '128MB'"))
        tables = self._work_tables()
        if tables.lost():
            return self._begin_again()
        frozen = Frozen(self.config)
        following = getattr(self, f"_step_{key}")(frozen, tables, cursor)
        self._guarded_write({"work_counts": tables.counts})
        self.env.invalidate_all()
        return following

    def _begin_again(self):
        """A crash of the database emptied the work tables."""
        first = self._job_steps()[0][0]
        self._guarded_write({"work_counts": False})
        self._job_write({"job_step": first, "job_done": 0, "job_total": 0})
        return {"again": True}

    def _work_tables(self):
        return WorkTables(self.env.cr, self.id, self.work_counts)

    def _raw_plan(self):
        """The SQL of all indicators of the frozen configuration."""
        measures = self.env["crm.grading.measure"]
        customers = self.customer_ids if self.on_demand else None
        return measures._raw_plan(self.config, self.company_id, self.date_from, self.date_to, customers)

    def _kept_plan(self, anew=False):
        """The SQL of all indicators, worked out once in a transaction: the cursor forgets it at its end."""
        cache, key = self.env.cr.cache, ("crm_grading_raw_plan", self.id)
        if anew or key not in cache:
            cache[key] = self._raw_plan()
        return cache[key]

    def _count_customers(self):
        """How many customers there are to grade."""
        if self.source_run_id:
            return self.source_run_id.population
        self.env.flush_all()
        query = population.customers_query(self, self.config["domain"])
        [(count,)] = self.env.execute_query(query.select("COUNT(*)"))
        return count

    # -- steps -----------------------------------------------------------------------------------------------------

    def _step_clear(self, frozen, tables, cursor):
        tables.drop_all()
        if results.delete_results(self.env, self.ids, PIECE):
            return {"more": True}
        self.peer_group_ids.unlink()
        return None

    def _step_population(self, frozen, tables, cursor):
        query = population.frozen_population_query if self.source_run_id else population.population_query
        tables.make("population", query(self, frozen))
        peers.make_groups(self, frozen, tables)

    def _step_sources(self, frozen, tables, cursor):
        if self.source_run_id:
            return None
        number = (cursor or {}).get("number", 0)
        sources = self._kept_plan(anew=not number).sources
        query = sources[number].query
        if self.on_demand:
            query = SQL("SELECT * FROM (%s) source WHERE partner_id = ANY(%s)", query, self.customer_ids.ids)
        tables.make(f"source_{number}", query)
        return self._count_on(number + 1, len(sources))

    def _step_values(self, frozen, tables, cursor):
        values.make_values(self, frozen, tables)
        patterns.make_patterns(frozen, tables)
        for name in [name for name in tables.counts if name.startswith("source_")]:
            tables.drop(name)

    def _step_scores(self, frozen, tables, cursor):
        number = (cursor or {}).get("number", 0)
        indicators = frozen.indicators
        scores.make_score(indicators[number], tables)
        number += 1
        while number < len(indicators) and not scores.is_relative(indicators[number]):
            number += 1
        return self._count_on(number, len(indicators))

    def _step_totals(self, frozen, tables, cursor):
        after = (cursor or {}).get("after", 0)
        last = tables.next_bound("value", after, PIECE)
        totals.append_totals(frozen, tables, after, last or after)
        if not last:
            tables.analyze("total", totals.ANALYZED)
        self._job_count(tables.counts["total"], tables.counts["value"])
        return {"after": last} if last else None

    def _step_ranks(self, frozen, tables, cursor):
        number = (cursor or {}).get("number", 0)
        if not number:
            ranks.make_splits(self, frozen, tables)
            ranks.make_ranks(frozen, tables)
        else:
            ranks.make_dimension_cuts(frozen, frozen.dimensions[number - 1], tables)
        return self._count_on(number + 1, len(frozen.dimensions) + 1)

    def _step_effects(self, frozen, tables, cursor):
        effects.make_effects(self, frozen, tables)

    def _step_results(self, frozen, tables, cursor):
        after, done = (cursor or {}).get("after", 0), (cursor or {}).get("done", 0)
        last = tables.next_bound("population", after, PIECE)
        if not last:
            return None
        done += results.insert_results(self, frozen, tables, after, last)
        self._job_count(done, tables.counts["population"])
        return {"after": last, "done": done}

    def _step_figures(self, frozen, tables, cursor):
        if tables.counts["population"] > ANALYZED_FROM:
            # To a planner without statistics of it a new run looks empty: publishing it would take hours.
            self.env.cr.execute(SQL("ANALYZE crm_grading_result, crm_grading_result_dimension"))
        group_figures.write_group_figures(self, frozen, tables)
        self.env.cr.execute(
            SQL("SELECT status, COUNT(*) FROM crm_grading_result WHERE run_id = %s GROUP BY status", self.id)
        )
        counts = dict(self.env.cr.fetchall())
        self._guarded_write(
            {
                "population": sum(counts.values()),
                "rated_count": counts.get("rated", 0),
                "not_rated_count": counts.get("not_rated", 0),
                "new_count": counts.get("new", 0),
            }
        )

    def _count_on(self, done, total):
        self._job_count(done, total)
        return {"number": done} if done < total else None

    # -- for the heir ----------------------------------------------------------------------------------------------

    def _override_query(self):
        """Grades that somebody decided on, in force for the customers of the run; extend to add them.

        :return: SELECT of partner_id (commercial partner), effect ("set"), grade_id and text (the reason), or None
        :rtype: SQL | None
        """
        return None

    def _veto_query(self):
        """Vetoes in force for the customers of the run; extend to add them.

        :return: SELECT of partner_id, effect ("not_rated" or "at_most"), grade_id (for "at_most") and text, or None
        :rtype: SQL | None
        """
        return None
