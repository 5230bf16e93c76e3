import base64
import csv
import io
from unittest.mock import patch

from openpyxl import Workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.foundation import crm_import_mixin_steps
from ..tools import import_book
from .import_common import ImportCase

ROWS = 25


@tagged("post_install", "-at_install")
class TestImportBook(ImportCase):
    """Large workbooks are read once, whatever number of pieces their rows are taken in, and whoever takes them."""

    def setUp(self):
        super().setUp()
        self.patch(self.registry["crm.sales.history.import"], "_import_now_bytes", 10)
        self.patch(crm_import_mixin_steps, "READ_ROWS", 4)
        self.customer.ref = "BOOK"

    def rows(self):
        """With blank rows, another number in each, a bad date and a bad number."""
        yield ["external_id", "customer_ref", "date", "amount"]
        for n in range(ROWS):
            if n % 10 == 7:
                yield [None, None]
            day = "soon" if n == 11 else "2024-01-31"
            yield [f"B{n}", "BOOK", day, "1,5" if n == 13 else n + 0.5]

    def book(self, **values):
        book, stream = Workbook(), io.BytesIO()
        for row in self.rows():
            book.active.append(row)
        book.save(stream)
        return self.batch(stream.getvalue(), "book.xlsx", **values)

    def batch(self, content, filename, **values):
        values = {"file": base64.b64encode(content), "filename": filename, "source": filename} | values
        return self.env["crm.sales.history.import"].with_user(self.grading_manager).create(values)

    def piece(self, batch):
        runner = batch._job_runner()
        runner._job_go_on(runner._job_run_step(runner.job_step, runner._job_place()))

    def sales(self, batch):
        found = self.env["crm.sales.history"].search([("source", "=", batch.source)], order="external_id")
        return [(sale.external_id, sale.date, sale.amount) for sale in found]

    def test_a_large_book_is_opened_to_be_checked_and_to_be_read(self):
        text = io.StringIO()
        csv.writer(text).writerows(self.rows())
        plain = self.batch(text.getvalue().encode(), "plain.csv")
        plain._job_run_now()
        batch = self.book()
        with patch.object(import_book, "open_book", side_effect=import_book.open_book) as opened:
            batch._job_run_now()
        self.assertEqual(opened.call_count, 2)
        self.assertEqual(self.counts(batch), (ROWS, ROWS - 2, 0, 0, 2), self.bad(batch))
        self.assertEqual((self.counts(plain), set(self.bad(plain))), (self.counts(batch), set(self.bad(batch))))
        self.assertEqual(set(self.bad(batch)), {14, 16}, "blank rows count")
        self.assertIn("“1,5” is not a number", self.bad(batch)[16])
        self.assertEqual(self.sales(batch), self.sales(plain))
        self.assertFalse(batch._import_attachment("file_rows"), "what was only needed to import is gone")

    def test_gone_on_with_by_another_process(self):
        batch = self.book()
        batch._job_write(batch._job_first_values("running"))
        for _piece in range(4):
            self.piece(batch)
        self.assertEqual((batch.job_step, batch.job_cursor["field"]), ("read", "file_rows"))
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(import_book, "open_book", side_effect=AssertionError("read again")):
            while batch.job_state == "running":
                self.piece(batch)
        self.assertEqual(self.counts(batch), (ROWS, ROWS - 2, 0, 0, 2))
        self.assertEqual(len(self.sales(batch)), ROWS - 2)

    def test_another_file_is_read_anew(self):
        batch = self.book()
        batch._job_write(batch._job_first_values("running"))
        for _piece in range(3):
            self.piece(batch)
        batch._job_write({"job_state": "failed"})
        batch.write(
            {"file": base64.b64encode(b"external_id,customer_ref,date,amount\nN1,BOOK,2024-01-31,7\n"), "filename": "n.csv"}
        )
        batch._job_run_now()
        self.assertEqual(self.counts(batch), (1, 1, 0, 0, 0), self.bad(batch))
        self.assertEqual([name for name, _day, _amount in self.sales(batch)], ["N1"])

    def test_a_broken_book_is_refused(self):
        batch = self.book()
        content = base64.b64decode(batch.file)
        batch.file = base64.b64encode(content[: len(content) // 2])
        with self.assertRaisesRegex(UserError, "cannot be read"):
            batch._job_run_now()

    def test_nobody_sees_the_rows(self):
        batch = self.book()
        self.assertNotIn("file_rows", batch.fields_get())
        self.assertNotIn("file_rows", batch.with_user(self.env.ref("base.user_admin")).fields_get())
