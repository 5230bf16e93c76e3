import base64
import gzip
import io
import json
from contextlib import ExitStack, closing, contextmanager
from itertools import islice

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.import_cells import CellError
from ...tools.import_columns import match_header
from ...tools.import_reader import UNKNOWN, RowReader, UnreadableFile
from ...tools.import_sheet import BEGINNING, has_places, write_csv
from ...tools.import_stage import OWN

READ_ROWS = 50_000
APPLY_ROWS = 20_000


class CrmImportMixin(models.AbstractModel):
    """The steps of an import: read, check, apply, finish."""

    _inherit = "crm.import.mixin"

    def _job_steps(self):
        return [
            ("read", self.env._("Reading the file")),
            ("check", self.env._("Checking the rows")),
            ("apply", self.env._("Trying the rows") if self.dry_run else self.env._("Importing the rows")),
            ("finish", self.env._("Listing the bad rows")),
        ]

    def _job_run_step(self, key, cursor):
        return getattr(self, f"_import_step_{key}")(cursor)

    # -- read ------------------------------------------------------------------------------------------------------

    def _import_step_read(self, cursor):
        """Copy some rows; the cursor says where in the file they end, and what its header is.

        A large workbook is written as csv first, in a piece of its own: only a csv can be gone on with.
        """
        stage = self._import_stage()
        if cursor is None:
            stage.build()
            if self._import_has_to_be_converted():
                return {"field": "file"}
        elif "place" not in cursor:
            return self._import_convert()
        field = cursor["field"] if cursor else "file"
        with self._import_readable(), self._import_stream(field) as stream:
            reader = RowReader(stream, cursor and cursor["place"])
            with closing(reader.rows()) as rows:
                header = (cursor and cursor["header"]) or next(rows, (0, []))[1]
                count = self._import_copy(stage, self._import_header(header), islice(rows, READ_ROWS))
        self._job_count(reader.number)
        if count < READ_ROWS:
            return None
        return {"field": field, "place": reader.place, "header": [str(cell or "") for cell in header]}

    def _import_has_to_be_converted(self):
        with self._import_stream() as stream:
            return self._import_size() > self._import_now_bytes and not has_places(stream)

    def _import_convert(self):
        """Keep the rows of the file as csv; return the cursor at their beginning."""
        with self._import_readable(), self._import_stream() as stream, write_csv(stream) as rows:
            self._job_write({"file_rows": base64.b64encode(rows.read())})
        return {"field": "file_rows", "place": BEGINNING, "header": None}

    @contextmanager
    def _import_readable(self):
        """:raise UserError: the file is no table that can be read"""
        try:
            yield
        except UnreadableFile:
            raise UserError(
                self.env._("%(file)s cannot be read: save it as xlsx, or as csv in UTF-8.", file=self.filename or self.name)
            ) from None

    def _import_header(self, header):
        """Return {position: ImportColumn}; note the headers that nobody knows.

        :raise UserError: a required column is missing
        """
        columns = self._import_columns()
        places, unknown = match_header(columns + self.with_context(lang="en_US")._import_columns(), header)
        missing = [c.label for c in columns if c.required and c.name not in {place.name for place in places.values()}]
        if missing or not places:
            raise UserError(
                self.env._(
                    "The first row of %(file)s must name the columns; missing: %(columns)s. The template has all.",
                    file=self.filename or self.name,
                    columns=", ".join(missing or [column.label for column in columns]),
                )
            )
        if (self.ignored_columns or "") != ", ".join(unknown):
            self._job_write({"ignored_columns": ", ".join(unknown)})
        return places

    def _import_copy(self, stage, columns, rows):
        """Copy the rows; return how many there were."""
        count = 0
        parsers = [(position, column, column.parser()) for position, column in columns.items()]

        def parsed():
            nonlocal count
            for count, (number, row) in enumerate(rows, 1):  # noqa: B007 - read after the loop
                yield self._import_parse(parsers, number, row)

        stage.load(["row_number", "error", "raw", *(column.name for column in columns.values())], parsed())
        return count

    def _import_parse(self, parsers, number, row):
        """Return (row number, error, raw, cells) for COPY.

        :param parsers: (position in the row, ImportColumn, its parser) of each column
        """
        values, errors, size = [], [], len(row)
        for position, column, parse in parsers:
            cell = row[position] if position < size else None
            try:
                value = parse(cell)
            except CellError:
                value = None
                errors.append(self._import_cell_error(column, cell))
            else:
                if value is None and column.required:
                    errors.append(self.env._("%(column)s is missing.", column=column.label))
            values.append(value)
        raw = None
        if errors:
            cells = {c.name: row[p] for p, c, _parse in parsers if p < size and row[p] is not None}
            raw = json.dumps(cells, default=str, ensure_ascii=False).replace("\\u0000", "")
        return [str(number), " ".join(errors) or None, raw, *values]

    def _import_cell_error(self, column, cell):
        texts = {
            "number": self.env._("%(column)s: “%(value)s” is not a number.", column=column.label, value=cell),
            "integer": self.env._("%(column)s: “%(value)s” is not a whole number.", column=column.label, value=cell),
            "date": self.env._("%(column)s: “%(value)s” is not a date like 2024-01-31.", column=column.label, value=cell),
            "boolean": self.env._("%(column)s: “%(value)s” is neither yes nor no.", column=column.label, value=cell),
        }
        if UNKNOWN in str(cell):
            return self.env._("%(column)s: “%(value)s” has letters in no known encoding.", column=column.label, value=cell)
        return texts.get(column.type) or self.env._("%(column)s: “%(value)s” is not valid.", column=column.label, value=cell)

    @contextmanager
    def _import_stream(self, field="file"):
        """Open the file for reading, without loading it where the attachments are files.

        :param field: "file", or "file_rows", which is unpacked
        """
        attachment = self._import_attachment(field)
        with ExitStack() as opened:
            if attachment.store_fname:
                stream = opened.enter_context(open(attachment._full_path(attachment.store_fname), "rb"))
            else:
                stream = io.BytesIO(attachment.raw or b"")
            yield opened.enter_context(gzip.open(stream)) if field == "file_rows" else stream

    # -- check -----------------------------------------------------------------------------------------------------

    def _import_step_check(self, _cursor):
        stage = self._import_stage()
        stage.analyze()
        self._import_check(stage)
        stage.fail(SQL("s.external_id IS NULL"), self.env._("The external ID is missing."))
        stage.fail_repeated(self._import_unique, self.env._("Repeats the external ID of row %(first)s.", first="{first}"))

    # -- apply -----------------------------------------------------------------------------------------------------

    def _import_step_apply(self, cursor):
        """Apply some rows under the lock of the source: of two imports the second sees what the first one wrote."""
        first = cursor or 0
        self.env["crm.capacity.lock"]._lock_capacity(self._import_lock_keys())
        stage = self._import_stage()
        [(total, last)] = self.env.execute_query(
            SQL(
                "SELECT max(row_number), (SELECT max(n) FROM (SELECT row_number n FROM %(table)s WHERE row_number > %(first)s"
                " ORDER BY 1 LIMIT %(limit)s) p) FROM %(table)s",
                table=stage.table,
                first=first,
                limit=APPLY_ROWS,
            )
        )
        if last is None:
            return None
        piece = SQL("s.error IS NULL AND s.row_number > %s AND s.row_number <= %s", first, last)
        target = self.env[self._import_model]
        target.flush_model()
        self._import_match(stage, piece)
        if not self.dry_run:
            self._import_apply(stage, piece)
            target.invalidate_model()
        self._job_count(last, total)
        return last

    def _import_lock_keys(self):
        return [f"import:{self._import_model}:{self.company_id.id}:{self.source}"]

    def _import_match(self, stage, piece):
        """Compare the rows of a piece with the target."""
        values = SQL(", ").join(self._import_payload())
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(stage)s s SET
                    payload_hash = m.hash,
                    record_id = m.id,
                    status = CASE WHEN m.id IS NULL THEN 'new' WHEN m.hash = m.payload_hash THEN 'same' ELSE 'changed' END
                FROM (
                    SELECT s.row_number, t.id, t.payload_hash,
                        encode(sha256(convert_to(jsonb_build_array(%(values)s)::text, 'UTF8')), 'hex') AS hash
                    FROM %(stage)s s
                    LEFT JOIN %(target)s t ON %(key)s AND t.external_id = s.external_id
                    WHERE %(piece)s
                ) m WHERE m.row_number = s.row_number
                """,
                stage=stage.table,
                target=SQL.identifier(self.env[self._import_model]._table),
                key=self._import_key(),
                values=values,
                piece=piece,
            )
        )

    def _import_update(self, stage, piece):
        """Change the records of the changed rows."""
        columns = self._import_values() | {
            "payload_hash": SQL("s.payload_hash"),
            "write_uid": SQL("%s", self.job_user_id.id),
            "write_date": SQL("now() AT TIME ZONE 'UTC'"),
        }
        self.env.cr.execute(
            SQL(
                "UPDATE %s t SET %s FROM %s s WHERE t.id = s.record_id AND s.status = 'changed' AND %s",
                SQL.identifier(self.env[self._import_model]._table),
                SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in columns.items()),
                stage.table,
                piece,
            )
        )

    def _import_insert(self, stage, piece, statuses=("new",)):
        """Add a record for each row of the piece with one of the statuses."""
        columns = self._import_insert_values()
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s s WHERE s.status = ANY(%s) AND %s ORDER BY s.row_number",
                SQL.identifier(self.env[self._import_model]._table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(columns.values()),
                stage.table,
                list(statuses),
                piece,
            )
        )

    def _import_insert_values(self):
        """Return {column: SQL} of a new record of the target."""
        user, now = SQL("%s", self.job_user_id.id), SQL("now() AT TIME ZONE 'UTC'")
        return self._import_values() | {
            "company_id": SQL("%s", self.company_id.id),
            "source": SQL("%s", self.source),
            "external_id": SQL("s.external_id"),
            "payload_hash": SQL("s.payload_hash"),
            "create_uid": user,
            "create_date": now,
            "write_uid": user,
            "write_date": now,
        }

    # -- finish ----------------------------------------------------------------------------------------------------

    def _import_step_finish(self, _cursor):
        """Keep the bad rows, count, and drop the staging table."""
        stage = self._import_stage()
        self.error_ids.unlink()
        hidden = [*OWN, *self._import_links()]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_import_error (
                    res_model, res_id, company_id, user_id, row_number, external_id, message, cells, create_uid, create_date
                )
                SELECT %s, %s, %s, %s, s.row_number, s.external_id, s.error,
                    coalesce(s.raw, jsonb_strip_nulls(to_jsonb(s) - %s::text[])), %s, now() AT TIME ZONE 'UTC'
                FROM %s s WHERE s.error IS NOT NULL
                """,
                self._name,
                self.id,
                self.company_id.id,
                self.job_user_id.id,
                hidden,
                self.job_user_id.id,
                stage.table,
            )
        )
        self.env["crm.import.error"].invalidate_model()
        self.invalidate_recordset(["error_ids"])
        self._job_write(self._import_counts(stage) | {"file_rows": False})
        stage.drop()

    def _import_counts(self, stage):
        rows = self.env.execute_query(
            SQL("SELECT CASE WHEN error IS NULL THEN status ELSE 'bad' END, count(*) FROM %s GROUP BY 1", stage.table)
        )
        counts = dict(rows)
        vals = {f"rows_{status}": counts.get(status, 0) for status in ("new", "changed", "same", "bad")}
        done = {"tried": True} if self.dry_run else {"tried": False, "state": "done"}
        return vals | {"rows_total": sum(counts.values())} | done
