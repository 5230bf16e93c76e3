from datetime import date
from math import isfinite

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_text
from odoo.addons.crm_grading.tools.import_cells import SQL_TYPES, CellError
from odoo.addons.crm_grading.tools.import_columns import ImportColumn
from odoo.addons.crm_grading.tools.import_stage import ImportStage

from ...tools.storable_text import storable

MANAGER = "crm_industry.group_telecom_manager"
LONGEST = 200
MOST_ENTRIES = 5000
# Days of bills, payments and top-ups lie in between.
EARLIEST = date(1990, 1, 1)
YEARS_AHEAD = 5
COUNTED = ("new", "changed", "same")
# The checked rows of a piece on their way from the stage to the table.
WORK = SQL.identifier("telecom_intake_work")
STAGE = "telecom_intake_stage"


class CrmTelecomIntakeMixin(models.AbstractModel):
    """What other systems send in masses, by files or by the API: staged as it came, checked and written by SQL, piece by piece.

    A row is known by (company, source, external_id) of the heir, whose unique index stands in that order: unknown → inserted,
    known with the same content → left alone, with other content → a revision, unless something stands against it. Rows that
    can't be taken get their reason in the stage; the others go in. Nothing is locked beforehand: rows are written in the order
    of their external ids, and of two that write the same one the second has to begin its piece again.
    """

    _name = "crm.telecom.intake.mixin"
    _description = "Rows from Systems of the Operator"

    _intake_unique = ("external_id",)
    """The columns of the stage whose values together stand in one row only."""
    _intake_piece_rows = 50_000
    """How many rows are checked and written in one transaction, about."""

    # -- for the heir --------------------------------------------------------------------------------------------------

    @api.model
    def _intake_columns(self):
        """Return the columns of a file, which are the names of an entry of the API, too.

        :rtype: list[ImportColumn]
        """
        raise NotImplementedError

    @api.model
    def _intake_types(self):
        """Return {column: SQL type} of further columns of the stage."""
        return {}

    @api.model
    def _intake_rows(self, entry):
        """Return the rows (dicts by column) of an entry of the API.

        :raise UserError: what is wrong with it
        """
        if not isinstance(entry, dict):
            raise UserError(self.env._("An entry is an object with names and values."))
        return [entry]

    @api.model
    def _intake_check(self, stage, company):
        """Mark bad rows, by statements over the whole stage; most is checked by the piece, in `_intake_work`."""

    @api.model
    def _intake_piece(self, stage, after):
        """Return (SQL condition over ``s``, last key) of the next rows after a key, or None when there are none.

        :param after: the last key of the piece before, None at the beginning
        """
        after = after or 0
        [(last,)] = self.env.execute_query(
            SQL(
                "SELECT max(row_number) FROM (SELECT row_number FROM %s WHERE row_number > %s ORDER BY 1 LIMIT %s) p",
                stage.table,
                after,
                self._intake_piece_rows,
            )
        )
        if last is None:
            return None
        return SQL("s.error IS NULL AND s.row_number > %s AND s.row_number <= %s", after, last), last

    @api.model
    def _intake_work(self, stage, piece, order):
        """SQL query of the rows of a piece as they are to be written.

        It has at least the columns row_number, rows (how many of the file it is about), external_id, hash, record_id,
        old_hash and error.

        :param SQL piece: condition over the alias ``s`` of the stage
        :param dict order: company, source, user
        """
        raise NotImplementedError

    @api.model
    def _intake_write(self, order):
        """Write the rows of the work table, by their status new and changed."""
        raise NotImplementedError

    @api.model
    def _intake_of_row(self):
        """SQL: the condition that joins a row ``s`` of the stage with the row ``w`` of the work table that it belongs to."""
        return SQL("s.row_number = w.row_number")

    # -- pieces --------------------------------------------------------------------------------------------------------

    @api.model
    def _intake_apply(self, stage, piece, order, trial=False):
        """Check the rows of a piece, and write the good ones.

        :param SQL piece: condition over the alias ``s`` of the stage
        :param dict order: company, source, user
        :param trial: write nothing
        :return: {"new", "changed", "same": numbers of rows}
        """
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", WORK))
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE %(work)s ON COMMIT DROP AS
                SELECT w.*, CASE WHEN w.error IS NOT NULL THEN 'bad' WHEN w.record_id IS NULL THEN 'new'
                                 WHEN w.old_hash = w.hash THEN 'same' ELSE 'changed' END AS status
                  FROM (%(query)s) w
                """,
                work=WORK,
                query=self._intake_work(stage, piece, order),
            )
        )
        self.env.cr.execute(SQL("ANALYZE %s (status, record_id)", WORK))
        counts = dict(self.env.execute_query(SQL("SELECT status, sum(rows) FROM %s GROUP BY 1", WORK)))
        if counts.pop("bad", 0):
            self._intake_fail(stage, piece)
        if not trial and counts.keys() & {"new", "changed"}:
            self._intake_write(order)
            self.invalidate_model()
        return {status: int(counts.get(status, 0)) for status in COUNTED}

    @api.model
    def _intake_fail(self, stage, piece):
        self.env.cr.execute(
            SQL(
                "UPDATE %s s SET error = w.error FROM %s w WHERE w.error IS NOT NULL AND s.error IS NULL AND %s AND %s",
                stage.table,
                WORK,
                self._intake_of_row(),
                piece,
            )
        )

    @api.model
    def _intake_insert(self, columns):
        """Insert the new rows.

        :param columns: {column: SQL over the alias ``w``}
        """
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s w WHERE w.status = 'new' ORDER BY w.external_id ON CONFLICT DO NOTHING",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(columns.values()),
                WORK,
            )
        )

    @api.model
    def _intake_revise(self, columns, kept, order):
        """Keep what the changed rows were, and write what they are now.

        :param columns: {column: SQL over the aliases ``w`` and ``t``, the record}
        :param kept: the columns that are kept
        """
        table = SQL.identifier(self._table)
        self.env["crm.telecom.revision"]._keep(
            SQL(
                "SELECT %s, t.id, t.company_id, t.revision, t.payload_hash, %s, %s"
                " FROM %s w JOIN %s t ON t.id = w.record_id WHERE w.status = 'changed'",
                self._name,
                self._intake_former(kept),
                order["user"].id,
                WORK,
                table,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s t SET revision = t.revision + 1, %s FROM %s w WHERE t.id = w.record_id AND w.status = 'changed'",
                table,
                SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in columns.items()),
                WORK,
            )
        )

    @api.model
    def _intake_former(self, kept):
        """SQL: what the record ``t`` was, as an object. Extend by super.

        :param kept: the columns that are kept
        """
        pairs = SQL(", ").join(SQL("%s, %s", name, SQL.identifier("t", name)) for name in kept)
        return SQL("jsonb_build_object(%s)", pairs)

    # -- texts of errors -----------------------------------------------------------------------------------------------

    @api.model
    def _intake_errors(self, *cases):
        """SQL: the first sentence whose condition is met, or NULL.

        :param cases: (SQL condition, translated sentence, {word: SQL text that stands for ``{word}``})
        """
        whens = []
        for condition, sentence, words in cases:
            text = SQL("%s", sentence)
            for word, value in words.items():
                text = SQL("replace(%s, %s, coalesce(left(%s, 80), ''))", text, f"{{{word}}}", value)
            whens.append(SQL("WHEN %s THEN %s", condition, text))
        return SQL("CASE %s END", SQL(" ").join(whens))

    @api.model
    def _intake_account(self, company, name):
        """SQL: the id of the account that goes by a name, its number before its external id; NULL where there is none.

        :param SQL name: an expression
        """
        return SQL(
            """
            coalesce(
                -- BETWEEN: by the ordinary index. For = the planner may take the one for parts of words, which is very slow
                -- for accounts that were just made.
                (SELECT id FROM crm_telecom_account
                  WHERE company_id = %(company)s AND name BETWEEN %(name)s AND %(name)s AND name <> '/'),
                (SELECT id FROM crm_telecom_account
                  WHERE company_id = %(company)s AND external_id = %(name)s AND external_id <> ''))
            """,
            company=company.id,
            name=name,
        )

    @api.model
    def _intake_odd_days(self, company, *days):
        """Return the case of `_intake_errors` that a day is no day of our time; one such day would spoil every figure by month.

        :param SQL days: expressions
        """
        today, list_of_days = company.sudo()._business_today(), SQL(", ").join(days)
        latest = today + relativedelta(years=YEARS_AHEAD)
        return (
            SQL("least(%(days)s) < %(first)s OR greatest(%(days)s) > %(last)s", days=list_of_days, first=EARLIEST, last=latest),
            self.env._("A day of it lies before %(first)s or after %(last)s.", first=EARLIEST, last=latest),
            {},
        )

    @api.model
    def _intake_repeated(self, stage):
        """Mark rows without an external id, and those that stand twice."""
        stage.fail(SQL("s.external_id IS NULL"), self.env._("The external ID is missing."))
        sentence = self.env._("Repeats the external ID of row %(first)s.", first="{first}")
        stage.fail_repeated(list(self._intake_unique), sentence)

    # -- the API -------------------------------------------------------------------------------------------------------

    @api.model
    def _intake_entries(self, entries, source):
        """Record entries of the current company; good ones even when others are bad.

        :param list entries: dicts, what was sent
        :param str source: the system that they come from
        :return: {"new", "changed", "same": numbers of rows, "errors": [{"index", "external_id", "message"}]}
        :raise AccessError: the user is no telecom manager
        :raise UserError: the call as a whole makes no sense
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers import bills, usage, payments and top-ups."))
        source = storable(as_text(self.env, source))
        if not 0 < len(source) <= LONGEST:
            raise UserError(self.env._("Name the source of the entries, in %(count)s letters at most.", count=LONGEST))
        if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
            raise UserError(self.env._("Give a list of %(count)s entries at most.", count=MOST_ENTRIES))
        # sudo: nobody writes these models but by such calls
        return self.sudo()._intake_take(entries, source)

    @api.model
    def _intake_take(self, entries, source):
        """Record entries of the current company for code that has made sure that the user may; answers as `_intake_entries`."""
        company, columns = self.env.company, self._intake_columns()
        types = {column.name: SQL_TYPES[column.type] for column in columns} | self._intake_types()
        stage = ImportStage(self.env, STAGE, {"external_id": "text"} | types, temporary=True)
        stage.build()
        index = self._intake_load(stage, columns, entries)
        self.env.flush_all()
        self._intake_check(stage, company)
        self._intake_repeated(stage)
        counts = self._intake_apply(stage, SQL("s.error IS NULL"), {"company": company, "source": source, "user": self.env.user})
        found = self.env.execute_query(
            SQL("SELECT row_number, external_id, error FROM %s WHERE error IS NOT NULL ORDER BY 1", stage.table)
        )
        stage.drop()
        errors = [{"index": index[row], "external_id": name or False, "message": text} for row, name, text in found]
        return counts | {"errors": errors}

    @api.model
    def _intake_load(self, stage, columns, entries):
        """Copy entries into the stage; return {number of a row: index of its entry}."""
        batch = self.env["crm.telecom.import.batch"]
        parsers = [(place, column, column.parser()) for place, column in enumerate(columns)]
        index, rows = {}, []
        for place, entry in enumerate(entries):
            try:
                cells = [[self._intake_cell(row.get(column.name)) for column in columns] for row in self._intake_rows(entry)]
                made = [batch._import_parse(parsers, len(rows) + number, row) for number, row in enumerate(cells, 1)]
            except UserError as error:
                made = [[str(len(rows) + 1), str(error), None, *(None for _column in columns)]]
            index |= dict.fromkeys(range(len(rows) + 1, len(rows) + len(made) + 1), place)
            rows += made
        stage.load(["row_number", "error", "raw", *(column.name for column in columns)], rows)
        return index

    @api.model
    def _intake_cell(self, value):
        """Return a value of an entry as the cell of a file.

        :raise UserError: it is a list, an object, true, or a number without end
        """
        if value is None or value is False:
            return None
        if not isinstance(value, str | int | float) or value is True or (isinstance(value, float) and not isfinite(value)):
            raise UserError(self.env._("“%(value)s” is neither a text nor a number.", value=str(value)[:40]))
        return storable(value) if isinstance(value, str) else value

    # -- columns of choices --------------------------------------------------------------------------------------------

    @api.model
    def _intake_choice(self, name, label, model=None, **options):
        """The column of a selection, given by its keys, its labels or the spelling of the TM Forum (partiallyPaid).

        :param model: whose selection it is, by default that of the rows
        """
        choices = self.env[model or self._name]._fields[name]._description_selection(self.env)
        known = {_plain(text): key for key, title in choices for text in (key, title)}

        def convert(text):
            if _plain(text) not in known:
                raise CellError(text)
            return known[_plain(text)]

        return ImportColumn(name, label, convert=convert, help=", ".join(key for key, _title in choices), **options)


def _plain(text):
    return "".join(filter(str.isalnum, text.casefold()))
