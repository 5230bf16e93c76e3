import io
from base64 import b64encode

from openpyxl import load_workbook

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .import_common import ImportCase


@tagged("post_install", "-at_install")
class TestImportDownload(HttpCase, ImportCase):
    """Template and bad rows as the browser gets them."""

    def download(self, url):
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200, response.text[:500])
        self.assertIn(".xlsx", response.headers["Content-Disposition"])
        return load_workbook(io.BytesIO(response.content))

    def test_the_template_is_filled_in_and_imported(self):
        batch = (
            self.env["crm.grading.score.import"]
            .with_user(self.assessor)
            .create({"measure_id": self.measure.id, "population": f"[('id', '=', {self.customer.id})]", "date": "2024-06-01"})
        )
        self.authenticate("import_assessor", "import_assessor")
        book = self.download(batch.action_template()["url"])
        sheet = book.worksheets[0]
        header = [cell.value for cell in sheet[1]]
        self.assertEqual(sheet.max_row, 2)
        self.assertEqual(sheet.cell(2, header.index("Customer ID") + 1).value, self.customer.id)
        for question, points in (("Pays on time", 20), ("Shelf", 15)):
            sheet.cell(2, header.index(question) + 1).value = points
        stream = io.BytesIO()
        book.save(stream)
        batch.write({"file": b64encode(stream.getvalue()), "filename": "template.xlsx"})
        batch.action_import()
        self.assertEqual(self.counts(batch), (1, 1, 0, 0, 0))
        self.assertEqual(self.scores(self.customer), [("2024-06-01", 70.0, "confirmed")])

    def test_the_bad_rows_come_with_number_and_reason(self):
        batch = self.import_scores("customer,pays,shelf", "Harbour Trading,5,5", "Nobody,5,five", "Nobody,5,5")
        self.authenticate("import_assessor", "import_assessor")
        rows = list(self.download(batch.action_error_file()["url"]).worksheets[0].values)
        self.assertEqual(rows[0][:2], ("Row", "Reason"))
        self.assertEqual(
            [row[:2] for row in rows[1:]], [(3, "Shelf: “five” is not a number."), (4, "No customer is found for “Nobody”.")]
        )
        shelf = rows[0].index("Shelf")
        self.assertEqual([row[shelf] for row in rows[1:]], ["five", 5])

    @mute_logger("odoo.http")
    def test_other_people_and_other_models_get_nothing(self):
        batch = self.import_scores("customer,pays,shelf", "Harbour Trading,5,5")
        new_test_user(self.env, "download_stranger", "sales_team.group_sale_manager")
        self.authenticate("download_stranger", "download_stranger")
        self.assertEqual(self.url_open(batch.action_template()["url"]).status_code, 403)
        self.assertEqual(self.url_open(f"/crm_grading/import/res.partner/{self.customer.id}/template").status_code, 404)
        self.assertEqual(self.url_open("/crm_grading/import/crm.grading.score.import/999999999/errors").status_code, 404)
