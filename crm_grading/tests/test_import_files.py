import codecs
import gzip
import io
from datetime import date, datetime
from itertools import islice

from openpyxl import Workbook, load_workbook
from xlsxwriter import Workbook as XlsxWriter

from odoo.tests import BaseCase, tagged

from ..tools.import_book import MAIN, _Texts
from ..tools.import_cells import CellError, to_boolean, to_choice, to_date, to_integer, to_number, to_text
from ..tools.import_columns import ImportColumn, match_header
from ..tools.import_reader import UNKNOWN, RowReader, UnreadableFile, read_rows
from ..tools.import_scan import find_obstacle
from ..tools.import_sheet import BEGINNING, write_csv
from ..tools.import_workbook import write_errors, write_template


@tagged("post_install", "-at_install")
class TestImportCells(BaseCase):
    def assert_refused(self, convert, *values):
        for value in values:
            with self.subTest(value=value), self.assertRaises(CellError):
                convert(value)

    def test_text_is_what_a_person_sees(self):
        self.assertEqual(to_text(4711.0), "4711")
        self.assertEqual(to_text("  华东 "), "华东")
        self.assertEqual(to_text(0.5), "0.5")
        self.assertEqual(to_text(datetime(2024, 3, 4)), "2024-03-04")
        self.assertEqual(to_text("a\x00b"), "ab")

    def test_choices_are_given_by_key_or_label(self):
        convert = to_choice([("in", "From the Customer"), ("out", "To the Customer"), ("out", "发给客户")])
        given = ("in", "IN", " from the customer ", "发给客户")
        self.assertEqual([convert(text) for text in given], ["in", "in", "in", "out"])
        self.assert_refused(convert, "From", "")

    def test_numbers_have_one_form(self):
        for value in ("1,234.50", "1234.5", 1234.5, "1 234.50", "１２３４.５"):
            self.assertEqual(to_number(value), "1234.5")
        self.assertEqual(to_number(-0.0), "0")
        self.assertEqual(to_number("1E+3"), "1000")
        self.assertEqual(to_integer("12.0"), "12")

    def test_what_may_be_two_numbers_is_none(self):
        self.assert_refused(to_number, "12,5", "1.234,50", "1,23,456", "", "ten", "nan", "inf", "1e400", "--1")
        self.assert_refused(to_integer, "1.5", "99999999999")

    def test_dates_begin_with_the_year(self):
        for value in (
            "2024-3-4",
            "2024/03/04",
            "2024.3.4",
            "2024年3月4日",
            "20240304",
            20240304,
            date(2024, 3, 4),
            "2024-03-04 10:00:00",
        ):
            self.assertEqual(to_date(value), "2024-03-04")
        self.assert_refused(to_date, "03/04/2024", "4.3.2024", "2024-02-30", "soon", 45000)

    def test_yes_and_no(self):
        self.assertEqual([to_boolean(v) for v in ("Yes", 1, True, "是")], ["true"] * 4)
        self.assertEqual([to_boolean(v) for v in ("no", 0, False, "否")], ["false"] * 4)
        self.assert_refused(to_boolean, "maybe", 2)

    def test_a_failed_formula_is_no_value(self):
        with self.assertRaises(CellError):
            ImportColumn("name", "Name").parse("#N/A")


