import base64
import csv
import io
from datetime import date, datetime

from openpyxl import Workbook
from xlsxwriter import Workbook as XlsxWriter

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_grading.tests.import_common import ImportOutcome

from .telecom_common import NOON, TelecomCommon

USAGE = ("external_id", "number", "start", "kind", "minutes", "megabytes", "quantity", "amount", "state")
BILL = ("external_id", "account", "date", "state", "amount", "tax")


class FileCase(ImportOutcome, TelecomCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.business_tz = "Asia/Shanghai"
        cls.subscription = cls.subscribe("active", day="2026-01-01")
        cls.subscription.external_id = "S1"
        cls.account.external_id = "A1"

    def take(self, content, kind="usage", filename="rows.csv", **values):
        batch = self.env["crm.telecom.import.batch"].with_user(self.telecom_manager)
        batch = batch.create({"file": base64.b64encode(content), "filename": filename, "kind": kind} | values)
        batch.action_import()
        return batch

    def text(self, *rows, header=USAGE):
        file = io.StringIO()
        csv.writer(file).writerows([header, *rows])
        return file.getvalue()

    def book(self, *rows, header=USAGE):
        book, stream = Workbook(), io.BytesIO()
        for row in (header, *rows):
            book.active.append(row)
        book.save(stream)
        return stream.getvalue()

    def found(self, kind="usage", source="file"):
        self.env.invalidate_all()
        model = {"usage": "crm.telecom.usage", "bill": "crm.telecom.bill"}[kind]
        found = self.env[model].search([("source", "=", source), ("company_id", "=", self.company.id)])
        return {record.external_id: record for record in found}


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomImportFiles(FileCase):
    """Files as people and systems make them: what can be told apart is taken, the rest is refused row by row."""

    def test_encodings(self):
        rows = [
            ("u1", "S1", "2026-03-10 08:00", "voice", "1", "", "", "1", ""),
            ("用2", "S1", "2026-03-10 08:00", "短信", "", "", 1, "", ""),
        ]
        text = self.text(*rows)
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            batch = self.take(text.encode(encoding), source=encoding)
            self.assertEqual(self.counts(batch), (2, 1, 0, 0, 1), (encoding, self.bad(batch)))
            self.assertIn("“短信” is not known; there are: voice, sms", self.bad(batch)[3], encoding)
            self.assertEqual(set(self.found(source=encoding)), {"u1"})
        bills = self.text(("b用1", "A1", "2026-03-01", "sent", "100", "6"), header=BILL)
        for encoding in ("utf-8-sig", "gb18030", "utf-16"):
            self.take(bills.encode(encoding), "bill", source=encoding)
            self.assertEqual(self.found("bill", encoding)["b用1"].amount_total, 106)

    def test_broken_letters_spoil_their_row_and_no_other(self):
        good = [(f"b{n}", "A1", "2026-03-01", "sent", "100", "6") for n in range(20)]
        content = self.text(*good, ("bad", "A用", "2026-03-01", "sent", "1", "0"), header=BILL).encode()
        batch = self.take(content.replace("用".encode(), b"\xff"), "bill")
        self.assertEqual(self.counts(batch), (21, 20, 0, 0, 1))
        self.assertIn("letters in no known encoding", self.bad(batch)[22])
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.take(b"\x89PNG\x00\x00")

    def test_numbers(self):
        """A comma separates thousands; where it may be a decimal point the row is refused."""
        amounts = {
            "1,234.50": 1234.5,
            "１２３４.５": 1234.5,
            " 1 234.50 ": 1234.5,
            "1,234,567": 1234567,
            "-12": -12,
            "12,5": None,
        }
        amounts |= {"1.234,50": None, "1,23,456": None, "12.50 CNY": None, "1e999": None, "∞": None, "=1+1": None}
        rows = [(f"b{n}", "A1", "2026-03-01", "sent", text, "0") for n, text in enumerate(amounts)]
        batch = self.take(self.text(*rows, header=BILL).encode(), "bill")
        found = self.found("bill")
        got = {text: found[f"b{n}"].amount_total if f"b{n}" in found else None for n, text in enumerate(amounts)}
        self.assertEqual(got, amounts, self.bad(batch))
        for row, text in enumerate(amounts, 2):
            self.assertEqual("is not a number" in self.bad(batch).get(row, ""), amounts[text] is None, text)

    def test_blanks_and_spellings_of_states(self):
        states = {"sent": "sent", "Sent  ": "sent", " SENT\u3000": "sent", "partiallyPaid ": "sent", "Partially Paid": "sent"}
        states |= {"\tvalidated": "validated", "": "new", "   ": "new", "sent!": "sent", "paid": None}
        rows = [(f"b{n}", "A1", "2026-03-01", state, "100", "6") for n, state in enumerate(states)]
        batch = self.take(self.text(*rows, header=BILL).encode(), "bill")
        found = self.found("bill")
        got = {state: found[f"b{n}"].state if f"b{n}" in found else None for n, state in enumerate(states)}
        self.assertEqual(got, states, self.bad(batch))

    def test_repeated_keys(self):
        line = ("u1", "S1", "2026-03-10 08:00", "voice", "1", "", "", "1", "")
        batch = self.take(self.text(line, ("u2", *line[1:]), line, (" u1 ", *line[1:4], "9", *line[5:])).encode())
        self.assertEqual(self.counts(batch), (4, 2, 0, 0, 2))
        self.assertEqual(set(self.bad(batch).values()), {"Repeats the external ID of row 2."})
        self.assertEqual(self.found()["u1"].minutes, 1)

    def test_cells_of_a_workbook(self):
        """Numbers and days by their kind; a day that is a mere number is none, for nobody knows whose."""
        content = self.book(
            ("u1", "S1", datetime(2026, 3, 10, 8), "voice", 1.5, None, None, "1,234.50", "Rated  "),
            (4711, "S1", "2026-03-10 08:00", "data", None, 12, None, 0.1, None),
            ("serial", "S1", 46091.5, "voice", 1, None, None, None, None),
            ("u1", "S1", datetime(2026, 3, 10, 8), "voice", 7, None, None, 1, None),
            ("comma", "S1", datetime(2026, 3, 10, 8), "data", None, "1,5", None, 1, None),
            ("failed", "S1", datetime(2026, 3, 10, 8), "voice", "#DIV/0!", None, None, 1, None),
        )
        batch = self.take(content, filename="rows.xlsx")
        self.assertEqual(self.counts(batch), (6, 2, 0, 0, 4), self.bad(batch))
        found = self.found()
        self.assertEqual((found["u1"].minutes, found["u1"].amount, found["u1"].state), (1.5, 1234.5, "rated"))
        self.assertEqual((found["4711"].megabytes, found["4711"].amount), (12, 0.1))
        bad = self.bad(batch)
        self.assertIn("“46091.5” is no time like", bad[4])
        self.assertEqual(bad[5], "Repeats the external ID of row 2.")
        self.assertTrue("“1,5” is not a number" in bad[6] and "“#DIV/0!” is not a number" in bad[7])
        bills = self.book(("b1", "A1", date(2026, 3, 1), "sent", 100, 6), ("b2", "A1", 46082, "sent", 100, 6), header=BILL)
        batch = self.take(bills, "bill", "bills.xlsx")
        self.assertEqual((self.counts(batch), set(self.found("bill"))), ((2, 1, 0, 0, 1), {"b1"}))
        self.assertIn("“46082” is not a date like", self.bad(batch)[3])

    def test_formulas(self):
        stream = io.BytesIO()
        book = XlsxWriter(stream)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, BILL)
        sheet.write_row(1, 0, ("b1", "A1", "2026-03-01", "sent"))
        sheet.write_formula(1, 4, "=50*2", None, 100)
        sheet.write_formula(1, 5, "=E2*0.06", None, 6)
        book.close()
        self.take(stream.getvalue(), "bill", "bills.xlsx")
        self.assertEqual(self.found("bill")["b1"].amount_total, 106)
        with self.assertRaisesRegex(UserError, "The formula in E2 has no result"):
            self.take(self.book(("b2", "A1", "2026-03-01", "sent", "=50*2", 6), header=BILL), "bill", "bills.xlsx")


