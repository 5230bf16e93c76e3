"""Rows of an xlsx or csv file, one after the other, in constant memory. No Odoo here."""

import codecs
import csv
import io
import re
from zipfile import BadZipFile

CHUNK = 1 << 20
DELIMITERS = ",;\t|"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
MOST_BROKEN = 100  # One byte of so many may be broken.
_ZIP = b"PK\x03\x04"
_PARTS = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class UnreadableFile(ValueError):
    """The file is neither an xlsx nor a csv that can be read."""


def is_workbook(stream):
    """:return: whether a seekable binary stream is an xlsx by its first bytes; it is at its beginning afterwards"""
    stream.seek(0)
    found = stream.read(len(_ZIP)) == _ZIP
    stream.seek(0)
    return found


def is_wide(stream):
    """:return: whether a seekable binary stream is a text in UTF-16, by its mark; it is at its beginning afterwards"""
    stream.seek(0)
    found = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    stream.seek(0)
    return found


def read_rows(stream):
    """Yield (row number as a spreadsheet counts, list of cell values) of the rows that are not blank.

    :param stream: binary, seekable; xlsx (first sheet) or csv in UTF-8, GB 18030 or marked UTF-16, comma, semicolon, tab or bar
    :raise UnreadableFile: it is something else, or broken
    """
    return RowReader(stream).rows()


class RowReader:
    """Reads the rows of a file, from its beginning or from where another reader of the same file has stopped.

    A csv of which few bytes are in no encoding is read all the same: what can't be read becomes ``UNKNOWN`` in its cells.

    :param stream: as for ``read_rows``
    :param place: what ``place`` of the other reader was
    """

    def __init__(self, stream, place=None):
        self.stream = stream
        self.number, self.offset, self.encoding, self.delimiter = place or (0, 0, None, None)

    @property
    def place(self):
        """Where the row that was read last ends: a list that JSON can carry."""
        return [self.number, self.offset, self.encoding, self.delimiter]

    def rows(self):
        """Yield the rows after the place. Generators are to be closed before the stream is.

        :raise UnreadableFile: the file is none that can be read
        """
        read = self._xlsx_rows if is_workbook(self.stream) else self._wide_rows if is_wide(self.stream) else self._csv_rows
        first = self.number
        try:
            for number, row in read():
                if number > first and any(cell not in ("", None) for cell in row):
                    self.number = number
                    yield number, list(row)
        except (BadZipFile, KeyError, ValueError, csv.Error, OSError) as error:
            raise UnreadableFile(str(error)) from error

    def _xlsx_rows(self):
        """All rows: there is no way into the middle of a sheet."""
        from .import_book import open_book  # noqa: PLC0415 - seldom needed, slow to load

        book = open_book(self.stream)
        try:
            sheet = book.worksheets[0]
            # Some programs write a wrong size of the sheet, which would hide rows.
            sheet.reset_dimensions()
            yield from enumerate(sheet.iter_rows(values_only=True), 1)
        finally:
            book.close()

    def _wide_rows(self):
        """All rows of a text in UTF-16, as some programs write Unicode texts: its lines have no places of their own."""
        header = next(self._wide_lines(), "")
        yield from enumerate(csv.reader(self._wide_lines(), delimiter=_delimiter(header)), 1)

    def _wide_lines(self):
        self.stream.seek(0)
        text = io.TextIOWrapper(self.stream, "utf-16", "replace", newline="")
        try:
            yield from (line for line in text)  # alone it would be closed, and the stream with it
        finally:
            text.detach()

    def _csv_rows(self):
        """The rows after the place, which moves on with each of them, blank ones too."""
        if not self.encoding:
            self.encoding = _encoding(self.stream)
            self.offset = _length_of_mark(self.stream)
        self.stream.seek(self.offset)
        lines = self._lines()
        if not self.delimiter:
            header = next(lines, "")
            self.delimiter = _delimiter(header)
            self.offset = _length_of_mark(self.stream)
            self.stream.seek(self.offset)
            lines = self._lines()
        yield from enumerate(csv.reader(lines, delimiter=self.delimiter), self.number + 1)

    def _lines(self):
        for line in self.stream:
            # In both encodings line ends are bytes of their own. Old programs write a carriage return alone.
            for part in _PARTS.findall(line) if b"\r" in line.rstrip(b"\r\n") else (line,):
                self.offset += len(part)
                yield part.decode(self.encoding, "replace")


def _delimiter(header):
    return max(DELIMITERS, key=header.count)


def _length_of_mark(stream):
    """Bytes of the byte order mark that some programs put before UTF-8."""
    stream.seek(0)
    return len(codecs.BOM_UTF8) if stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else 0


def _encoding(stream):
    """Return the encoding of a text. A few broken bytes don't make UTF-8 another encoding.

    :raise UnreadableFile: it is no text, or in no known encoding
    """
    broken, wide, size = _count_broken(stream, "utf-8")
    if broken <= wide and broken * MOST_BROKEN <= size:
        return "utf-8"
    others, _wide, _size = _count_broken(stream, "gb18030")
    if min(broken, others) * MOST_BROKEN > size:
        raise UnreadableFile("encoding")
    return "utf-8" if broken <= others else "gb18030"


def _count_broken(stream, encoding):
    """Return how many bytes can't be read, how many letters are none of ASCII, and the size.

    :raise UnreadableFile: the file is no text
    """
    stream.seek(0)
    broken = wide = size = 0
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while chunk := stream.read(CHUNK):
        if b"\x00" in chunk:
            raise UnreadableFile("binary")
        text = decoder.decode(chunk)
        size += len(chunk)
        if not text.isascii():
            unknown = text.count(UNKNOWN)
            broken += unknown
            wide += len(text) - len(text.encode("ascii", "ignore")) - unknown
    return broken + decoder.decode(b"", final=True).count(UNKNOWN), wide, size
