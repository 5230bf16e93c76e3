from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .tobacco_common import NOON, TobaccoCommon

# Code: (weight in the dimension, way to the score), as the trade's own proposal has them; the dimensions weigh 40, 20, 20, 20.
INDICATORS = {
    "E1": (15, "percentile"),
    "E2": (8, "percentile"),
    "E3": (9, "percentile"),
    "E4": (5, "percentile"),
    "E5": (3, "min_max"),
    "R1": (8, "bands"),
    "R2": (4, "target"),
    "R3": (3, "identity"),
    "R4": (3, "identity"),
    "R5": (2, "bands"),
    "F1": (6, "identity"),
    "F2": (4, "identity"),
    "F3": (6, "target"),
    "F4": (4, "target"),
    "D1": (6, "percentile"),
    "D2": (4, "percentile"),
    "D3": (3, "target"),
    "D4": (2, "target"),
    "D5": (3, "target"),
    "D6": (2, "identity"),
}


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoSchemes(TobaccoCommon):
    """The schemes of the trade, as data that a company may change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.grading.scheme"].search([("code", "in", ("T4V", "BANDS"))]).active = False
        cls.other_company.business_tz = "Asia/Shanghai"
        cls.schemes = cls.env["crm.grading.scheme"]._add_tobacco_schemes(cls.other_company)
        cls.values, cls.bands = cls.schemes

    def test_tobacco_4v(self):
        found = {item.code: (item.weight, item.normalisation) for item in self.values.dimension_ids.indicator_ids}
        self.assertEqual(found, INDICATORS)
        weights = {dimension.code: dimension.weight for dimension in self.values.dimension_ids}
        self.assertEqual(weights, {"E": 40, "R": 20, "F": 20, "D": 20})
        self.assertEqual(sum(weight for weight, _way in INDICATORS.values()), 100)
        self.assertEqual(self.values.period, "quarter")
        self.assertEqual(
            [(grade.code, grade.ratio) for grade in self.values.grade_ids], [*zip("ABCDE", (1, 4, 10, 4, 1), strict=True)]
        )
        peers = self.values.peer_key_ids.sorted("sequence").field_id.mapped("name")
        self.assertEqual(peers, ["tobacco_market", "tobacco_format_id"])

    def test_compliance_is_scored_by_the_published_bounds(self):
        compliance = self.values.indicator_ids.filtered(lambda item: item.code == "R1")
        self.assertEqual(sorted(band.lower for band in compliance.band_ids if not band.is_lowest), [71, 81, 91])

    def test_thirty_bands_the_strongest_first(self):
        codes = self.bands.grade_ids.sorted("sequence").mapped("code")
        self.assertEqual(codes, [str(band) for band in range(30, 0, -1)])
        self.assertEqual((self.bands.purpose, self.bands.period), ("supply", "month"))

    def test_they_are_ready_and_know_the_retailers_of_their_company(self):
        for scheme in self.schemes:
            self.assertTrue(scheme.is_ready, scheme.problems)
            self.assertIn(str(self.other_company.id), scheme.domain)
            self.assertEqual(scheme.cap_ids.effect, "not_rated")

    def test_a_company_has_them_once(self):
        self.assertFalse(self.env["crm.grading.scheme"]._add_tobacco_schemes(self.other_company))

    def test_grading_managers_add_them(self):
        schemes = self.env["crm.grading.scheme"]
        with self.assertRaises(AccessError):
            schemes.with_user(self.salesperson).action_add_tobacco_schemes()
        with self.assertRaises(AccessError):
            schemes.with_user(self.tobacco_manager).action_add_tobacco_schemes()
        action = schemes.with_user(self.grading_manager).action_add_tobacco_schemes()
        self.assertEqual(set(schemes.with_context(active_test=False).search(action["domain"]).mapped("code")), {"T4V", "BANDS"})

    def test_the_trade_switched_on_begins_with_its_schemes(self):
        company = self.env["res.company"].create({"name": "New tobacco company"})
        self.env.user.company_ids += company
        settings = self.env["res.config.settings"].with_company(company)
        settings.create({"group_trade_tobacco": True}).execute()
        schemes = self.env["crm.grading.scheme"].search([("company_id", "=", company.id)])
        self.assertLessEqual({"T4V", "BANDS"}, set(schemes.mapped("code")))