@tagged("post_install", "-at_install")
class TestImportReader(BaseCase):
    ROWS = [["Name", "Amount"], ["Hafen, 华东", 12.5], [None, None], ["Line\nbreak", "7"]]

    def csv(self, text, encoding="utf-8"):
        return list(read_rows(io.BytesIO(text.encode(encoding))))

    def xlsx(self, rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        stream.seek(0)
        return stream

    def test_xlsx_rows_carry_their_number_and_blank_ones_are_left_out(self):
        rows = list(read_rows(self.xlsx(self.ROWS)))
        self.assertEqual(rows, [(1, ["Name", "Amount"]), (2, ["Hafen, 华东", 12.5]), (4, ["Line\nbreak", "7"])])

    def test_csv_in_both_encodings_and_with_any_delimiter(self):
        for encoding in ("utf-8", "utf-8-sig", "gb18030"):
            for delimiter in ",;\t":
                text = f'Name{delimiter}Amount\r\n"Hafen, 华东"{delimiter}12.5\r\n\r\n"Line\nbreak"{delimiter}7\r\n'
                with self.subTest(encoding=encoding, delimiter=delimiter):
                    self.assertEqual(
                        self.csv(text, encoding),
                        [(1, ["Name", "Amount"]), (2, ["Hafen, 华东", "12.5"]), (4, ["Line\nbreak", "7"])],
                    )

    def test_a_csv_is_gone_on_with_from_any_row(self):
        text = 'Name,Amount\r\n"Hafen, 华东",1\r\n\r\n"Line\nbreak",2\n老店,3\rlast,4'
        for encoding in ("utf-8", "utf-8-sig", "gb18030"):
            content = text.encode(encoding)
            whole = list(read_rows(io.BytesIO(content)))
            self.assertEqual([row[0] for _number, row in whole], ["Name", "Hafen, 华东", "Line\nbreak", "老店", "last"])
            for taken in range(1, len(whole)):
                reader = RowReader(io.BytesIO(content))
                first = list(islice(reader.rows(), taken))
                rest = list(RowReader(io.BytesIO(content), reader.place).rows())
                self.assertEqual(first + rest, whole, (encoding, taken))

    def test_a_workbook_is_gone_on_with_from_any_row(self):
        whole = list(read_rows(self.xlsx(self.ROWS)))
        reader = RowReader(self.xlsx(self.ROWS))
        first = list(islice(reader.rows(), 2))
        self.assertEqual(first + list(RowReader(self.xlsx(self.ROWS), reader.place).rows()), whole)

    def test_a_workbook_as_csv_has_the_same_rows(self):
        days = [datetime(2024, 3, 4), datetime(2024, 3, 4, 10, 5), date(2024, 3, 5)]
        texts = ["Line\nbreak", "a\rb", 'He said "no"', "1,5", "x_0041_", "=1+1"]
        rows = [["Name", "Amount"], *self.ROWS[1:], *zip(texts, [*days, True, 0.1, 4711.0], strict=True), [None], ["last"]]
        whole = list(read_rows(self.xlsx(rows)))
        with write_csv(self.xlsx(rows)) as packed, gzip.open(packed) as stream:
            found = list(RowReader(stream, BEGINNING).rows())
        self.assertEqual([number for number, _row in found], [number for number, _row in whole])
        for (_number, row), (_same, cells) in zip(found, whole, strict=True):
            self.assertEqual(row, ["" if cell is None else to_text(cell) for cell in cells])

    def test_texts_of_a_workbook_are_read_as_they_look(self):
        """Pieces of different looks are one text, and how it is spoken is none of it."""
        stream = io.BytesIO()
        book = XlsxWriter(stream)
        sheet = book.add_worksheet()
        sheet.write_rich_string(0, 0, "华", book.add_format({"bold": True}), "东", " 区")
        sheet.write_row(1, 0, ["plain", "", " spaces ", "plain"])
        book.close()
        self.assertEqual([row for _number, row in read_rows(stream)], [["华东 区"], ["plain", None, " spaces ", "plain"]])
        spoken = "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si/>"
        texts = _Texts()
        texts.take(io.BytesIO(f"<sst xmlns='{MAIN[1:-1]}'>{spoken}</sst>".encode()))
        self.assertEqual([texts[0], texts[1]], ["東京", ""])
        with self.assertRaises(IndexError):
            texts[2]

    def test_a_few_broken_letters_are_marked_and_don_t_change_the_encoding(self):
        content = "名称,数量\n华东,1\n".encode() + "坏".encode()[:2] + b",2\n" + "苏州,3\n".encode() * 50
        rows = list(read_rows(io.BytesIO(content)))
        self.assertEqual((rows[1][1], rows[3][1]), (["华东", "1"], ["苏州", "3"]))
        self.assertIn(UNKNOWN, rows[2][1][0])
        with self.assertRaises(CellError):
            ImportColumn("name", "Name").parse(rows[2][1][0])

    def test_unicode_texts_of_spreadsheet_programs(self):
        """UTF-16 with its mark, tabs between the cells."""
        text = 'Name\tAmount\r\n"Hafen, 华东"\t12.5\r\n\r\n"Line\nbreak"\t7\r\n'
        rows = [(1, ["Name", "Amount"]), (2, ["Hafen, 华东", "12.5"]), (4, ["Line\nbreak", "7"])]
        for encoding in ("utf-16", "utf-16-be"):
            content = text.encode(encoding) if encoding == "utf-16" else codecs.BOM_UTF16_BE + text.encode(encoding)
            self.assertEqual(list(read_rows(io.BytesIO(content))), rows, encoding)
            with write_csv(io.BytesIO(content)) as packed, gzip.open(packed) as stream:
                self.assertEqual(list(RowReader(stream, BEGINNING).rows()), rows, encoding)
        broken = "Name\n华".encode("utf-16")[:-1]
        self.assertIn(UNKNOWN, list(read_rows(io.BytesIO(broken)))[1][1][0])

    def test_what_is_no_table_is_refused(self):
        for content in (b"PK\x03\x04broken", b"\x00\x01\x02", b"\xff\xff\xff"):
            with self.subTest(content=content), self.assertRaises(UnreadableFile):
                list(read_rows(io.BytesIO(content)))

    def test_columns_are_found_by_name_label_and_alias(self):
        columns = [ImportColumn("partner", "Customer", required=True), ImportColumn("amount", "Net", aliases=("Netto",))]
        places, unknown = match_header(columns, [" customer * ", None, "NETTO", "Colour", "amount"])
        self.assertEqual({position: column.name for position, column in places.items()}, {0: "partner", 2: "amount"})
        self.assertEqual(unknown, ["Colour", "amount"])


@tagged("post_install", "-at_install")
class TestImportWorkbook(BaseCase):
    COLUMNS = [
        ImportColumn("partner", "Customer", required=True, help="Exact name."),
        ImportColumn("amount", "Net", type="number"),
    ]

    def test_the_template_has_headers_rows_and_explanations(self):
        texts = {"sheet": "Import", "help_sheet": "Columns", "column": "Column", "meaning": "Meaning", "required": "required"}
        book = load_workbook(write_template(self.COLUMNS, [{"partner": "=1+1", "amount": 5}], texts))
        self.assertEqual([list(row) for row in book["Import"].values], [["Customer *", "Net"], ["=1+1", 5]])
        self.assertEqual(book["Import"]["A2"].data_type, "s", "a name that begins with = is no formula")
        self.assertEqual(list(book["Columns"].values)[1], ("Customer", "Exact name.", "required"))

    def test_the_bad_rows_can_be_imported_again(self):
        texts = {"sheet": "Bad", "row": "Row", "reason": "Reason"}
        stream = write_errors(self.COLUMNS, [(7, "Who?", {"partner": "X", "amount": "ten"})], texts)
        rows = list(read_rows(stream))
        self.assertEqual(rows, [(1, ["Row", "Reason", "Customer", "Net"]), (2, [7, "Who?", "X", "ten"])])
        places, unknown = match_header(self.COLUMNS, rows[0][1])
        self.assertEqual([column.name for column in places.values()], ["partner", "amount"])
        self.assertEqual(unknown, ["Row", "Reason"])


@tagged("post_install", "-at_install")
class TestImportScan(BaseCase):
    """What in a workbook would be read wrongly."""

    def obstacle(self, rows, merged=None):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        if merged:
            book.active.merge_cells(merged)
        stream = io.BytesIO()
        book.save(stream)
        stream.seek(0)
        return find_obstacle(stream)

    def test_plain_cells_are_no_obstacle(self):
        self.assertIsNone(self.obstacle([["Name", "Amount"], ["A", 1], [None, "text"]]))
        self.assertIsNone(find_obstacle(io.BytesIO(b"Name;Amount")))

    def test_merged_cells_and_formulas_are_found(self):
        self.assertEqual(self.obstacle([["Name"], ["A"], [None]], merged="A2:A3"), ("merged", "A2:A3"))
        self.assertEqual(self.obstacle([["Name", "Sum"], ["A", 1], ["B", "=B2+1"]]), ("formula", "B3"))

    def test_a_calculated_formula_has_a_value(self):
        stream = io.BytesIO()
        book = XlsxWriter(stream)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Sum"])
        sheet.write_formula(1, 1, "=1+1", None, 2)
        book.close()
        stream.seek(0)
        self.assertIsNone(find_obstacle(stream))
        self.assertEqual(list(read_rows(stream))[1][1][1], 2)

    def test_a_broken_file_says_so(self):
        with self.assertRaises(UnreadableFile):
            find_obstacle(io.BytesIO(b"PK\x03\x04 broken"))
