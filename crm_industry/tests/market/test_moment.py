from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .assessment_common import AssessmentCommon

NOON = "2026-03-10 12:00:00"
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestMoment(AssessmentCommon):
    """Moments of truth measured from what was recorded, in the time zone of a company of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house = cls.env["res.company"].create({"name": "Moment House", "business_tz": "Asia/Shanghai"})
        cls.manager.write({"company_ids": [(4, cls.house.id)], "company_id": cls.house.id})

    def touch(self, time, result=False, **values):
        defaults = {
            "company_id": self.house.id,
            "partner_id": self.customer.id,
            "subject": "Call",
            "time": time,
            "result": result,
        }
        return self.env["crm.touchpoint"].create(defaults | values)

    def moment(self, measure="touch_positive", **values):
        defaults = {"name": "Call", "standard": "Within the hour", "measure": measure, "target": 60, "least_number": 1}
        return self.env["crm.moment"].with_user(self.manager).create(defaults | values)

    def figures(self, moment):
        moment.action_measure()
        return {row.month: (row.number, row.value) for row in moment.month_ids}

    def test_contacts_that_went_well(self):
        # still February in UTC, March in Shanghai
        self.touch("2026-02-28 17:00:00", "positive")
        self.touch("2026-03-02 10:00:00", "negative")
        self.touch("2026-03-02 11:00:00", "unreached")
        self.touch("2026-03-02 12:00:00")
        self.touch("2026-02-10 10:00:00", "neutral", channel="email")
        self.touch("2026-02-11 10:00:00", "positive")
        self.touch("2024-01-11 10:00:00", "positive")
        self.assertEqual(self.figures(self.moment()), {MARCH: (2, 50), FEBRUARY: (2, 50)})
        self.assertEqual(self.figures(self.moment(touch_channel="email")), {FEBRUARY: (1, 0)})
        reached = self.figures(self.moment("touch_reached"))
        self.assertEqual((reached[MARCH][0], round(reached[MARCH][1], 2)), (3, 66.67))

    def test_corrected_contacts_count_once(self):
        wrong = self.touch("2026-03-02 10:00:00", "negative")
        self.touch("2026-03-02 10:00:00", "positive", corrects_id=wrong.id)
        never = self.touch("2026-03-03 10:00:00", "negative")
        self.touch("2026-03-03 10:00:00", "negative", corrects_id=never.id, void=True)
        self.assertEqual(self.figures(self.moment()), {MARCH: (1, 100)})

    def test_short_is_better_than_long(self):
        self.touch("2026-03-02 10:00:00", duration=4)
        self.touch("2026-03-02 11:00:00", duration=8)
        self.touch("2026-03-02 12:00:00")
        moment = self.moment("touch_minutes", target=6)
        self.assertEqual(self.figures(moment), {MARCH: (2, 6)})
        self.assertEqual((moment.status, moment.latest_value, moment.unit), ("met", 6, "minutes"))
        moment.target = 5
        moment.action_measure()
        self.assertEqual(moment.status, "missed")
        moment.least_number = 3
        self.assertEqual(moment.status, "few")

    def test_ratings_of_cases(self):
        category = self.env.ref("crm_industry.complaint_category_damaged")
        cases = self.env["crm.complaint"].create(
            [
                {"subject": "A", "partner_id": self.customer.id, "company_id": self.house.id, "category_id": category.id},
                {"subject": "B", "partner_id": self.customer.id, "company_id": self.house.id},
                {"subject": "C", "partner_id": self.customer.id, "company_id": self.company.id},
            ]
        )
        model = self.env["ir.model"]._get("crm.complaint").id
        for case, score in zip(cases, (5, 2, 1), strict=True):
            self.env["rating.rating"].create(
                {"res_model_id": model, "res_id": case.id, "rating": score, "consumed": True, "partner_id": self.customer.id}
            )
        self.env["rating.rating"].create({"res_model_id": model, "res_id": cases[0].id, "rating": 0, "consumed": False})
        self.env.flush_all()
        self.env.cr.execute("UPDATE rating_rating SET write_date = '2026-03-05' WHERE res_model = 'crm.complaint'")
        self.assertEqual(self.figures(self.moment("rating_score", target=4)), {MARCH: (2, 3.5)})
        self.assertEqual(self.figures(self.moment("rating_satisfied")), {MARCH: (2, 50)})
        above = category.parent_id or category
        self.assertEqual(self.figures(self.moment("rating_score", category_id=above.id)), {MARCH: (1, 5)})

    def test_the_standard_that_held_then_stays(self):
        self.touch("2026-02-11 10:00:00", "positive")
        moment = self.moment()
        moment.action_measure()
        moment.target = 90
        self.touch("2026-02-12 10:00:00", "negative")
        self.touch("2026-03-02 10:00:00", "positive")
        with self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_moment").method_direct_trigger()
        moment.invalidate_recordset()
        rows = {row.month: (row.value, row.target) for row in moment.month_ids}
        self.assertEqual(rows, {FEBRUARY: (50, 60), MARCH: (100, 90)})
        moment.touch_channel = "visit"
        self.assertFalse(moment.month_ids)
        self.assertEqual(moment.status, "none")

    def test_chart(self):
        self.touch("2026-03-02 10:00:00", "positive")
        moment = self.moment()
        moment.action_measure()
        chart = moment.trend_data()
        self.assertEqual((len(chart["labels"]), chart["labels"][-1]), (13, "2026-03-01"))
        self.assertEqual([line["values"][-2:] for line in chart["lines"]], [[None, 100], [60, 60]])

    def test_who_may_what(self):
        moment = self.moment()
        with self.assertRaises(ValidationError):
            moment.write({"measure": "luck"})
        self.touch("2026-03-02 10:00:00", "positive")
        moment.action_measure()
        with self.assertRaises(AccessError):
            moment.month_ids.write({"total": 1})
        self.clerk.write({"company_ids": [(4, self.house.id)], "company_id": self.house.id})
        with self.assertRaises(AccessError):
            moment.with_user(self.clerk).action_measure()
        self.assertEqual(moment.with_user(self.clerk).latest_value, 100)
        with self.assertRaises(AccessError):
            moment.with_user(self.other_manager).trend_data()
