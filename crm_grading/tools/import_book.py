"""Workbooks, opened for reading in little memory. Loading this takes a while. No Odoo here."""

from array import array
from xml.etree.ElementTree import iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def open_book(stream, with_texts=True):
    """Return an openpyxl workbook of values, not of formulas. To be closed.

    :param stream: binary, seekable
    :param with_texts: whether cells have their texts, which are kept apart from the sheets and have to be read first
    """
    reader = _Reader(stream, read_only=True, data_only=True, keep_links=False)
    reader.with_texts = with_texts
    reader.read()
    return reader.wb


class _Reader(ExcelReader):
    def read_strings(self):
        part = self.package.find(SHARED_STRINGS)
        self.shared_strings = _Texts()
        if part is not None and self.with_texts:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings.take(source)


class _Texts:
    """The texts of a workbook by number: a million of them take the room of their letters, not of as many objects."""

    def __init__(self):
        self.letters = bytearray()
        self.ends = array("Q", [0])

    def take(self, source):
        events = iterparse(source, events=("start", "end"))
        _event, root = next(events)
        for event, node in events:
            if event == "end" and node.tag == f"{MAIN}si":
                # plain, or in pieces of different looks; how it is spoken stands beside and is no part of it
                parts = (*node.findall(f"{MAIN}t"), *node.findall(f"{MAIN}r/{MAIN}t"))
                # so openpyxl undoes the escape of an underscore
                self.letters += "".join(part.text or "" for part in parts).replace("x005F_", "").encode()
                self.ends.append(len(self.letters))
                root.clear()

    def __getitem__(self, number):
        return self.letters[self.ends[number] : self.ends[number + 1]].decode()
