from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .telecom_common import NOON, TelecomCommon

# Written down apart from the code, for telecom managers by RPC: {verb: {state before: state after}}.
EXPECTED = {
    "release": {"reserved": "free"},
    "unassign": {"assigned": "free"},
    "end_quarantine": {"quarantined": "free"},
    "block": {"free": "blocked", "reserved": "blocked", "quarantined": "blocked"},
    "unblock": {"blocked": "free"},
    "come_home": {"ported_out": "quarantined"},
}
STATES = ("free", "reserved", "assigned", "quarantined", "blocked", "ported_out")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomNumber(TelecomCommon):
    """The life of a number in the pool."""

    def in_state(self, state):
        number = self.make_number()
        if state == "reserved":
            number.action_reserve(self.subscriber.id)
        elif state == "assigned":
            number._assign(self.subscribe(prepared=False)._number_service())
        elif state == "quarantined":
            subscription = self.subscribe("active")
            number = subscription.number_id
            self.step(subscription, "give_notice")
            self.step(subscription, "terminate")
        elif state == "blocked":
            number._transition("block", self.reason("block_spam"))
        elif state == "ported_out":
            number = self.port_out(self.subscribe("active"))
        self.assertEqual(number.state, state)
        return number

    def port_out(self, subscription):
        number = subscription.number_id
        port = self.env["crm.telecom.port"].create(
            {
                "direction": "out",
                "e164": number.e164,
                "subscription_id": subscription.id,
                "operator": "Eastern Mobile",
                "port_date": "2026-03-16",
            }
        )
        port._transition("complete")
        return number

    def test_every_step_from_every_state(self):
        for verb, ways in EXPECTED.items():
            for state in STATES:
                number = self.in_state(state).with_user(self.telecom_manager)
                args = [number.ids, self.reason("block_spam").id] if verb == "block" else [number.ids]
                with self.subTest(verb=verb, state=state):
                    if state in ways:
                        call_kw(number.browse(), f"action_{verb}", args, {})
                        self.assertEqual(number.state, ways[state])
                        self.assertEqual((number.last_event_id.verb, number.last_event_id.state_from), (verb, state))
                    else:
                        with self.assertRaises(UserError):
                            call_kw(number.browse(), f"action_{verb}", args, {})
                        self.assertEqual(number.state, state)

    def test_no_verb_is_missing_here(self):
        others = {"reserve", "assign", "quarantine", "port_in", "port_out"}
        self.assertEqual(set(self.env["crm.telecom.number"]._transitions()), set(EXPECTED) | others)

    def test_reserve_and_assign_from_every_state(self):
        for state in STATES:
            number = self.in_state(state).with_user(self.telecom_agent)
            with self.subTest(state=state):
                if state == "free":
                    number.action_reserve(self.subscriber.id)
                    self.assertEqual(number.state, "reserved")
                else:
                    with self.assertRaises(UserError):
                        number.action_reserve(self.subscriber.id)
            number = self.in_state(state).with_user(self.telecom_agent)
            service = self.subscribe(prepared=False)._number_service().with_user(self.telecom_agent)
            with self.subTest(state=state):
                if state in ("free", "reserved"):
                    service.action_assign_number(number.id)
                    self.assertEqual((number.state, service.number_id), ("assigned", number))
                else:
                    with self.assertRaises(UserError):
                        service.action_assign_number(number.id)

    def test_window_of_steps_is_no_way_around(self):
        numbers = self.env["crm.telecom.step"].with_user(self.telecom_manager)
        for state, verb in (
            ("free", "reserve"),
            ("free", "assign"),
            ("assigned", "quarantine"),
            ("assigned", "port_out"),
            ("ported_out", "port_in"),
        ):
            number = self.in_state(state)
            window = numbers.create({"res_model": "crm.telecom.number", "res_ids": number.ids, "verb": verb})
            with self.subTest(verb=verb), self.assertRaises(UserError):
                window.action_confirm()
            self.assertEqual(number.state, state)

    def test_state_is_written_by_steps_alone(self):
        number = self.make_number().with_user(self.telecom_manager)
        for values in ({"state": "assigned"}, {"reserved_until": "2027-01-01"}, {"quarantine_until": False}, {"ported_in": True}):
            with self.assertRaises(AccessError):
                number.write(values)
            with self.assertRaises(AccessError):
                number.sudo().write(values)
        with self.assertRaises(AccessError):
            number.create({"e164": "+8613900000099", "state": "blocked"})
        with self.assertRaises(UserError):
            number.sudo().unlink()

    def test_written_in_the_international_form(self):
        china, numbers = self.env.ref("base.cn"), self.env["crm.telecom.number"]
        self.company.country_id = china
        for text in ("138 1234 5678", "+86 138-1234-5678", "0086 13812345678", "+8613812345678"):
            self.assertEqual(numbers._to_e164(text, self.company), "+8613812345678", text)
        for text in ("", "12", "abc", "+86", "1381234567x", "++8613812345678"):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, "is no telephone number"):
                numbers.create({"e164": text})

    def test_checked_by_the_plans_of_the_countries(self):
        """What only Odoo's phone validation knows: how long numbers are, which codes there are, what is dialled at home alone."""
        numbers = self.env["crm.telecom.number"]
        written = {"base.cn": {"(021) 6012 3456": "+862160123456", "010-6552 9988": "+861065529988"}}
        abroad = {"+49 (0)30 901820": "+4930901820", "+44 (0)20 7946 0018": "+442079460018", "001 212 736 5000": "+12127365000"}
        written["base.cn"] |= abroad
        written["base.de"] = {"030 901820": "+4930901820", "+86 138 1234 5678": "+8613812345678"}
        for country, texts in written.items():
            self.company.country_id = self.env.ref(country)
            self.assertEqual({text: numbers._to_e164(text, self.company) for text in texts}, texts)
        for text in ("+86 138 1234 567", "+86 138 1234 56789", "+999 1234 5678", "+1 123 456 7890", "+49 1"):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, "is no telephone number"):
                numbers._to_e164(text, self.company)

    def test_once_in_a_company(self):
        number = self.make_number()
        theirs = self.make_number(company_id=self.other_company.id, e164=number.e164)
        self.assertNotEqual(number, theirs)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.make_number(e164=number.e164)
            self.env.flush_all()

    def test_live_assignments_are_unique_in_the_database(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'crm_telecom_number_assignment' AND indexdef LIKE '%UNIQUE%'"
        )
        indexes = " ".join(definition for (definition,) in self.env.cr.fetchall())
        self.assertIn("(number_id) WHERE (date_to IS NULL)", indexes)
        self.assertIn("(service_id) WHERE (date_to IS NULL)", indexes)

    def test_reservation_by_default_for_three_days(self):
        number = self.make_number().with_user(self.telecom_agent)
        number.action_reserve(self.contact.id)
        self.assertEqual(str(number.reserved_until), "2026-03-19 04:00:00")
        self.assertEqual((number.reserved_partner_id, number.reserved_by_id), (self.contact, self.telecom_agent))
        with self.assertRaisesRegex(UserError, "is taken. It is reserved for .*Li Lei"):
            number.action_reserve(self.subscriber.id)

    def test_arguments_of_a_reservation(self):
        number = self.make_number().with_user(self.telecom_agent)
        lead = self.env["crm.lead"].create({"name": "Wants a beautiful number"})
        for until in ("2026-03-15 00:00:00", "2028-01-01 00:00:00", "soon", 5):
            with self.subTest(until=until), self.assertRaisesRegex(UserError, "within a year"):
                number.action_reserve(self.subscriber.id, until=until)
        with self.assertRaises(UserError):
            number.action_reserve("x")
        self.assertEqual(number.action_reserve()["res_model"], "crm.telecom.number.reservation")
        lead.user_id = self.telecom_agent
        number.with_user(self.telecom_manager).sudo().action_reserve(lead_id=lead.id, until="2026-03-20 00:00:00")
        self.assertEqual(number.sudo().reserved_lead_id, lead)

    def test_window_reserves_several(self):
        numbers = self.make_number() | self.make_number()
        windows = self.env["crm.telecom.number.reservation"].with_user(self.telecom_agent)
        window = windows.create({"number_ids": [(6, 0, numbers.ids)]})
        with self.assertRaisesRegex(UserError, "for which customer"):
            window.action_confirm()
        window.partner_id = self.subscriber
        window.action_confirm()
        self.assertEqual(set(numbers.mapped("state")), {"reserved"})

    def test_others_do_not_release(self):
        number = self.make_number().with_user(self.telecom_manager)
        number.action_reserve(self.subscriber.id)
        with self.assertRaisesRegex(UserError, "only they and telecom managers"):
            number.with_user(self.telecom_agent).action_release()
        with freeze_time("2026-03-20 04:00:00"):
            number.with_user(self.telecom_agent).action_release()
        self.assertEqual((number.state, number.reserved_partner_id.id), ("free", False))

    def test_reservations_expire_by_themselves(self):
        numbers = self.env["crm.telecom.number"]
        short, long = self.make_number(), self.make_number()
        short._reserve({"reserved_partner_id": self.subscriber.id}, fields.Datetime.to_datetime("2026-03-16 05:00:00"))
        long._reserve({"reserved_partner_id": self.subscriber.id}, fields.Datetime.to_datetime("2026-03-17 05:00:00"))
        self.run_cron("_cron_release_reservations")
        self.assertEqual((short.state, long.state), ("reserved", "reserved"))
        with freeze_time("2026-03-16 05:00:01"):
            self.run_cron("_cron_release_reservations")
        self.assertEqual((short.state, long.state), ("free", "reserved"))
        self.assertEqual(short.last_event_id.source, "job")
        self.assertFalse(numbers.search([("state", "=", "free"), ("reserved_partner_id", "!=", False)]))

    def test_rests_ninety_days_after_a_termination(self):
        number = self.in_state("quarantined")
        self.assertEqual(str(number.quarantine_until), "2026-06-14")
        self.assertFalse(number.subscription_id)
        with self.assertRaisesRegex(UserError, "rests until"):
            number.with_user(self.telecom_agent).action_end_quarantine()
        with freeze_time("2026-06-13 04:00:00"):
            self.run_cron("_cron_end_quarantines")
        self.assertEqual(number.state, "quarantined")
        with freeze_time("2026-06-14 04:00:00"):
            self.run_cron("_cron_end_quarantines")
        self.assertEqual((number.state, number.quarantine_until), ("free", False))

    def run_cron(self, method):
        # What the method commits belongs to this test.
        crons = type(self.env["ir.cron"])
        self.patch(crons, "_commit_progress", lambda cron, processed=0, *, remaining=None, deactivate=False: float("inf"))
        getattr(self.env["crm.telecom.number"].sudo(), method)()

    def test_days_of_the_quarantine_are_the_companys(self):
        self.company.telecom_quarantine_days = 10
        self.assertEqual(str(self.in_state("quarantined").quarantine_until), "2026-03-26")
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.cr.savepoint():
            self.company.telecom_quarantine_days = -1
            self.env.flush_all()

    def test_blocked_in_quarantine_rests_on(self):
        number = self.in_state("quarantined").with_user(self.telecom_manager)
        number.action_block(self.reason("block_spam").id)
        self.assertEqual(number.reason_id, self.reason("block_spam"))
        number.action_unblock()
        self.assertEqual((number.state, number.reason_id.id), ("quarantined", False))

    def test_blocking_is_for_managers_and_needs_a_reason(self):
        number = self.make_number()
        with self.assertRaisesRegex(UserError, "Only telecom managers"):
            number.with_user(self.telecom_agent).action_block(self.reason("block_spam").id)
        self.assertEqual(number.with_user(self.telecom_manager).action_block()["res_model"], "crm.telecom.step")

    def test_never_used_numbers_do_not_rest(self):
        for state in ("cancelled", "aborted"):
            subscription = self.subscribe(state)
            number = subscription.number_assignment_ids.number_id
            self.assertEqual((number.state, number.quarantine_until), ("free", False), state)

    def test_agents_keep_no_pool(self):
        number = self.make_number().with_user(self.telecom_agent)
        number.note = "Asked for by the mayor"
        for values in ({"access_type": "fixed"}, {"grade_id": False}, {"region_id": False}, {"e164": "+8613900000000"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                number.write(values)
        with self.assertRaises(AccessError):
            number.create({"e164": "+8613900000000"})
        used = self.subscribe("active").number_id.with_user(self.telecom_manager)
        with self.assertRaisesRegex(UserError, "in use"):
            used.e164 = "+8613900000000"

    def test_salespeople_read_and_other_companies_do_not(self):
        number, used = self.make_number(), self.subscribe("active").number_id
        mine = number.with_user(self.salesperson)
        self.assertEqual(mine.e164, number.e164)
        for method in ("action_reserve", "action_release", "action_block", "action_unassign"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(mine, method)()
        self.subscriber.user_id = self.telecom_agent
        self.env.flush_all()
        self.assertFalse(used.with_user(self.salesperson).search([("id", "=", used.id)]))
        self.assertTrue(number.with_user(self.salesperson).search([("id", "=", number.id)]))
        theirs = number.with_user(self.other_telecom_agent)
        self.assertFalse(theirs.search([("id", "in", (number | used).ids)]))
        with self.assertRaises(AccessError):
            theirs.action_reserve(self.subscriber.id)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomNumberGrade(TelecomCommon):
    """Beautiful numbers."""

    def grade_of(self, e164):
        return self.make_number(e164=e164).grade_id.code or ""

    def test_shipped_patterns(self):
        expected = {
            "+8613952188888": "AAAAA",
            "+8613952176666": "AAAA",
            "+8613952171234": "AAAA",
            "+8613952179876": "AAAA",
            "+8613952170777": "AAA",
            "+8613952177799": "AAA",
            "+8613952171717": "AAA",
            "+8613952170188": "lucky",
            "+8613952170168": "lucky",
            "+8613952170935": "",
        }
        self.company.country_id = self.env.ref("base.cn")
        self.assertEqual({e164: self.grade_of(e164) for e164 in expected}, expected)

    def test_the_first_grade_in_their_order(self):
        grades = self.env["crm.telecom.number.grade"]
        grades.create({"name": "Company's own", "code": "own", "sequence": 1, "patterns": "1395217??35\n*0935"})
        self.company.country_id = self.env.ref("base.cn")
        self.assertEqual(self.grade_of("+8613952170935"), "own")
        self.assertEqual(self.grade_of("+8613952171035"), "own")
        self.assertEqual(self.grade_of("+8613952181035"), "")
        grades.create({"name": "Odd ones", "code": "odd", "sequence": 2, "patterns": "*AAB?BA\n*3?ABC\n139*521\n1*AA9AA"})
        expected = {
            "+8613952774547": "odd",
            "+8613952774747": "odd",
            "+8613952771717": "odd",
            "+8613952773373": "",
            "+8613952733737": "AAA",
            "+8613952331913": "odd",
            "+8613952130789": "odd",
            "+8613952140789": "",
            "+8613952130521": "odd",
            "+8613952122922": "odd",
        }
        self.assertEqual({e164: self.grade_of(e164) for e164 in expected}, expected)

    def test_patterns_that_are_none(self):
        grades = self.env["crm.telecom.number.grade"].with_user(self.telecom_manager)
        for patterns in ("(a+)+$", "*KK", "\n \n", "12;DROP", "*" * 50):
            with self.subTest(patterns=patterns), self.assertRaises(ValidationError), self.cr.savepoint():
                grades.create({"name": "Odd", "patterns": patterns})

    def test_graded_again(self):
        number, by_hand = self.make_number(), self.make_number()
        top = self.env.ref("crm_industry.telecom_number_grade_top")
        by_hand.with_user(self.telecom_manager).grade_id = top
        grade = self.env["crm.telecom.number.grade"].create({"name": "New", "sequence": 1, "patterns": "*271"})
        with self.assertRaises(UserError):
            grade.with_user(self.telecom_agent).action_grade_numbers()
        grade.with_user(self.telecom_manager).action_grade_numbers()
        self.assertEqual((number.grade_id, by_hand.grade_id, by_hand.grade_manual), (grade, top, True))
        with self.assertRaisesRegex(UserError, "archive it"):
            grade.with_user(self.telecom_manager).unlink()


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomNumberSearch(TelecomCommon):
    """The number chooser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.pool = {
            end: cls.make_number(e164=f"+8613766{end}") for end in ("008888", "001122", "004567", "052014", "138000", "990001")
        }
        cls.make_number(e164="+8613766118888")._transition("block", cls.reason("block_spam"))

    def found(self, **options):
        numbers = self.env["crm.telecom.number"].with_user(self.telecom_agent)
        rows = numbers.search_free({name: value for name, value in options.items() if value}, 200)
        return {row["e164"][-6:] for row in rows if row["e164"].startswith("+8613766")}

    def test_by_pattern(self):
        everything = set(self.pool)
        self.assertEqual(self.found(), everything)
        self.assertEqual(self.found(pattern="*8888"), {"008888"})
        self.assertEqual(self.found(pattern="520"), {"052014"})
        self.assertEqual(self.found(pattern="*AABB"), {"008888", "001122"})
        self.assertEqual(self.found(pattern="*abcd"), {"004567"})
        self.assertEqual(self.found(pattern="137 66*"), everything)
        self.assertEqual(self.found(pattern="13766 1*"), {"138000"})
        self.assertEqual(self.found(pattern="*9?0001"), {"990001"})
        self.assertEqual(self.found(pattern="138*"), set())

    def test_by_grade_and_region(self):
        regions = self.env["crm.region"]
        east = regions.create({"name": "East", "kind": "area"})
        town = regions.create({"name": "Town", "kind": "city", "parent_id": east.id})
        self.pool["052014"].region_id = town
        self.assertEqual(self.found(region_id=east.id), {"052014"})
        grade = self.env.ref("crm_industry.telecom_number_grade_four")
        self.assertEqual(self.found(grade_id=grade.id), {"008888", "004567"})

    def test_for_agents_alone_and_with_sense(self):
        numbers = self.env["crm.telecom.number"]
        with self.assertRaises(AccessError):
            numbers.with_user(self.salesperson).search_free()
        mine = numbers.with_user(self.telecom_agent)
        for options in ({"pattern": "%' OR 1=1"}, {"grade_id": "x"}, {"pattern": 5}, {"state": "assigned"}, [1]):
            with self.subTest(options=options), self.assertRaises(UserError):
                mine.search_free(options)
        with self.assertRaises(UserError):
            mine.search_free({}, -1)
        theirs = numbers.with_user(self.other_telecom_agent).search_free({}, 200)
        self.assertFalse({row["id"] for row in theirs} & {number.id for number in self.pool.values()})

    def test_window_takes_a_number(self):
        subscription = self.subscribe(prepared=False).with_user(self.telecom_agent)
        action = subscription.action_choose_number()
        choices = self.env["crm.telecom.number.choice"].with_user(self.telecom_agent).with_context(**action["context"])
        choice = choices.create({"pattern": "*4567"})
        choice.action_search()
        choice.line_ids.filtered(lambda line: line.number_id == self.pool["004567"]).action_take()
        self.assertEqual(subscription.number_id, self.pool["004567"])
        choice.pattern = "*052014"
        choice.action_search()
        choice.line_ids.action_take()
        self.assertEqual((subscription.number_id, self.pool["004567"].state), (self.pool["052014"], "free"))
        choice = self.env["crm.telecom.number.choice"].with_user(self.telecom_agent).create({"pattern": "*001122"})
        choice.action_search()
        with self.assertRaisesRegex(UserError, "for which customer"):
            choice.line_ids.action_take()
        choice.partner_id = self.subscriber
        choice.line_ids.action_take()
        self.assertEqual(self.pool["001122"].state, "reserved")
