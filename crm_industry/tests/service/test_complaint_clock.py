from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .loop_common import LoopCommon

SEEN = ("started_on", "target_hours", "deadline", "met_on", "stopped_on", "state", "used_hours", "paused_hours", "breached")
WORDS = "We are on it"


def moment(text):
    return datetime.fromisoformat(text)


@tagged("post_install", "-at_install")
class TestComplaintClock(LoopCommon):
    """Hours are counted here minute by minute on the wall clock of the zone, there by Odoo's calendars."""

    def clock(self, complaint, kind, number=1):
        return complaint.clock_ids.filtered(lambda clock: (clock.kind, clock.round) == (kind, number))

    def seen(self, complaint):
        return complaint.clock_ids.sorted(lambda clock: (clock.round, clock.kind)).read(SEEN)

    def calendar_of(self, zone, hours):
        """A calendar of the policy with these hours, which hold whatever the wall clock does."""
        self.calendar.write({"tz": zone, "attendance_ids": [(5, 0, 0)]})
        self.calendar.attendance_ids = [
            (
                0,
                0,
                {"name": "Open", "dayofweek": str(day), "hour_from": first, "hour_to": last, "day_period": "morning"},
            )
            for day, spans in hours.items()
            for first, last in spans
        ]

    # -- first answer --------------------------------------------------------------------------------------------------

    def test_first_answer_in_working_hours(self):
        with freeze_time("2026-03-06 08:00:00"):  # Friday, 16:00 in Shanghai
            complaint = self.complain()
        clock = self.clock(complaint, "reply")
        # One hour on Friday, three on Monday from 8:00.
        self.assertEqual(clock.deadline, moment("2026-03-09 03:00:00"))
        self.assertEqual((clock.state, clock.breached), ("running", False))
        self.assertEqual(complaint.deadline, clock.deadline)
        with freeze_time("2026-03-09 01:30:00"):
            complaint.action_accept()
            self.assertFalse(clock.met_on)
            complaint.message_post(
                body=WORDS,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.customer.ids,
            )
        self.assertEqual((clock.met_on, clock.state), (moment("2026-03-09 01:30:00"), "met"))
        self.assertEqual(clock.used_hours, 2.5)
        self.assertFalse(clock.breached)

    def test_time_of_receipt_is_put_right(self):
        with freeze_time("2026-03-05 03:00:00"):
            complaint = self.complain()
            complaint.received_on = "2026-03-05 01:00:00"
        clock = self.clock(complaint, "reply")
        self.assertEqual((clock.started_on, clock.deadline), (moment("2026-03-05 01:00:00"), moment("2026-03-05 06:00:00")))
        with freeze_time("2026-03-05 05:00:00"):
            complaint.received_on = "2026-03-05 04:00:00"
        self.assertEqual(clock.started_on, moment("2026-03-05 01:00:00"))

    def test_what_is_no_answer(self):
        complaint = self.complain()
        complaint.message_post(body=WORDS, message_type="comment", subtype_xmlid="mail.mt_note", partner_ids=self.customer.ids)
        complaint.message_post(
            body=WORDS,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.colleague.partner_id.ids,
        )
        complaint.sudo().message_post(
            body=WORDS, message_type="email", subtype_xmlid="mail.mt_comment", author_id=self.customer.id
        )
        complaint.action_accept()
        self.assertFalse(self.clock(complaint, "reply").met_on)
        complaint.action_note_reply("Called her")
        self.assertTrue(self.clock(complaint, "reply").met_on)
        events = complaint.event_ids.filtered(lambda event: event.kind == "replied")
        complaint.action_note_reply("Called again")
        self.assertEqual(events.mapped("note"), ["Called her"])

    def test_accepting_is_an_answer_where_the_company_says_so(self):
        self.company.complaint_accept_replies = True
        complaint = self.complain()
        complaint.action_accept()
        self.assertEqual(self.clock(complaint, "reply").state, "met")

    # -- solution ------------------------------------------------------------------------------------------------------

    def test_solution_ends_with_the_last_thing_done(self):
        complaint = self.ship()
        clock = self.clock(complaint, "resolution")
        self.assertEqual((clock.state, clock.met_on), ("met", moment("2026-03-05 02:00:00")))
        with freeze_time("2026-03-05 03:00:00"):
            second = self.propose(complaint, "apology")
            second.action_submit()
        self.assertEqual((clock.state, clock.met_on), ("running", False))
        with freeze_time("2026-03-05 04:00:00"):
            second.with_user(self.service_manager).action_refuse("Enough")
        self.assertEqual((clock.state, clock.met_on), ("met", moment("2026-03-05 02:00:00")))

    def test_each_round_has_its_own_clock(self):
        complaint = self.ship()
        with freeze_time("2026-03-10 02:00:00"):
            self.ask(complaint, 1)
        clock = self.clock(complaint, "resolution", 2)
        self.assertEqual((clock.started_on, clock.state), (moment("2026-03-10 02:00:00"), "running"))
        # 24 hours of 8: Tuesday 10:00 and three working days.
        self.assertEqual(clock.deadline, moment("2026-03-13 02:00:00"))
        self.assertFalse(self.clock(complaint, "reply", 2))

    def test_withdrawn_is_not_waited_for(self):
        with freeze_time("2026-03-05 02:00:00"):
            complaint = self.complain()
        with freeze_time("2026-03-05 03:00:00"):
            complaint.with_user(self.service_manager).action_withdraw("Twice on record")
        self.assertEqual(complaint.clock_ids.mapped("state"), ["stopped", "stopped"])
        self.assertFalse(complaint.is_late)

    # -- pauses --------------------------------------------------------------------------------------------------------

    def answered(self, at="2026-03-05 00:00:00"):
        with freeze_time(at):
            complaint = self.complain()
            complaint.action_accept()
            complaint.action_note_reply()
        return complaint

    def test_pause_puts_the_deadline_off(self):
        complaint = self.answered()
        clock = self.clock(complaint, "resolution")
        self.assertEqual(clock.deadline, moment("2026-03-09 09:00:00"))
        with freeze_time("2026-03-05 02:00:00"):
            complaint.action_pause("A photo, please")
        self.assertEqual((clock.state, clock.deadline), ("paused", False))
        with freeze_time("2026-03-06 02:00:00"):
            complaint.action_resume()
        # Six working hours on Thursday, two on Friday.
        self.assertEqual((clock.state, clock.paused_hours, clock.deadline), ("running", 8.0, moment("2026-03-10 09:00:00")))

    def test_customer_who_writes_ends_the_pause(self):
        complaint = self.answered()
        complaint.action_pause("A photo, please")
        complaint.sudo().message_post(
            body=WORDS, message_type="email", subtype_xmlid="mail.mt_comment", author_id=self.customer.id
        )
        self.assertFalse(complaint.paused_on)
        self.assertEqual(complaint.event_ids.mapped("kind")[-1], "resumed")

    def test_proposal_ends_the_pause(self):
        complaint = self.answered()
        complaint.action_pause("A photo, please")
        self.propose(complaint).action_submit()
        self.assertFalse(complaint.paused_on)
        self.assertEqual(complaint.event_ids.mapped("kind")[-2:], ["resumed", "proposed"])

    def test_pause_ends_by_itself(self):
        complaint = self.answered()
        with freeze_time("2026-03-05 02:00:00"):
            complaint.action_pause("A photo, please")
        with freeze_time("2026-03-14 02:00:00"), self.enter_registry_test_mode():
            self.env.ref("crm_industry.ir_cron_complaint_clocks").method_direct_trigger()
        event = complaint.event_ids.filtered(lambda each: each.kind == "resumed")
        self.assertEqual(event.time, moment("2026-03-10 02:00:00"))
        self.assertFalse(complaint.paused_on)

    def test_limits_of_pauses(self):
        complaint = self.complain()
        with self.assertRaisesRegex(UserError, "in progress"):
            complaint.action_pause("A photo")
        complaint.action_accept()
        with self.assertRaisesRegex(UserError, "answer the customer first"):
            complaint.action_pause("A photo")
        complaint.action_note_reply()
        with self.assertRaisesRegex(UserError, "Give a reason"):
            complaint.action_pause("")
        for _time in range(2):
            complaint.action_pause("A photo")
            with self.assertRaisesRegex(UserError, "in progress"):
                complaint.action_pause("A photo")
            complaint.action_resume()
        with self.assertRaisesRegex(UserError, "2 times already"):
            complaint.action_pause("A photo")
        with self.assertRaisesRegex(UserError, "is not paused"):
            complaint.action_resume()
        with self.assertRaises(AccessError):
            complaint.with_user(self.salesperson).action_pause("A photo")

    # -- missed --------------------------------------------------------------------------------------------------------

    def test_manager_is_told_once(self):
        with freeze_time("2026-03-05 00:00:00"):
            complaint = self.complain()
        late = self.env.ref("crm_industry.mail_activity_complaint_late")
        for at, told in (("2026-03-05 04:00:00", 0), ("2026-03-05 05:30:00", 1), ("2026-03-05 06:00:00", 1)):
            with freeze_time(at), self.enter_registry_test_mode():
                self.env.ref("crm_industry.ir_cron_complaint_clocks").method_direct_trigger()
            found = complaint.sudo().activity_ids.filtered(lambda activity: activity.activity_type_id == late)
            self.assertEqual(len(found), told, at)
        self.assertEqual(found.user_id, self.service_manager)
        self.assertTrue(self.clock(complaint, "reply").breached)
        self.assertTrue(complaint.is_late)
        self.assertFalse(self.clock(complaint, "resolution").breached)

    def test_nobody_writes_clocks(self):
        complaint = self.complain()
        clock = self.clock(complaint, "reply")
        for user in (self.agent, self.service_manager, self.env.user):
            for vals in ({"deadline": False}, {"breached": False}, {"met_on": "2026-01-01 00:00:00"}):
                with self.assertRaises(AccessError):
                    clock.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                complaint.with_user(user).write({"paused_on": "2026-01-01 00:00:00"})
        with self.assertRaises(AccessError):
            complaint.with_user(self.service_manager).write({"is_late": True})
        with self.assertRaises(AccessError):
            clock.with_user(self.other_agent).read(["deadline"])

    # -- the same as worked out from the events ------------------------------------------------------------------------

    def story(self, times):
        """Accept, answer, pause, go on and solve at some moments."""
        accepted, replied, paused, resumed, solved = times[1:]
        with freeze_time(times[0]):
            complaint = self.complain()
        with freeze_time(accepted):
            complaint.action_accept()
        with freeze_time(replied):
            complaint.action_note_reply()
        with freeze_time(paused):
            complaint.action_pause("A photo")
        with freeze_time(resumed):
            complaint.action_resume()
        with freeze_time(solved):
            resolution = self.propose(complaint, "apology")
            resolution.action_submit()
            resolution.with_user(self.service_manager).action_approve()
            resolution._done()
        return complaint

    def check_story(self, zone, hours, times):
        self.calendar_of(zone, hours)
        complaint = self.story(times)
        begin, _accepted, replied, paused, resumed, solved = map(moment, times)
        pauses = [(paused, resumed)]
        reply, solution = self.clock(complaint, "reply"), self.clock(complaint, "resolution")
        self.assertEqual(reply.deadline, self.working_minutes(zone, hours, begin, minutes=240))
        self.assertAlmostEqual(reply.used_hours, self.working_minutes(zone, hours, begin, replied) / 60, 5)
        self.assertEqual(solution.deadline, self.working_minutes(zone, hours, begin, minutes=24 * 60, pauses=pauses))
        self.assertAlmostEqual(solution.used_hours, self.working_minutes(zone, hours, begin, solved, pauses=pauses) / 60, 5)
        self.assertAlmostEqual(solution.paused_hours, self.working_minutes(zone, hours, paused, resumed) / 60, 5)
        self.assertEqual(reply.breached, replied > reply.deadline)
        self.assertEqual(solution.breached, solved > solution.deadline)
        stored = self.seen(complaint)
        complaint._recompute_clocks()
        self.assertEqual(self.seen(complaint), stored)
        with freeze_time("2030-01-01"):
            complaint._recompute_clocks()
        self.assertEqual(self.seen(complaint), stored)

    def test_shanghai(self):
        week = {day: [(8, 12), (13, 17)] for day in range(5)}
        self.check_story(
            "Asia/Shanghai",
            week,
            (
                "2026-03-06 07:10:00",
                "2026-03-06 08:20:00",
                "2026-03-09 01:05:00",
                "2026-03-09 05:30:00",
                "2026-03-11 02:45:00",
                "2026-03-12 06:00:00",
            ),
        )

    def test_berlin_when_summer_begins(self):
        """On Sunday, 29 March 2026, the hour from two to three is left out."""
        week = {day: [(0, 6), (8, 20)] for day in (4, 5, 6, 0, 1)}
        self.check_story(
            "Europe/Berlin",
            week,
            (
                "2026-03-28 17:30:00",
                "2026-03-28 18:00:00",
                "2026-03-29 01:30:00",
                "2026-03-29 07:00:00",
                "2026-03-29 09:15:00",
                "2026-03-30 16:40:00",
            ),
        )

    def test_berlin_when_summer_ends(self):
        """On Sunday, 25 October 2026, the hour from two to three comes twice; the pause lies across it."""
        week = {day: [(0, 6), (8, 20)] for day in range(7)}
        self.check_story(
            "Europe/Berlin",
            week,
            (
                "2026-10-24 15:00:00",
                "2026-10-24 15:30:00",
                "2026-10-24 16:30:00",
                "2026-10-24 23:30:00",
                "2026-10-25 02:30:00",
                "2026-10-26 18:00:00",
            ),
        )

    def test_new_york_in_the_night(self):
        """Summer begins on 8 March 2026, in the middle of the night shift."""
        week = {day: [(0, 4), (22, 24)] for day in range(7)}
        self.check_story(
            "America/New_York",
            week,
            (
                "2026-03-07 22:00:00",
                "2026-03-08 03:10:00",
                "2026-03-08 06:40:00",
                "2026-03-09 02:30:00",
                "2026-03-09 05:00:00",
                "2026-03-12 07:00:00",
            ),
        )

    def test_half_hours_on_an_island(self):
        """Lord Howe puts its clocks back by half an hour only, on 5 April 2026."""
        week = {day: [(1, 5), (9, 17)] for day in range(7)}
        self.check_story(
            "Australia/Lord_Howe",
            week,
            (
                "2026-04-04 04:00:00",
                "2026-04-04 05:00:00",
                "2026-04-04 15:45:00",
                "2026-04-04 16:00:00",
                "2026-04-04 23:30:00",
                "2026-04-07 03:00:00",
            ),
        )
