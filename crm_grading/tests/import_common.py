import base64
import csv
import io

from odoo.tests import freeze_time, new_test_user

from .common import GradingCommon


class ImportOutcome:
    """What came of an import."""

    def import_lines(self, model, *lines, user, filename="rows.csv", **values):
        """Import lines of a csv file, the header first; return the batch."""
        content = base64.b64encode("\n".join(lines).encode())
        batch = self.env[model].with_user(user).create({"file": content, "filename": filename} | values)
        batch.action_import()
        return batch

    def counts(self, batch):
        """Return (rows, new, changed, same, bad)."""
        return tuple(batch[f"rows_{name}"] for name in ("total", "new", "changed", "same", "bad"))

    def bad(self, batch):
        """Return {row number: reason}."""
        return {error.row_number: error.message for error in batch.error_ids}


@freeze_time("2024-06-15")
class ImportCase(ImportOutcome, GradingCommon):
    """Files for the imports; an assessor; a questionnaire with two questions of 20 and 30 points."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.business_tz = "Asia/Shanghai"
        cls.assessor = new_test_user(cls.env, "import_assessor", "crm_grading.group_grading_assessor", company_id=cls.company.id)
        (cls.assessor | cls.grading_manager | cls.salesperson).lang = "en_US"
        cls.measure = cls.env["crm.grading.measure"].create(
            {
                "name": "Cooperation",
                "code": "test_coop",
                "kind": "manual",
                "validity_months": 12,
                "question_ids": [
                    (0, 0, {"name": "Pays on time", "code": "pays", "points": 20}),
                    (0, 0, {"name": "Shelf", "code": "shelf", "points": 30}),
                ],
            }
        )
        cls.plain = cls.env["crm.grading.measure"].create({"name": "Potential", "code": "test_potential", "kind": "manual"})

    def file(self, *rows):
        """Return the rows (lists, or one line of text each) as a csv in a binary field."""
        text = io.StringIO()
        csv.writer(text).writerows(row.split(",") if isinstance(row, str) else row for row in rows)
        return base64.b64encode(text.getvalue().encode())

    def import_scores(self, *rows, measure=None, user=None, **vals):
        batch = (
            self.env["crm.grading.score.import"]
            .with_user(user or self.assessor)
            .create({"measure_id": (measure or self.measure).id, "file": self.file(*rows), "filename": "scores.csv"} | vals)
        )
        batch.action_import()
        return batch

    def import_sales(self, *rows, user=None, **vals):
        batch = (
            self.env["crm.sales.history.import"]
            .with_user(user or self.grading_manager)
            .create({"file": self.file(*rows), "filename": "sales.csv"} | vals)
        )
        batch.action_import()
        return batch

    def scores(self, partner, measure=None, states=("confirmed",)):
        """Return [(date, score, state)] of a customer, oldest first."""
        found = self.env["crm.grading.score"].search(
            [("partner_id", "=", partner.id), ("measure_id", "=", (measure or self.measure).id), ("state", "in", states)],
            order="date, id",
        )
        return [(score.date.isoformat(), score.score, score.state) for score in found]
