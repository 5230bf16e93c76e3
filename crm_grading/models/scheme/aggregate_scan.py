from ast import literal_eval
from datetime import datetime, time, timedelta

import pytz

from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

from ...tools.raw_plan import Source

ONE_DAY = timedelta(days=1)

# The aggregate of a value or of the day of a record.
CALLS = {
    "sum": lambda value: SQL("SUM(%s)", value),
    "avg": lambda value: SQL("AVG(%s)", value),
    "min": lambda value: SQL("MIN(%s)", value),
    "max": lambda value: SQL("MAX(%s)", value),
    "count_distinct": lambda value: SQL("COUNT(DISTINCT %s)", value),
    "days": lambda day: SQL("COUNT(DISTINCT %s)", day),
    "weeks": lambda day: SQL("COUNT(DISTINCT date_trunc('week', %s))", day),
    "years_since_first": lambda day: SQL("MIN(%s)", day),
    "days_since_last": lambda day: SQL("MAX(%s)", day),
}
# What becomes of it at the end of the last day. PostgreSQL counts a year of an age as 31,557,600 seconds.
FIGURES = {
    "years_since_first": lambda first, end: SQL("EXTRACT(EPOCH FROM age(%s, %s)) / 31557600", end + ONE_DAY, first),
    "days_since_last": lambda last, end: SQL("(%s - %s)", end, last),
}
OF_THE_DAY = ("weeks", "days", *FIGURES)


def parse_domain(text):
    """Return the domain written in ``text``, which knows no names: neither users nor dates of today."""
    return Domain(literal_eval(text or "[]"))


class AggregateScan:
    """One pass over the records of a model, grouped by customer, that serves any number of aggregates.

    Every aggregate brings its own domain and its own stretch of time. What all have in common restricts the scan, what
    differs becomes the FILTER of the aggregate.
    """

    def __init__(self, name, model, partner_path, zone):
        """:param model: the model with the rights and the companies to read with
        :param zone: name of the time zone that days are counted in
        """
        self.name = name
        self.model = model
        self.zone = pytz.timezone(zone)
        self.query = Query(model.env, model._table, model._table_sql)
        self.customer = self._join_customer(partner_path)
        self.conditions = {}  # by text of the domain
        self.windows = {}  # by date field and days
        self.columns = {}  # by all that makes an aggregate up

    def add(self, config, date_from, date_to):
        """Add the aggregate of a measure between two days and return the expression of its value.

        :param config: frozen configuration of a measure of the kind aggregate
        :param date_from: first day, None for all time
        """
        domain, window = config["domain"], (config["date_path"], date_from, date_to)
        if domain not in self.conditions:
            self.conditions[domain] = self._condition(parse_domain(domain))
        if window not in self.windows:
            self.windows[window] = self._window(*window)
        key = (domain, window, config["field_path"], config["aggregate"], config["rate_path"])
        column = self.columns.setdefault(key, f"c{len(self.columns) + 1}")
        value = SQL.identifier(self.name, column)
        if config["factor"] != 1:
            value = SQL("%s * %s::numeric", value, config["factor"])
        if config["empty_value"] == "zero":
            value = SQL("COALESCE(%s, 0)", value)
        return value

    def source(self):
        """Return the finished query, with a row for each customer that has a record for any of the aggregates."""
        self.query.add_where(self._where())
        self.query.groupby = self.customer
        figures = [SQL("(%s)::numeric AS %s", self._figure(*key), SQL.identifier(name)) for key, name in self.columns.items()]
        query = self.query.select(SQL("%s AS partner_id", self.customer), *figures)
        return Source(self.name, query, tuple(self.columns.values()))

    def _join_customer(self, path):
        """Join the partner that ``path`` leads to; return its commercial partner. Records without one count nowhere."""
        table = self.model._table
        partner = self._field(path)[1] if path else SQL.identifier(table, "id")
        alias = self.query.make_alias(table, "customer")
        self.query.add_join("JOIN", alias, "res_partner", SQL("%s = %s", SQL.identifier(alias, "id"), partner))
        return SQL.identifier(alias, "commercial_partner_id")

    def _field(self, path):
        """Join along ``path``; return the field at its end and its expression."""
        model, alias = self.model, self.model._table
        *steps, last = path.split(".")
        for step in steps:
            model, alias = model._fields[step].join(model, alias, self.query)
        return model._fields[last], model._field_to_sql(alias, last, self.query)

    def _condition(self, domain):
        """Return the condition of a domain on the records, those of other companies and archived ones left out."""
        model = self.model
        company = model._fields.get("company_id")
        if company and company.store:
            allowed = model.env.companies.ids
            domain &= Domain("company_id", "in", allowed if company.required else [*allowed, False])
        active = model._active_name
        if active and not any(leaf.field_expr == active for leaf in domain.iter_conditions()):
            domain &= Domain(active, "=", True)
        return domain.optimize_full(model)._to_sql(model, model._table, self.query)

    def _window(self, date_path, date_from, date_to):
        """Return the condition that a record lies between two days of the company."""
        if not date_path:
            return SQL("TRUE")
        field, column = self._field(date_path)
        if field.type == "date":
            until = SQL("%s <= %s", column, date_to)
            return SQL("%s >= %s AND %s", column, date_from, until) if date_from else until
        until = SQL("%s < %s", column, self._midnight(date_to + ONE_DAY))
        return SQL("%s >= %s AND %s", column, self._midnight(date_from), until) if date_from else until

    def _midnight(self, day):
        """Return the moment ``day`` begins in the company's time zone, in UTC as the database keeps it."""
        return self.zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)

    def _day(self, date_path):
        """Return the day of a record in the company's time zone."""
        field, column = self._field(date_path)
        return column if field.type == "date" else SQL("timezone(%s, timezone('UTC', %s))::date", self.zone.zone, column)

    def _figure(self, domain, window, field_path, aggregate, rate_path):
        """Return one aggregate with its FILTER."""
        if aggregate == "count":
            call = SQL("COUNT(*)")
        elif aggregate in OF_THE_DAY:
            call = CALLS[aggregate](self._day(window[0]))
        else:
            value = self._field(field_path)[1]
            call = CALLS[aggregate](SQL("%s / NULLIF(%s, 0)", value, self._field(rate_path)[1]) if rate_path else value)
        call = SQL("%s%s", call, self._filter(domain, window))
        return FIGURES[aggregate](call, window[2]) if aggregate in FIGURES else call

    def _where(self):
        """Return the condition on the records that any aggregate needs."""
        if len(self.conditions) == 1 or len(self.windows) == 1:
            groups = [self.conditions.values(), self.windows.values()]
        else:
            pairs = dict.fromkeys((domain, window) for domain, window, *_rest in self.columns)
            groups = [[SQL("(%s AND %s)", self.conditions[domain], self.windows[window]) for domain, window in pairs]]
        return SQL(" AND ").join(SQL("(%s)", SQL(" OR ").join(group)) for group in groups)

    def _filter(self, domain, window):
        """Return the FILTER of an aggregate: what sets it apart from the others of the scan."""
        parts = [self.conditions[domain]] if len(self.conditions) > 1 else []
        if len(self.windows) > 1:
            parts.append(self.windows[window])
        return SQL(" FILTER (WHERE %s)", SQL(" AND ").join(SQL("(%s)", part) for part in parts)) if parts else SQL()
