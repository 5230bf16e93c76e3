from odoo.tests import freeze_time, tagged

from .tobacco_common import NOON
from .tobacco_grade_common import FIRST, LAST, TobaccoGradeCommon

# 20 indicators from 15 sources: four statements to make each work table and about eight to go on from piece to piece.
MOST_QUERIES = 600


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoRun(TobaccoGradeCommon):
    """What a run of Tobacco 4V costs."""

    def queries(self):
        """Return the number of statements of a run, and the run."""
        run = self.env["crm.grading.run"].with_user(self.grading_manager).create(
            {"scheme_id": self.scheme.id, "date_from": FIRST, "date_to": LAST}
        )  # fmt: skip
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        run.action_compute()
        self.env.flush_all()
        return self.cr.sql_log_count - before, run

    def test_queries_of_a_run(self):
        self.queries()
        count, run = self.queries()
        self.assertEqual(run.population, 5)
        self.assertLessEqual(count, MOST_QUERIES)
        for number in range(20):
            self.make_retailer(f"More {number}")
        partners = self.env["crm.tobacco.retailer"].search([("company_id", "=", self.company.id)]).partner_id
        self.scheme.domain = str([("id", "in", partners.ids)])
        more, larger = self.queries()
        self.assertEqual(larger.population, 25)
        self.assertLessEqual(more, count + 5, "A run of more retailers takes no more statements.")
