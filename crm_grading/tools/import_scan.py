"""What a workbook says without giving its values away: merged cells, and formulas that were never calculated. No Odoo here."""

from xml.etree.ElementTree import ParseError, iterparse
from zipfile import BadZipFile

from .import_reader import UnreadableFile, is_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def find_obstacle(stream):
    """Return what in the first sheet of an xlsx would be read wrongly, in constant memory.

    Merged cells have a value in their first cell only, and a formula that no program has calculated has none at all: both
    would be taken for empty cells.

    :param stream: binary, seekable; anything but an xlsx has no such things
    :return: None, or ("formula" | "merged", reference such as B7 or B2:B5)
    :raise UnreadableFile: the file is broken
    """
    try:
        return _scan(stream) if is_workbook(stream) else None
    except (BadZipFile, KeyError, ValueError, OSError, ParseError) as error:
        raise UnreadableFile(str(error)) from error
    finally:
        stream.seek(0)


def _scan(stream):
    from .import_book import open_book  # noqa: PLC0415 - seldom needed, slow to load

    book = open_book(stream, with_texts=False)
    try:
        with book._archive.open(book.worksheets[0]._worksheet_path) as sheet:
            return next(_obstacles(sheet), None)
    finally:
        book.close()


def _obstacles(sheet):
    rows = None
    for event, element in iterparse(sheet, events=("start", "end")):
        if event == "start":
            rows = element if element.tag == f"{MAIN}sheetData" else rows
        elif element.tag == f"{MAIN}row":
            yield from (("formula", cell.get("r")) for cell in element if _is_uncalculated(cell))
            rows.clear()
        elif element.tag == f"{MAIN}mergeCell":
            yield "merged", element.get("ref")


def _is_uncalculated(cell):
    """An empty text is a result, an empty number is none."""
    return cell.find(f"{MAIN}f") is not None and cell.get("t") != "str" and not cell.findtext(f"{MAIN}v")
