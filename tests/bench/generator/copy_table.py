"""Write rows into one table by COPY: some columns vary, the rest come from a prototype."""

import datetime
import io
import json
from decimal import Decimal

from odoo.tools import SQL

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def encode(value):
    """:return: the value in PostgreSQL's COPY text format."""
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, dict | list):
        value = json.dumps(value)
    elif isinstance(value, datetime.date | datetime.datetime):
        value = value.isoformat()
    return value.translate(ESCAPES)


class IdRange:
    """Ids for new rows of a table, taken behind the highest of its sequence.

    Nobody else may insert into the table meanwhile. ``close`` moves the sequence.
    """

    def __init__(self, cr, table):
        self.cr = cr
        self.sequence = f"{table}_id_seq"
        cr.execute("SELECT COALESCE(pg_sequence_last_value(%s), 0)", [self.sequence])
        self.last = cr.fetchone()[0]

    def take(self):
        self.last += 1
        return self.last

    def close(self):
        self.cr.execute("SELECT setval(%s, %s)", [self.sequence, max(self.last, 1)])


class CopyTable:
    """A buffer of rows for one table; columns that ``add`` does not name come from ``prototype``.

    :param ids: an ``IdRange`` when the table has ids
    """

    def __init__(self, cr, table, prototype=None, ids=None):
        self.cr = cr
        self.table = table
        self.prototype = prototype or {}
        self.ids = ids
        self.columns = None
        self.rows = []

    def add(self, **values):
        """Append one row; every row names the same columns.

        :return: its id, when the table has ids
        """
        if self.ids:
            values["id"] = self.ids.take()
        if self.columns is None:
            self._start(values)
        self.rows.append("\t".join([encode(values[name]) for name in self.columns]) + self.tail)
        return values.get("id")

    def _start(self, values):
        self.columns = tuple(values)
        constant = {
            name: value
            for name, value in self.prototype.items()
            if value is not None and name != "id" and name not in values
        }
        self.tail = "".join(f"\t{encode(value)}" for value in constant.values()) + "\n"
        names = SQL(", ").join(SQL.identifier(name) for name in (*values, *constant))
        statement = SQL("COPY %s (%s) FROM STDIN", SQL.identifier(self.table), names)
        self.statement = statement.code

    def flush(self):
        """Send the buffered rows to the server."""
        if self.rows:
            self.cr.copy_expert(self.statement, io.StringIO("".join(self.rows)))
            self.rows.clear()
