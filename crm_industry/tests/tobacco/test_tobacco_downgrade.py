from datetime import date

from odoo.tests import freeze_time, tagged

from .tobacco_common import NOON
from .tobacco_grade_common import TobaccoGradeCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoDowngrade(TobaccoGradeCommon):
    """Published grades under compliance events: down at once, restored by a revocation."""

    def test_down_at_once_and_restored(self):
        self.publish(self.scheme)
        self.assertEqual((self.grade(), self.grade(self.others[0])), ("C", "C"))
        event = self.confirm(20)
        self.assertEqual((self.grade(), self.grade(self.others[0])), ("D", "C"))
        worse = self.confirm(10)
        self.assertFalse(self.grade())
        self.revoke(worse)
        self.assertEqual(self.grade(), "D")
        self.revoke(event)
        self.assertEqual(self.grade(), "C")
        vetoes = self.env["crm.grading.veto"].search([("partner_id", "=", self.retailer.partner_id.id)])
        self.assertEqual(set(vetoes.mapped("state")), {"lifted"})

    def test_class_b_lowers_nobody_below_c(self):
        self.publish(self.scheme)
        self.confirm(10)
        self.assertEqual((self.retailer.compliance_class_id.code, self.grade()), ("B", "C"))

    def test_the_class_holds_in_the_next_run_too(self):
        self.confirm(20)
        run = self.publish(self.scheme)
        self.assertEqual(self.grade(), "D")
        results = {result.partner_id: result for result in self.env["crm.grading.result"].search([("run_id", "=", run.id)])}
        self.assertEqual(results[self.retailer.partner_id].computed_grade_id.code, "C")

    def test_who_was_penalised_before_there_was_a_scheme(self):
        self.scheme.code = "OTHER"
        self.confirm(30)
        self.assertFalse(self.retailer.compliance_veto_id)
        self.scheme.code = "T4V"
        self.env["crm.tobacco.retailer"]._lay_missing_vetoes(self.company)
        self.assertEqual(self.retailer.compliance_veto_id.effect, "not_rated")

    def test_without_a_valid_licence_nobody_is_rated(self):
        self.licence.with_user(self.inspector).action_suspend("Sold to minors", "2026-04-30")
        self.publish(self.scheme)
        self.assertEqual((self.grade(), self.grade(self.others[0])), (False, "C"))

    def test_found_by_grade(self):
        self.publish(self.scheme)
        self.confirm(20)
        retailers = self.env["crm.tobacco.retailer"]
        mine = [("id", "in", (self.retailer | self.others).ids)]
        self.assertEqual(retailers.search([*mine, ("grade_id.code", "=", "D")]), self.retailer)
        self.assertEqual(retailers.search([*mine, ("grade_id.code", "=", "C")]), self.others)
        self.confirm(30)
        self.assertEqual(retailers.search([*mine, ("grade_id", "=", False)]), self.retailer)
        self.assertEqual(retailers.search([*mine, ("grade_id", "!=", False)]), self.others)

    def test_bands_of_retailers(self):
        """All equal: the middle of the thirty."""
        self.publish(self.bands, date(2026, 2, 1), date(2026, 2, 28))
        self.env.flush_all()
        rows = self.env.execute_query(self.env["crm.tobacco.retailer"]._bands_query(self.company))
        found = {row[0]: (row[1], row[2], row[3], row[5]) for row in rows}
        # Rank 3 of 5 in the middle: (2 * 3 - 1) * 30 = 150 <= 2 * 5 * 15, so the fifteenth band from above, 16.
        expected = (self.retailer.partner_id.id, 16, "town", self.old_town.id)
        self.assertEqual(found[self.retailer.id], expected)
        self.assertEqual(self.retailer.band_id.code, "16")
        self.assertEqual(len(found), 5)
