"""The staging table of one import: filled by COPY, checked and read by SQL."""

import io
import re

from odoo.tools import SQL

PREFIX = "import_stage_"
BATCH = 5000
OWN = {
    "row_number": "integer PRIMARY KEY",
    "error": "text",
    "raw": "jsonb",
    "status": "text",
    "record_id": "integer",
    "payload_hash": "text",
}
_special = re.compile(r"[\\\t\n\r]").search
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class ImportStage:
    """One row for each row of the file. ``error`` is why it is bad, ``status`` new, changed or same, ``record_id`` the record
    it is about, ``raw`` the cells of a row that could not be read.

    :param env: odoo.api.Environment
    :param name: name of the table, beginning with ``PREFIX``
    :param types: {column: SQL type} besides the stage's own
    :param temporary: whether it is gone at the end of the transaction
    """

    def __init__(self, env, name, types, temporary=False):
        self.env = env
        self.kind = SQL("TEMPORARY TABLE" if temporary else "TABLE")
        self.ending = SQL("ON COMMIT DROP" if temporary else "")
        self.name = name
        self.types = OWN | types
        self.table = SQL.identifier(name)

    def build(self):
        """Make an empty table; an older one goes."""
        self.drop()
        columns = [SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in self.types.items()]
        self.env.cr.execute(SQL("CREATE %s %s (%s) %s", self.kind, self.table, SQL(", ").join(columns), self.ending))

    def drop(self):
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", self.table))

    def exists(self):
        return bool(self.env.execute_query(SQL("SELECT to_regclass(%s)", self.name))[0][0])

    def load(self, names, rows):
        """Add rows by COPY, in constant memory.

        :param names: the columns
        :param rows: iterable of tuples of text or None
        """
        buffer = io.StringIO()
        for count, row in enumerate(rows, 1):
            cells = ["\\N" if cell is None else cell.translate(_ESCAPES) if _special(cell) else cell for cell in row]
            buffer.write("\t".join(cells) + "\n")
            if count % BATCH == 0:
                self._send(names, buffer)
                buffer = io.StringIO()
        self._send(names, buffer)

    def _send(self, names, buffer):
        buffer.seek(0)
        columns = SQL(", ").join(map(SQL.identifier, names))
        self.env.cr.copy_expert(SQL("COPY %s (%s) FROM STDIN", self.table, columns).code, buffer)

    def analyze(self):
        """Tell the planner how big the table is."""
        self.env.cr.execute(SQL("ANALYZE %s", self.table))

    def fail(self, condition, message, **columns):
        """Mark the good rows that meet a condition as bad.

        :param condition: SQL over the alias ``s`` of the stage
        :param message: translated text; ``{word}`` in it is replaced by the row's value
        :param columns: {word: column of the stage}
        """
        text = SQL("%s", message)
        for word, column in columns.items():
            value = SQL("coalesce(%s::text, '')", SQL.identifier("s", column))
            text = SQL("replace(%s, %s, %s)", text, f"{{{word}}}", value)
        self.env.cr.execute(SQL("UPDATE %s s SET error = %s WHERE s.error IS NULL AND (%s)", self.table, text, condition))

    def fail_repeated(self, columns, message):
        """Mark the good rows as bad that have the values of an earlier good row in all of some columns.

        :param columns: names of columns of the stage; rows with an empty one are left out
        :param message: translated text; ``{first}`` in it is replaced by the number of the earlier row
        """
        names = SQL(", ").join(map(SQL.identifier, columns))
        same = [SQL("%s = %s", SQL.identifier("s", name), SQL.identifier("f", name)) for name in columns]
        self.set(
            "error",
            SQL("replace(%s, '{first}', f.first::text)", message),
            SQL(
                "(SELECT %s, min(row_number) AS first FROM %s WHERE error IS NULL GROUP BY %s HAVING count(*) > 1) f",
                names,
                self.table,
                names,
            ),
            SQL("%s AND s.row_number > f.first", SQL(" AND ").join(same)),
        )

    def set(self, column, value, source, condition):
        """Set a column of the good rows: ``UPDATE stage s SET column = value FROM source WHERE condition``."""
        self.env.cr.execute(
            SQL(
                "UPDATE %s s SET %s = %s FROM %s WHERE s.error IS NULL AND (%s)",
                self.table,
                SQL.identifier(column),
                value,
                source,
                condition,
            )
        )
