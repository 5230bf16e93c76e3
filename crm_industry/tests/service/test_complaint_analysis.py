from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .loop_common import LoopCommon

SHANGHAI = "Asia/Shanghai"
WEEK = {day: [(8, 12), (13, 17)] for day in range(5)}
NOW = "2026-03-20 02:00:00"


@tagged("post_install", "-at_install")
class TestComplaintAnalysis(LoopCommon):
    """Figures of four complaints, worked out again from their events."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cream = cls.env["product.product"].create({"name": "Cream", "is_storable": True, "standard_price": 3.0})
        cls.env["stock.quant"]._update_available_quantity(cls.cream, cls.warehouse.lot_stock_id, 50)
        cls.packing = cls.env.ref("crm_industry.complaint_cause_packing")
        # Some of the goods are of no order.
        cls.env["crm.complaint.policy"].search([("company_id", "=", cls.company.id)]).allows_unbought = True
        cls.happy = cls.ship(cause_id=cls.packing.id)
        with freeze_time("2026-03-10 03:00:00"):
            cls.ask(cls.happy, 4)
        cls.twice = cls.two_rounds()
        cls.silent = cls.ship(user_id=cls.colleague.id)
        cls.in_vain(cls.silent, "2026-03-10", "2026-03-11", "2026-03-12")
        with freeze_time("2026-03-12 03:00:00"):
            cls.silent.with_user(cls.service_manager).action_close_unreachable("Called three times")
        with freeze_time("2026-03-16 01:00:00"):
            cls.open = cls.complain()
        cls.all = cls.happy | cls.twice | cls.silent | cls.open

    @classmethod
    def two_rounds(cls):
        """Bottles and cream leaked; the customer is satisfied in the second round."""
        with freeze_time("2026-03-06 06:00:00"):
            goods = [{"product_id": cls.product.id, "quantity": 1}, {"product_id": cls.cream.id, "quantity": 2}]
            complaint = cls.complain(line_ids=[(0, 0, values) for values in goods], cause_id=cls.packing.id)
            complaint.action_accept()
        with freeze_time("2026-03-09 02:00:00"):
            complaint.action_note_reply()
            cls.deliver(cls.transfers(cls.replace(complaint)), cls.keeper)
        with freeze_time("2026-03-13 02:00:00"):
            cls.ask(complaint, 1)
            cls.deliver(cls.transfers(cls.replace(complaint)), cls.keeper)
        with freeze_time("2026-03-18 02:00:00"):
            cls.ask(complaint, 5)
        return complaint

    def figures(self, groupby, *names, domain=()):
        analysis = self.env["crm.complaint.analysis"].with_user(self.agent)
        aggregates = [f"{name}:{'avg' if name in analysis._ratios() else 'sum'}" for name in names]
        with freeze_time(NOW):
            groups = analysis._read_group(
                [("complaint_id", "in", self.all.ids), *domain],
                groupby,
                [*aggregates, "complaint_id:count_distinct"],
            )
        return {row[: len(groupby)]: row[len(groupby) :] for row in groups}

    def hours(self, complaint, first, last, number=None):
        """Working hours between two events, by the wall clock."""
        events = complaint.event_ids.filtered(lambda event: number in (None, event.round))
        begin = next(event.time for event in events if event.kind in first)
        end = [event.time for event in events if event.kind == last][-1]
        return self.working_minutes(SHANGHAI, WEEK, begin, end) / 60

    def test_totals(self):
        names = ("part", "open_part", "closed_part", "reopened_part", "unreachable_part", "late_part", "calls", "calls_on_time")
        [(*sums, number)] = self.figures([], *names).values()
        self.assertEqual(number, 4)
        # Four questions, one of them asked a day late; four apologies that nobody made.
        self.assertEqual([round(value, 6) for value in sums], [4, 1, 3, 1, 1, 4, 8, 3])

    def test_hours_as_worked_out_from_the_events(self):
        [(reply, solution, _number)] = self.figures([], "reply_hours", "solution_hours").values()
        replies = [self.hours(complaint, ("received",), "replied", 1) for complaint in self.happy | self.twice]
        self.assertEqual(replies, [25, 5])
        self.assertAlmostEqual(reply, 15, 5)
        solutions = [self.hours(complaint, ("received",), "solved", 1) for complaint in (self.happy, self.twice, self.silent)]
        solutions.append(self.hours(self.twice, ("reopened",), "solved", 2))
        self.assertAlmostEqual(solution, sum(solutions) / 3, 5)

    def test_deadlines(self):
        clocks = self.all.clock_ids
        now = datetime.fromisoformat(NOW)
        missed = [clock for clock in clocks if clock.deadline < (clock.met_on or clock.stopped_on or now)]
        met = [clock for clock in clocks if clock.met_on and clock not in missed]
        [(deadlines, kept, rate, _number)] = self.figures([], "deadlines", "kept", "kept_rate").values()
        self.assertEqual((deadlines, kept), (len(missed) + len(met), len(met)))
        self.assertEqual((len(missed), len(met)), (5, 4))
        self.assertAlmostEqual(rate, 100 * kept / deadlines, 6)

    def test_by_product(self):
        found = self.figures(["product_id"], "part", "score", "cost", "reopened_rate")
        bottles, cream = found[(self.product,)], found[(self.cream,)]
        # happy 4, half of 1 and 5 each
        self.assertAlmostEqual(bottles[1], (4 + 0.5 * (1 + 5)) / 2, 6)
        self.assertAlmostEqual(cream[1], 3.0, 6)
        self.assertEqual((bottles[0], bottles[-1], cream[0], cream[-1]), (2.5, 3, 0.5, 1))
        # 16 each for two bottles; one bottle and two creams twice are 28, half and half.
        self.assertEqual((bottles[2], cream[2]), (16 + 16 + 14, 14))
        self.assertAlmostEqual(bottles[3], 100 * 0.5 / 2.5, 6)
        self.assertEqual(found[(self.env["product.product"],)][-1], 1)

    def test_by_cause_and_agent(self):
        causes = self.figures(["cause_id"], "cost", "unreachable_rate")
        self.assertEqual(causes[(self.packing,)], (44.0, 0.0, 2))
        self.assertEqual(causes[(self.env["crm.complaint.cause"],)][1:], (100.0, 2))
        agents = self.figures(["user_id"], "part")
        self.assertEqual(agents[(self.agent,)], (2, 2))
        self.assertEqual(agents[(self.colleague,)], (1, 1))

    def test_actual_goods_count_where_they_are_worth_more(self):
        move = self.transfers(self.happy.resolution_ids).move_ids
        self.assertEqual(self.happy.cost, 16.0)
        move.sudo().value = 20.0
        self.env.invalidate_all()
        self.assertEqual(self.happy.cost, 20.0)
        self.assertEqual(self.figures(["complaint_id"], "cost")[(self.happy,)][0], 20.0)

    def test_day_of_the_company(self):
        with freeze_time("2026-03-05 17:00:00"):
            night = self.complain()
        row = self.env["crm.complaint.analysis"].search([("complaint_id", "=", night.id)])
        self.assertEqual(row.date, date(2026, 3, 6))

    def test_grade_then(self):
        self.assertIn("grade_id", self.env["crm.complaint"]._guarded_fields())
        with self.assertRaises(AccessError):
            self.happy.with_user(self.service_manager).write({"grade_id": False})

    # -- dashboard -----------------------------------------------------------------------------------------------------

    def dashboard(self, user=None, **filters):
        with freeze_time(NOW):
            return self.env["crm.complaint.analysis"].with_user(user or self.agent).dashboard_data(filters)

    def test_dashboard(self):
        data = self.dashboard(user_id=self.colleague.id)
        figures = {figure["key"]: figure for figure in data["figures"]}
        self.assertEqual(data["month"], "2026-03-01")
        self.assertEqual(len(data["months"]), 13)
        self.assertEqual(figures["part"]["current"], 1)
        self.assertEqual(figures["cost"]["current"], 16.0)
        self.assertEqual(figures["unreachable_rate"]["current"], 100.0)
        self.assertIsNone(figures["score"]["current"])
        self.assertIsNone(figures["score"]["previous"])
        [agents] = [split["rows"] for split in data["splits"] if split["key"] == "user_id"]
        self.assertEqual([(row["id"], row["number"]) for row in agents], [(self.colleague.id, 1)])
        rows = self.env["crm.complaint.analysis"].search(agents[0]["domain"])
        self.assertEqual(rows.complaint_id, self.silent)

    def test_dashboard_now(self):
        now = {figure["key"]: figure for figure in self.dashboard()["now"]}
        found = self.env["crm.complaint"].search(now["open"]["domain"])
        self.assertEqual(found & self.all, self.open)
        self.assertEqual(now["open"]["value"], len(found))

    def test_dashboard_refuses(self):
        with self.assertRaises(AccessError):
            self.dashboard(self.salesperson)
        for filters in ({"month": "tomorrow"}, {"user_id": "x"}, {"colour": 1}, {"months": "many"}):
            with self.assertRaises(UserError):
                self.dashboard(**filters)

    def test_other_company(self):
        rows = self.env["crm.complaint.analysis"].with_user(self.other_agent).search([("complaint_id", "in", self.all.ids)])
        self.assertFalse(rows)
        with freeze_time(NOW):
            data = self.env["crm.complaint.analysis"].with_user(self.other_agent).dashboard_data()
        self.assertFalse([row for split in data["splits"] for row in split["rows"]])
