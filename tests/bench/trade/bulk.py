"""Rows made by PostgreSQL itself: INSERT ... SELECT, random numbers that hang on the row alone, indexes built at the end."""

import json

from odoo.tools import SQL

CHANCE = """
CREATE FUNCTION pg_temp.chance(row_number bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT (hashint8extended(row_number, %s * 1000 + salt) & 2147483647) / 2147483648.0::float8'
"""


def make_chance(cr, seed):
    """Create ``pg_temp.chance(row, salt)``: evenly spread in [0, 1), the same for the same row, salt and seed."""
    cr.execute("DROP FUNCTION IF EXISTS pg_temp.chance")
    cr.execute(CHANCE, [seed])


def insert(cr, table, prototype, columns, source):
    """Insert a row for each row of ``source``.

    :param prototype: {column: value} of the columns that are alike for all
    :param columns: {column: SQL text} of the others, over the columns of ``source``
    :param source: text of the FROM clause and what follows
    :return: number of rows
    """
    constant = {
        name: value for name, value in prototype.items() if value is not None and name not in columns and name != "id"
    }
    names = SQL(", ").join(SQL.identifier(name) for name in (*columns, *constant))
    values = [SQL(text) for text in columns.values()] + [SQL("%s", _plain(value)) for value in constant.values()]
    cr.execute(SQL("INSERT INTO %s (%s) SELECT %s FROM %s", SQL.identifier(table), names, SQL(", ").join(values), SQL(source)))
    return cr.rowcount


def _plain(value):
    return json.dumps(value) if isinstance(value, dict | list) else value


def skip_foreign_keys(cr):
    """Leave foreign keys of new rows unchecked until ``check_foreign_keys``; a superuser of the database alone can."""
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cr.fetchone()[0]:
        cr.execute("SET LOCAL session_replication_role = replica")


def check_foreign_keys(cr):
    """Check the foreign keys of new rows again."""
    cr.execute("SET LOCAL session_replication_role = DEFAULT")


def move_sequences(cr, tables):
    """Let the sequences of ids go on behind the highest id of each table."""
    for table in tables:
        cr.execute(SQL("SELECT setval(%s, GREATEST(max(id), 1)) FROM %s", f"{table}_id_seq", SQL.identifier(table)))


class WithoutIndexes:
    """Context in which tables have no indexes but unique ones; they are built again at its end.

    Their comments come back as well: by them Odoo knows the definition of an index.
    """

    def __init__(self, cr, tables):
        self.cr = cr
        self.tables = list(tables)

    def __enter__(self):
        self.cr.execute(
            """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), obj_description(indexrelid)
                 FROM pg_index
                WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique""",
            [self.tables],
        )
        self.dropped = self.cr.fetchall()
        for name, _definition, _comment in self.dropped:
            self.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))

    def __exit__(self, error, *_details):
        if error:
            return  # the transaction is lost anyway
        self.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for name, definition, comment in self.dropped:
            self.cr.execute(SQL(definition.replace("%", "%%")))
            if comment:
                self.cr.execute(SQL("COMMENT ON INDEX %s IS %s", SQL.identifier(name), comment))
