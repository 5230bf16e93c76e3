from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .loop_common import LoopCommon

LATER = "2026-03-12 02:00:00"
MARCH = date(2026, 3, 1)


@tagged("post_install", "-at_install")
@freeze_time(LATER)
class TestEmployeeService(LoopCommon):
    """Punctuality of callers and satisfaction of the customers of agents; the same figures as moments of truth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # apologies are due on Thursday the 5th, questions on Tuesday the 10th
        cls.prompt, cls.forgotten, cls.late = cls.ship(), cls.ship(), cls.ship()
        with freeze_time("2026-03-05 04:00:00"):
            cls.callback(cls.prompt, "apology").action_log_call("reached")
        with freeze_time("2026-03-06 02:00:00"):
            cls.callback(cls.forgotten, "apology").action_log_call("reached")
            cls.callback(cls.forgotten).user_id = cls.colleague
        with freeze_time("2026-03-10 15:30:00"):  # half an hour before midnight in Shanghai
            cls.ask(cls.prompt, 5)
        with freeze_time("2026-03-10 16:30:00"):  # the 11th there
            cls.callback(cls.late).action_log_call("no_answer")
        with freeze_time("2026-03-12 01:00:00"):
            cls.ask(cls.late, 2)

    def figures(self, user, *names):
        rows = self.env["crm.employee.service"].with_user(self.service_manager)
        domain = [("user_id", "=", user.id), ("complaint_id", "in", (self.prompt | self.forgotten | self.late).ids)]
        [values] = rows._read_group(domain, [], [f"{name}:{'avg' if name in rows._ratios() else 'sum'}" for name in names])
        return tuple(values)

    def test_callers_are_as_punctual_as_their_first_calls(self):
        names = ("calls", "calls_on_time", "calls_missed", "punctuality")
        # made in time: both of the first case; late: one of each other; never made: an apology
        self.assertEqual(self.figures(self.agent, *names), (5, 2, 1, 40))
        self.assertEqual(self.figures(self.colleague, *names), (1, 0, 1, 0))

    def test_customers_are_those_of_the_agents_cases(self):
        names = ("answers", "satisfied", "scores", "score_sum", "satisfied_rate", "score")
        self.assertEqual(self.figures(self.agent, *names), (2, 1, 2, 7, 50, 3.5))
        self.assertEqual(self.figures(self.colleague, "answers"), (0,))

    def test_what_is_due_today_is_not_missed(self):
        with freeze_time("2026-03-10 15:59:00"):
            self.assertEqual(self.figures(self.colleague, "calls"), (0,))
        with freeze_time("2026-03-10 16:01:00"):
            self.assertEqual(self.figures(self.colleague, "calls"), (1,))

    def test_a_row_has_ratios_as_well(self):
        rows = self.env["crm.employee.service"].search([("complaint_id", "=", self.late.id), ("answers", ">", 0)])
        self.assertEqual((rows.score, rows.satisfied_rate, rows.punctuality, str(rows.date)), (2, 0, 0, "2026-03-12"))

    def test_agents_see_their_own_figures(self):
        rows = self.env["crm.employee.service"]
        self.assertEqual(rows.with_user(self.colleague).search([]).user_id, self.colleague)
        self.assertFalse(rows.with_user(self.other_agent).search([]))
        with self.assertRaises(AccessError):
            rows.with_user(self.salesperson).search([])

    # -- moments of truth ----------------------------------------------------------------------------------------------

    def measured(self, measure, **values):
        self.late.category_id = False
        values = {"name": "M", "standard": "S", "measure": measure, "target": 50, "category_id": self.leaking.id} | values
        moment = self.env["crm.moment"].with_user(self.service_manager).create(values)
        moment.action_measure()
        return {row.month: (row.number, round(row.value, 2)) for row in moment.month_ids}

    def test_callbacks_as_moments_of_truth(self):
        cases = {"category_id": self.leaking.id}
        self.assertEqual(self.measured("callback_on_time", **cases), {MARCH: (4, 50)})
        self.assertEqual(self.measured("callback_satisfied", **cases), {MARCH: (1, 100)})

    def test_clocks_as_moments_of_truth(self):
        clocks = (self.prompt | self.forgotten).sudo().clock_ids
        for kind in ("reply", "resolution"):
            mine = clocks.filtered(lambda clock, kind=kind: clock.kind == kind)
            over = mine.filtered(lambda clock: clock.deadline and (clock.met_on or str(clock.deadline) < LATER))
            kept = over.filtered(lambda clock: clock.met_on and clock.met_on <= clock.deadline)
            met = mine.filtered("met_on")
            self.assertTrue(over)
            share = round(100 * len(kept) / len(over), 2)
            self.assertEqual(self.measured(f"{kind}_on_time"), {MARCH: (len(over), share)}, kind)
            hours = {MARCH: (len(met), round(sum(met.mapped("used_hours")) / len(met), 2))} if met else {}
            self.assertEqual(self.measured(f"{kind}_hours"), hours, kind)
