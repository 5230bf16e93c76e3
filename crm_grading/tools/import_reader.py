"""Rows of an xlsx or csv file, one after the other, in constant memory. No Odoo here."""

import codecs
import csv
import io
from zipfile import BadZipFile

CHUNK = 1 << 20
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t|"


class UnreadableFile(ValueError):
    """The file is neither an xlsx nor a csv that can be read."""


def read_rows(stream):
    """Yield (row number as a spreadsheet counts, list of cell values) of the rows that are not blank.

    :param stream: binary, seekable; xlsx (first sheet) or csv in UTF-8 or GB 18030, comma, semicolon, tab or bar
    :raise UnreadableFile: it is something else, or broken
    """
    xlsx = stream.read(4) == b"PK\x03\x04"
    stream.seek(0)
    try:
        for number, row in enumerate(_xlsx_rows(stream) if xlsx else _csv_rows(stream), 1):
            if any(cell not in (None, "") for cell in row):
                yield number, list(row)
    except (BadZipFile, KeyError, ValueError, csv.Error, OSError) as error:
        raise UnreadableFile(str(error)) from error


def _xlsx_rows(stream):
    from openpyxl import load_workbook  # noqa: PLC0415 - seldom needed, slow to load

    book = load_workbook(stream, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        # Some programs write a wrong size of the sheet, which would hide rows.
        sheet.reset_dimensions()
        yield from sheet.iter_rows(values_only=True)
    finally:
        book.close()


def _csv_rows(stream):
    encoding = _encoding(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        header = text.readline()
        text.seek(0)
        delimiter = max(DELIMITERS, key=header.count)
        yield from csv.reader(text, delimiter=delimiter)
    finally:
        text.detach()


def _encoding(stream):
    """Return the first encoding that the whole file is valid in."""
    for encoding in ENCODINGS:
        stream.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := stream.read(CHUNK):
                if b"\x00" in chunk:
                    raise UnreadableFile("binary")
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
            return encoding
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("encoding")
