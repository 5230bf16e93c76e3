"""Files that have to be read from their beginning, written as csv once: any row of that is a place to go on. No Odoo here."""

import csv
import gzip
import tempfile

from .import_cells import to_text
from .import_reader import RowReader, is_wide, is_workbook

BEGINNING = [0, 0, "utf-8", ","]
"""The place of a RowReader before the first row of what ``write_csv`` has written."""
SPOOL = 4 << 20


def has_places(stream):
    """:return: whether the rows of a file can be gone on with from any place: those of workbooks and of UTF-16 can't"""
    return not is_workbook(stream) and not is_wide(stream)


def write_csv(stream):
    """Write the rows of a file as csv in UTF-8, packed by gzip; blank rows stay, so that numbers of rows are the same.

    :param stream: binary, seekable
    :return: open file, at its beginning
    :raise UnreadableFile: it is broken
    """
    file = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 - handed to the caller
    with gzip.open(file, "wt", compresslevel=1, encoding="utf-8", newline="") as text:
        out, last = csv.writer(text), 0
        for number, row in RowReader(stream).rows():
            out.writerows([()] * (number - last - 1))
            out.writerow(["" if cell is None else to_text(cell) for cell in row])
            last = number
    file.seek(0)
    return file
