from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .visit_common import NOON, VisitCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVisitScreen(VisitCommon):
    """What the screen for a phone shows, and to whom."""

    def route(self, day=False, user=None):
        return self.env["crm.visit"].with_user(user or self.salesperson).route_data(day)

    def stops(self, **kwargs):
        return [stop["id"] for stop in self.route(**kwargs)["stops"]]

    def test_the_own_visits_of_the_day(self):
        mine, later = self.make_visit(), self.make_visit(planned_date="2026-04-02")
        others = self.make_visit(self.colleague)
        late = self.make_visit(planned_date="2026-03-30")
        cancelled = self.make_visit()
        cancelled.action_cancel("Closed")
        self.assertEqual(self.stops(), [late.id, mine.id])
        self.assertEqual(self.stops(day="2026-04-02"), [later.id])
        self.assertEqual(self.stops(day="2026-03-30"), [late.id])
        self.assertEqual(self.stops(user=self.colleague), [others.id])
        self.assertEqual(self.stops(user=self.planner), [])

    def test_the_one_under_way_comes_first(self):
        first, second = self.make_visit(), self.make_visit()
        second.action_check_in()
        self.assertEqual(self.stops(), [second.id, first.id])
        self.assertEqual(self.stops(day="2026-05-01"), [second.id])

    def test_progress_of_the_day(self):
        visit = self.make_visit()
        self.make_visit()
        visit.action_check_in()
        self.answer(visit).action_done()
        data = self.route()
        self.assertEqual((data["day"], data["today"], data["done"], data["total"]), ("2026-04-01", "2026-04-01", 1, 2))

    def test_days_that_are_none(self):
        for day in ("tomorrow", 3, ["2026-04-01"]):
            with self.assertRaises(UserError):
                self.route(day)

    def test_one_visit_with_its_checklist(self):
        self.customer.write({"street": "Bund 1", "city": "Shanghai", "phone": "021-555"})
        visit = self.make_visit()
        visit.action_check_in()
        self.answer(visit, sign="no", photo=False)
        data = visit.visit_data()
        self.assertEqual((data["address"], data["phone"], data["mine"]), ("Bund 1, Shanghai", "021-555", True))
        sign, shelf, remark = data["answers"]
        self.assertEqual((sign["item"], sign["yes_no"], sign["deviates"], sign["answered"]), ("Sign", "no", True, True))
        self.assertEqual((shelf["points"], shelf["photo_needed"], shelf["has_photo"]), ("20", True, False))
        self.assertEqual((remark["kind"], remark["required"], remark["answered"]), ("text", False, False))
        self.answer(visit)
        self.assertTrue(visit.visit_data()["answers"][1]["has_photo"])

    def test_nothing_deviates_before_it_is_answered(self):
        visit = self.make_visit()
        visit.action_check_in()
        self.assertFalse(any(answer["deviates"] or answer["answered"] for answer in visit.visit_data()["answers"]))

    def test_nobody_else_reads_it(self):
        visit = self.make_visit()
        with self.assertRaises(AccessError):
            visit.with_user(self.colleague).visit_data()
        self.assertFalse(visit.with_user(self.planner).visit_data()["mine"])

    def test_queries_do_not_grow_with_the_visits(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.route()
            return self.cr.sql_log_count - before

        self.make_visit(partner=self.make_customer("First"))
        cost()
        few = cost()
        for number in range(20):
            self.make_visit(partner=self.make_customer(f"Shop {number}"))
        self.assertEqual(cost(), few)


@tagged("post_install", "-at_install")
class TestVisitRoute(HttpCase, VisitCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_day_on_the_road(self):
        """Sign 0 of weight 1, shelf 16 of 20 of weight 3: 80 · 3 ÷ 4."""
        self.salesperson.tz = "Asia/Shanghai"
        self.customer.write({"street": "Bund 1", "city": "Shanghai", "phone": "021-555"})
        today = self.company._business_today()
        visit = self.make_visit()
        self.make_visit(partner=self.make_customer("Late Shop"), planned_date=today - timedelta(days=1))
        self.start_tour("/odoo/visit-route", "visit_route", login="grading_salesperson", timeout=120)
        self.assertEqual((visit.state, visit.score, visit.note), ("done", 60, "Asks for a new sign"))
        self.assertEqual((visit.latitude, visit.longitude, visit.accuracy), (31.2304, 121.4737, 12.0))
        self.assertTrue(visit.answer_ids[1].photo)
