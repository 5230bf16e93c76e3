"""What a file to be imported looks like. No Odoo here."""

from collections.abc import Callable
from dataclasses import dataclass

from .import_cells import CONVERTERS, CellError
from .import_reader import UNKNOWN

# Excel writes these where a formula failed.
BROKEN = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
# So many different texts of a column are remembered with what they became.
REMEMBERED = 10_000


@dataclass(frozen=True)
class ImportColumn:
    """A column of the file and of the staging table.

    :param name: technical name, a lower-case identifier; always accepted as a header
    :param label: header of the template, in the user's language
    :param type: text, number, integer, date or boolean
    :param required: a row without it is bad
    :param help: one sentence for the second sheet of the template
    :param aliases: other headers that are accepted
    :param convert: last conversion of a text, for instance to a key
    """

    name: str
    label: str
    type: str = "text"
    required: bool = False
    help: str = ""
    aliases: tuple[str, ...] = ()
    convert: Callable | None = None

    def parse(self, cell):
        """Return the value for the staging table as text, or None when the cell is empty.

        :raise CellError: the cell cannot be a value of this column
        """
        if cell is None:
            return None
        if isinstance(cell, str):
            if not cell or cell.isspace():
                return None
            if cell in BROKEN or UNKNOWN in cell:
                raise CellError(cell)
        value = CONVERTERS[self.type](cell)
        return (self.convert(value) or value) if self.convert else value

    def parser(self):
        """Return a function that does what ``parse`` does, and remembers it: most columns repeat their values."""
        known = {}

        def parse(cell):
            if cell.__class__ is not str:
                return self.parse(cell)
            if not cell:
                return None
            value = known.get(cell)
            if value is None:
                value = self.parse(cell)
                if len(known) < REMEMBERED:
                    known[cell] = value
            return value

        return parse


def header_key(text):
    """Headers are compared without case, outer spaces and the star of required columns."""
    return str(text or "").strip().rstrip("*").strip().casefold()


def match_header(columns, header):
    """Say where the columns are.

    :param columns: list of ImportColumn
    :param header: the cells of the first row
    :return: ({position: column}, headers that no column has)
    """
    known = {}
    for column in columns:
        for text in (column.name, column.label, *column.aliases):
            known.setdefault(header_key(text), column)
    places, unknown, taken = {}, [], set()
    for position, cell in enumerate(header):
        column = known.get(header_key(cell))
        if column and column.name not in taken:
            places[position] = column
            taken.add(column.name)
        elif header_key(cell):
            unknown.append(str(cell).strip())
    return places, unknown