@freeze_time(NOON)
@tagged("post_install", "-at_install")
class TestTelecomImportDownload(HttpCase, FileCase):
    """Bad rows come back as a file with the reasons; corrected, that file is imported."""

    def download(self, batch):
        answer = self.url_open(batch.action_error_file()["url"])
        self.assertEqual(answer.status_code, 200)
        return answer.content.decode("utf-8-sig")

    def test_of_a_workbook(self):
        content = self.book(
            ("b1", "A1", date(2026, 3, 1), "sent", 100, 6),
            ("b2", "nobody", date(2026, 3, 1), "sent", 100.5, 6),
            ("b3", "A1", "soon", "sent", 100, "1,5"),
            header=BILL,
        )
        self.authenticate("telecom_manager", "telecom_manager")
        batch = self.take(content, "bill", "bills.xlsx")
        text = self.download(batch)
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual([row["Row"] for row in rows], ["3", "4"])
        self.assertEqual(rows[0]["Reason"], "No account is known by “nobody”.")
        self.assertIn("“soon” is not a date", rows[1]["Reason"])
        self.assertIn("“1,5” is not a number", rows[1]["Reason"])
        self.assertEqual((float(rows[0]["Amount"]), rows[0]["Date"]), (100.5, "2026-03-01"))
        text = text.replace("nobody", "A1").replace("soon", "2026-03-02").replace('"1,5"', "1.5")
        again = self.take(text.encode("utf-8-sig"), "bill")
        self.assertEqual(self.counts(again), (2, 2, 0, 0, 0), self.bad(again))
        self.assertEqual(
            {name: bill.amount_total for name, bill in self.found("bill").items()}, {"b1": 106, "b2": 106.5, "b3": 101.5}
        )

    def test_for_who_may_read_the_import_alone(self):
        batch = self.take(self.text(("u1", "nobody", "2026-03-10 08:00", "voice", 1, "", "", 1, "")).encode())
        url = batch.action_error_file()["url"]
        self.authenticate("other_telecom_agent", "other_telecom_agent")
        with mute_logger("odoo.http"):
            self.assertNotEqual(self.url_open(url).status_code, 200)
