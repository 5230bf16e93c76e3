from odoo.tests import HttpCase, tagged

from .import_common import ImportCase


@tagged("post_install", "-at_install")
class TestScoreTours(HttpCase, ImportCase):
    def test_an_assessor_goes_from_customer_to_customer(self):
        self.env["crm.grading.scheme"].search([]).active = False
        alpha = self.make_customer("Alpha", ref="tour")
        self.customer.ref = "tour"
        indicator = {"code": "R4", "name": "Cooperation", "weight": 1, "measure_id": self.measure.id, "normalisation": "identity"}
        dimension = {"code": "R", "name": "Relation", "weight": 1, "indicator_ids": [(0, 0, indicator)]}
        self.env["crm.grading.scheme"].create(
            {
                "name": "Tour",
                "code": "tour",
                "company_id": self.company.id,
                "domain": "[('ref', '=', 'tour')]",
                "dimension_ids": [(0, 0, dimension)],
            }
        )
        self.start_tour("/odoo/customers-to-assess", "manual_scores_assess", login="import_assessor")
        self.env.invalidate_all()
        self.assertEqual([score for _date, score, _state in self.scores(self.customer)], [80.0])
        self.assertEqual([score for _date, score, _state in self.scores(alpha)], [40.0])

    def test_a_file_is_imported_and_its_bad_rows_shown(self):
        rows = ["customer,pays,shelf", "Harbour Trading,20,30", "Nobody,1,1"]
        batch = (
            self.env["crm.grading.score.import"]
            .with_user(self.assessor)
            .create({"measure_id": self.measure.id, "file": self.file(*rows), "filename": "scores.csv"})
        )
        self.start_tour(f"/odoo/score-imports/{batch.id}", "manual_scores_import", login="import_assessor")
        self.assertEqual([score for _date, score, _state in self.scores(self.customer)], [100.0])
