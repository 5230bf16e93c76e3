"""The files that an import hands out: the template and the bad rows. No Odoo here."""

import codecs
import csv
import tempfile
from datetime import date
from decimal import Decimal

SPOOL = 4 << 20


def write_template(columns, rows, texts):
    """Write the template.

    :param columns: list of ImportColumn
    :param rows: iterable of {column name: value}
    :param texts: {"sheet", "help_sheet", "column", "meaning", "required"}: translated words
    :return: open file, at its beginning
    """
    with _Workbook() as book:
        sheet = book.table(texts["sheet"], [column.label + (" *" if column.required else "") for column in columns])
        book.fill(sheet, ([row.get(column.name) for column in columns] for row in rows))
        sheet = book.table(texts["help_sheet"], [texts["column"], texts["meaning"], ""])
        book.fill(sheet, ([c.label, c.help, texts["required"] if c.required else ""] for c in columns))
    return book.file


def write_errors(columns, errors, texts):
    """Write the bad rows in the form of the template, with number and reason in front.

    :param errors: iterable of (row number, reason, {column name: value})
    :param texts: {"sheet", "row", "reason"}: translated words
    :return: open file, at its beginning
    """
    with _Workbook() as book:
        sheet = book.table(texts["sheet"], [texts["row"], texts["reason"], *(column.label for column in columns)])
        book.fill(sheet, ([number, reason, *(cells.get(c.name) for c in columns)] for number, reason, cells in errors))
    return book.file


def write_errors_csv(columns, errors, texts):
    """Write the bad rows as csv in UTF-8, with the mark by which spreadsheet programs know it; else as ``write_errors``."""
    file = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 - handed to the caller
    file.write(codecs.BOM_UTF8)
    rows = csv.writer(codecs.getwriter("utf-8")(file))
    rows.writerow([texts["row"], texts["reason"], *(column.label for column in columns)])
    rows.writerows([number, reason, *(cells.get(c.name) for c in columns)] for number, reason, cells in errors)
    return file


class _Workbook:
    """A workbook written in constant memory. Texts stay texts, also those that begin with an equals sign."""

    def __init__(self):
        from xlsxwriter import Workbook  # noqa: PLC0415 - seldom needed, slow to load

        self.file = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 - handed to the caller
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = Workbook(self.file, options | {"default_date_format": "yyyy-mm-dd"})
        self.bold = self.book.add_format({"bold": True, "bottom": 1})

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.book.close()
        self.file.seek(0)

    def table(self, name, header):
        sheet = self.book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 1, 18)
        sheet.write_row(0, 0, header, self.bold)
        return sheet

    def fill(self, sheet, rows):
        for number, row in enumerate(rows, 1):
            for position, value in enumerate(row):
                if value is None or value is False:
                    continue
                if isinstance(value, date):
                    sheet.write_datetime(number, position, value)
                elif isinstance(value, int | float | Decimal):
                    sheet.write_number(number, position, value)
                else:
                    sheet.write_string(number, position, str(value))
