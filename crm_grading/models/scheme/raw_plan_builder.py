from odoo import SUPERUSER_ID
from odoo.tools import SQL

from ...tools import period
from ...tools.raw_plan import RawPlan, Source
from .aggregate_scan import AggregateScan


class RawPlanBuilder:
    """Compiles measures into as few queries as possible: first collect what is asked for, then make the sources."""

    def __init__(self, env, company, date_from, date_to, customers=None):
        self.company = company
        self.date_from = date_from
        self.date_to = date_to
        branches = env["res.company"].sudo().with_context(active_test=False).search([("id", "child_of", company.id)])
        companies = company.sudo() | branches
        # What customers are worth doesn't depend on who computes it: rights are those of the measure's author,
        # checked apart.
        context = {"allowed_company_ids": companies.ids}
        if customers is not None:
            context["grading_customer_ids"] = customers.ids
        self.env = env(user=SUPERUSER_ID, su=True, context=context)
        self.measures = self.env["crm.grading.measure"]
        self.scans = {}  # by model and way to the customer
        self.queries = {}  # by what is asked for: sources that are complete as they are

    def plan(self, config):
        """Return the RawPlan of all indicators of a frozen configuration."""
        indicators = [indicator for dimension in config["dimensions"] for indicator in dimension["indicators"]]
        values = {indicator["code"]: self.value(indicator["measure"], *self.window(indicator)) for indicator in indicators}
        return RawPlan(self.sources(), values)

    def sources(self):
        scans = [scan.source() for scan in self.scans.values()]
        return (*scans, *(source for source, _empty in self.queries.values()))

    def window(self, indicator):
        """Return the first day (None: no limit) and the last day an indicator looks at."""
        if indicator["window"] == "lifetime":
            return None, self.date_to
        if indicator["window"] == "months":
            return period.trailing(self.date_to, indicator["window_months"])
        return self.date_from, self.date_to

    def value(self, measure, date_from, date_to):
        """Return the expression of a measure's value between two days.

        :param measure: frozen configuration of the measure
        """
        return getattr(self, f"_{measure['kind']}")(measure, date_from, date_to)

    def _aggregate(self, measure, date_from, date_to):
        key = (measure["model"], measure["partner_path"])
        if key not in self.scans:
            self.scans[key] = AggregateScan(self._next_name(), self.env[key[0]], key[1], self.company.sudo().business_tz or "UTC")
        return self.scans[key].add(measure, date_from, date_to)

    def _ratio(self, measure, date_from, date_to):
        """A share of nothing, or of less than nothing, says nothing."""
        numerator = self.value(measure["numerator"], date_from, date_to)
        if not measure["denominator"]:
            return SQL("%s / %s::numeric", numerator, measure["denominator_constant"])
        denominator = self.value(measure["denominator"], date_from, date_to)
        return SQL("CASE WHEN %s > 0 THEN %s / %s END", denominator, numerator, denominator)

    def _growth(self, measure, date_from, date_to):
        now = self.value(measure["base"], date_from, date_to)
        before = self.value(measure["base"], *period.year_before(date_from, date_to))
        return SQL("(%s - %s) / NULLIF(ABS(%s), 0)", now, before, before)

    def _code(self, measure, date_from, date_to):
        _label, method = self.measures._providers()[measure["provider"]]
        return self._query(("code", method, date_from, date_to), getattr(self.measures, method), date_from, date_to)

    def _manual(self, measure, _date_from, date_to):
        return self._query(("manual", measure["id"], date_to), self._latest_scores, measure["id"], date_to)

    def _latest_scores(self, company, measure_id, date_to):
        return self.env["crm.grading.score"]._latest_query(measure_id, company, date_to), None

    def _query(self, key, make, *arguments):
        """Return the expression of a value that has a query of its own, made by ``make`` when it is asked for first."""
        if key not in self.queries:
            query, empty = make(self.company.with_env(self.env), *arguments)
            self.queries[key] = Source(self._next_name(), query, ("value",)), empty
        source, empty = self.queries[key]
        value = SQL.identifier(source.name, "value")
        return value if empty is None else SQL("COALESCE(%s, %s)", value, empty)

    def _next_name(self):
        return f"s{len(self.scans) + len(self.queries) + 1}"
