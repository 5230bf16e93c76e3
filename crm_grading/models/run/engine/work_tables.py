from odoo.tools import SQL

PREFIX = "crm_grading_work_"


class WorkTables:
    """The work tables of one run: unlogged, without foreign keys, each made in one go by a query.

    PostgreSQL empties unlogged tables after a crash of the database; `counts` remembers how many rows each had.
    """

    def __init__(self, cr, run_id, counts=None):
        self.cr = cr
        self.run_id = run_id
        self.counts = dict(counts or {})

    def name(self, what):
        return SQL.identifier(f"{PREFIX}{self.run_id}_{what}")

    def make(self, what, query, key="partner_id", analyzed=()):
        """Make the table anew from `query`, indexed by `key`; return the number of its rows.

        :param analyzed: columns that are joined and filtered by, see `analyze`
        """
        self.drop(what)
        self.cr.execute(SQL("CREATE UNLOGGED TABLE %s AS %s", self.name(what), query))
        return self._finish(what, self.cr.rowcount, key, analyzed)

    def make_rows(self, what, columns, rows, key):
        """Make a small table from rows that were worked out in Python.

        :param columns: {name: SQL type}
        """
        self.drop(what)
        definitions = SQL(", ").join(SQL("%s %s", SQL.identifier(name), kind) for name, kind in columns.items())
        self.cr.execute(SQL("CREATE UNLOGGED TABLE %s (%s)", self.name(what), definitions))
        if rows:
            values = SQL(", ").join(SQL("(%s)", SQL(", ").join(SQL("%s", value) for value in row)) for row in rows)
            self.cr.execute(SQL("INSERT INTO %s VALUES %s", self.name(what), values))
        return self._finish(what, len(rows), key)

    def append(self, what, query, key="partner_id", analyzed=()):
        """Add the rows of `query`, making the table with the first of them; return how many."""
        if what not in self.counts:
            return self.make(what, query, key, analyzed)
        self.cr.execute(SQL("INSERT INTO %s %s", self.name(what), query))
        self.counts[what] += self.cr.rowcount
        return self.cr.rowcount

    def piece(self, what, after, last):
        """The rows of the customers after one id up to another, as a sub-select: PostgreSQL looks them up by the index."""
        return SQL(
            "(SELECT * FROM %s WHERE partner_id > %s AND partner_id <= %s)", self.name(what), after, last
        )

    def next_bound(self, what, after, size):
        """Return the partner that ends the next `size` rows after the partner `after`, None when there are none left."""
        table = self.name(what)
        rows = SQL("SELECT partner_id FROM %s WHERE partner_id > %s ORDER BY partner_id LIMIT %s", table, after, size)
        self.cr.execute(SQL("SELECT MAX(partner_id) FROM (%s) piece", rows))
        return self.cr.fetchone()[0]

    def analyze(self, what, columns=()):
        """Gather the planner's statistics, of some columns when only these are joined and filtered by."""
        names = SQL(" (%s)", SQL(", ").join(map(SQL.identifier, columns))) if columns else SQL()
        self.cr.execute(SQL("ANALYZE %s%s", self.name(what), names))

    def lost(self):
        """Return whether a table is gone or was emptied behind our back: PostgreSQL leaves nothing of its file."""
        filled = [f"{PREFIX}{self.run_id}_{what}" for what, count in self.counts.items() if count]
        if not filled:
            return False
        self.cr.execute(
            SQL(
                "SELECT 1 FROM unnest(%s) name WHERE COALESCE(pg_relation_size(to_regclass(name)), 0) = 0 LIMIT 1", filled
            )
        )
        return bool(self.cr.rowcount)

    def drop(self, what):
        self.cr.execute(SQL("DROP TABLE IF EXISTS %s", self.name(what)))
        self.counts.pop(what, None)

    def drop_all(self):
        for name in leftover_tables(self.cr):
            if owner(name) == self.run_id:
                self.cr.execute(SQL("DROP TABLE %s", SQL.identifier(name)))
        self.counts = {}

    def _finish(self, what, count, key, analyzed=()):
        self.cr.execute(SQL("CREATE UNIQUE INDEX ON %s (%s)", self.name(what), SQL.identifier(key)))
        self.analyze(what, analyzed)
        self.counts[what] = count
        return count


def leftover_tables(cr):
    """Return the names of all work tables there are, of whatever run."""
    cr.execute(
        SQL(
            """
            SELECT relname FROM pg_class
             WHERE relkind = 'r' AND relname LIKE %s AND relnamespace = current_schema::regnamespace
            """,
            PREFIX.replace("_", r"\_") + "%",
        )
    )
    return [name for (name,) in cr.fetchall()]


def owner(name):
    """Return the id of the run that a work table belongs to."""
    return int(name.removeprefix(PREFIX).split("_")[0])
