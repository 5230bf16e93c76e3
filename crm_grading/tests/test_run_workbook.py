import io
from datetime import date
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..report.run_workbook import RunWorkbook
from .run_common import RunCommon


class WorkbookCommon(RunCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = list(cls.make_customers(5))
        cls.customers[0].write({"name": "=1+1 & <b>", "ref": "00123"})
        indicator = {"normalisation": "identity", "nulls": "reweight"}
        cls.scheme = cls.make_scheme({"V": (1.0, {"X": indicator | {"weight": 3.0}, "Y": indicator | {"weight": 1.0}})})

    def setUp(self):
        super().setUp()
        values = {partner: 90 - 10 * number for number, partner in enumerate(self.customers[:4])}
        self.graded = self.compute(self.scheme, {"X": values, "Y": {self.customers[0]: 50}})

    def lines(self, sheet):
        titles, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(titles, row, strict=True)) for row in rows]


@tagged("post_install", "-at_install")
class TestRunWorkbook(WorkbookCommon):
    def book(self, **options):
        file = io.BytesIO()
        RunWorkbook(self.graded, **options).save(file)
        return load_workbook(file)

    def test_row_holds_every_indicator(self):
        line = next(line for line in self.lines(self.book()["Results"]) if line["Reference"] == "00123")
        self.assertEqual((line["X X: value"], line["X X: score"], line["X X: weight"]), (90, 90, 0.75))
        self.assertEqual((line["Y Y: value"], line["Y Y: score"], line["Y Y: weight"]), (50, 50, 0.25))
        self.assertEqual((line["X X: contribution"], line["Y Y: contribution"]), (67.5, 12.5))
        self.assertEqual((line["Points"], line["V V: score"], line["Rank"], line["Ranked customers"]), (80, 80, 1, 4))
        self.assertEqual(line["Grade"], self.results(self.graded)[self.customers[0]].final_grade_id.code)

    def test_missing_value_leaves_its_weight_to_the_others(self):
        line = next(line for line in self.lines(self.book()["Results"]) if line["Customer"] == self.customers[1].name)
        self.assertEqual((line["X X: weight"], line["Y Y: value"], line["Points"]), (1, None, 80))

    def test_not_rated_customer_tells_why_and_has_no_figures(self):
        line = next(line for line in self.lines(self.book()["Results"]) if line["Customer"] == self.customers[4].name)
        self.assertEqual((line["Status"], line["Reason"], line["Points"]), ("Not Rated", "Not Enough Data", None))

    def test_texts_are_never_formulas(self):
        cells = [cell for row in self.book()["Results"].iter_rows() for cell in row if cell.value == "=1+1 & <b>"]
        self.assertEqual([cell.data_type for cell in cells], ["s"])

    def test_numbers_have_formats(self):
        sheet = self.book()["Results"]
        formats = {title.value: cell.number_format for title, cell in zip(sheet[1], sheet[2], strict=True)}
        self.assertEqual((formats["Points"], formats["X X: weight"], formats["Rank"]), ("0.0000", "0.00%", "#,##0"))

    def test_full_sheet_goes_on_in_a_second_one(self):
        book = self.book(sheet_rows=4)
        self.assertEqual(book.sheetnames, ["Results", "Results 2", "Distribution", "Configuration"])
        self.assertEqual([len(self.lines(book[name])) for name in book.sheetnames[:2]], [3, 2])
        names = {line["Customer"] for name in book.sheetnames[:2] for line in self.lines(book[name])}
        self.assertEqual(names, {partner.name for partner in self.customers})

    def test_distribution_adds_up(self):
        [line] = self.lines(self.book()["Distribution"])
        self.assertEqual(line["Rated"], 4)
        self.assertEqual(sum(line[f"{code} computed"] for code in "ABCDE"), 4)
        self.assertEqual(sum(line[f"{code} final"] for code in "ABCDE"), 4)

    def test_configuration_is_the_frozen_one(self):
        self.scheme.dimension_ids.indicator_ids[0].weight = 99
        rows = list(self.book()["Configuration"].iter_rows(values_only=True))
        self.assertIn(("V", 1, "X", "X", 3, "Imported sales"), [row[:6] for row in rows])

    def test_run_without_results_is_a_valid_file(self):
        self.graded = self.make_run(self.scheme, first=date(2026, 4, 1), last=date(2026, 6, 30))
        self.assertEqual(self.lines(self.book()["Results"]), [])

    def test_rows_are_fetched_piece_by_piece(self):
        with patch("odoo.addons.crm_grading.models.run.crm_grading_run_export.PIECE", 2):
            rows = [row["partner_id"] for row in self.graded._result_rows()]
        self.assertEqual(sorted(rows), [partner.id for partner in self.customers])

    def test_the_list_of_runs_exports_as_any_list(self):
        self.assertEqual(self.graded.export_data(["name", "rated_count"])["datas"], [[self.graded.name, 4]])

    def test_only_assessors_export(self):
        self.assertEqual(self.graded.with_user(self.assessor).action_export_xlsx()["type"], "ir.actions.act_url")
        self.graded.action_review()
        self.graded.action_publish()
        with self.assertRaisesRegex(AccessError, "Only grading assessors"):
            self.graded.with_user(self.salesperson).action_export_xlsx()


@tagged("post_install", "-at_install")
class TestRunWorkbookDownload(WorkbookCommon, HttpCase):
    def test_assessor_gets_the_file(self):
        self.authenticate("run_assessor", "run_assessor")
        answer = self.url_open(f"/crm_grading/run/{self.graded.id}/xlsx")
        self.assertEqual(answer.status_code, 200)
        self.assertIn(".xlsx", answer.headers["Content-Disposition"])
        self.assertEqual(len(self.lines(load_workbook(io.BytesIO(answer.content))["Results"])), 5)

    def test_salesperson_is_refused(self):
        self.graded.action_review()
        self.graded.action_publish()
        self.authenticate("grading_salesperson", "grading_salesperson")
        with self.assertLogs("odoo.http", "WARNING"):
            answer = self.url_open(f"/crm_grading/run/{self.graded.id}/xlsx")
        self.assertEqual(answer.status_code, 403)

    def test_visitor_is_sent_to_the_login(self):
        answer = self.url_open(f"/crm_grading/run/{self.graded.id}/xlsx", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
