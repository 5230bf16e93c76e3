from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon

EXPECTED = {"complete": "done", "refuse": "refused", "cancel": "cancelled"}
THEIRS = "+8613700000271"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomPort(TelecomCommon):
    """Numbers that come from another operator, and leave to one."""

    def ask(self, subscription, direction="in", e164=THEIRS, **values):
        defaults = {
            "direction": direction,
            "e164": e164,
            "subscription_id": subscription.id,
            "operator": "Eastern Mobile",
            "port_date": "2026-03-16",
        }
        return self.env["crm.telecom.port"].with_user(self.telecom_agent).create(defaults | values)

    def pool(self, e164=THEIRS):
        return self.env["crm.telecom.number"].search([("e164", "=", e164), ("company_id", "=", self.company.id)])

    def test_every_step_from_every_state(self):
        for verb, target in EXPECTED.items():
            for way in (None, *EXPECTED):
                subscription = self.subscribe("active")
                port = self.ask(subscription, "out", subscription.number_id.e164)
                if way:
                    port._transition(way)
                with self.subTest(verb=verb, state=port.state):
                    if way:
                        with self.assertRaises(UserError):
                            call_kw(port.browse(), f"action_{verb}", [port.ids], {})
                        self.assertEqual(port.state, EXPECTED[way])
                    else:
                        call_kw(port.browse(), f"action_{verb}", [port.ids], {})
                        self.assertEqual(port.state, target)

    def test_in_and_back_to_the_donor(self):
        subscription = self.subscribe(prepared=False)
        self.identify(self.subscriber)
        port = self.ask(subscription, e164="+86 137 0000 0271")
        subscription._transition("submit")
        with self.assertRaisesRegex(UserError, "not been ported yet"):
            self.step(subscription, "activate")
        port.action_complete()
        number = self.pool()
        self.assertEqual((number.state, number.ported_in, number.operator), ("assigned", True, "Eastern Mobile"))
        self.assertEqual((subscription.number_id, port.number_id, number.last_event_id.verb), (number, number, "port_in"))
        self.step(subscription, "activate")
        self.step(subscription, "give_notice")
        self.step(subscription, "terminate")
        self.assertEqual(number.state, "quarantined")
        number.with_user(self.telecom_manager).action_end_quarantine()
        self.assertEqual(number.state, "ported_out")
        with self.assertRaisesRegex(UserError, "It belongs to Eastern Mobile"):
            number.with_user(self.telecom_manager).action_come_home()
        again = self.subscribe(prepared=False)
        self.ask(again).action_complete()
        self.assertEqual(again.number_id, number)

    def test_cancelled_before_it_was_active_goes_back_at_once(self):
        subscription = self.subscribe(prepared=False)
        self.ask(subscription).action_complete()
        self.step(subscription, "cancel")
        self.assertEqual(self.pool().state, "ported_out")

    def test_not_wanted_any_more(self):
        subscription = self.subscribe(prepared=False)
        port = self.ask(subscription)
        self.step(subscription, "cancel")
        self.assertEqual((port.state, port.last_event_id.source), ("cancelled", "cascade"))

    def test_out_and_home(self):
        subscription = self.subscribe("active", day="2026-03-01")
        number = subscription.number_id
        port = self.ask(subscription, "out", number.e164)
        port.action_complete(note="Code 4711")
        self.assertEqual((number.state, number.operator, number.service_id.id), ("ported_out", "Eastern Mobile", False))
        self.assertEqual((subscription.state, subscription.reason_id), ("pending_terminate", self.reason("ported_out")))
        self.assertEqual(str(number.assignment_ids.date_to), "2026-03-16")
        with self.assertRaisesRegex(UserError, "no telephone number any more"):
            self.step(subscription, "withdraw_notice")
        self.step(subscription, "terminate")
        self.assertEqual(number.state, "ported_out")
        with self.assertRaisesRegex(UserError, "Only telecom managers"):
            number.with_user(self.telecom_agent).action_come_home()
        number.with_user(self.telecom_manager).action_come_home()
        self.assertEqual((number.state, str(number.quarantine_until), number.operator), ("quarantined", "2026-06-14", False))

    def test_free_at_home_without_quarantine(self):
        self.company.telecom_quarantine_days = 0
        subscription = self.subscribe("active")
        number = subscription.number_id
        self.ask(subscription, "out", number.e164).action_complete()
        number.with_user(self.telecom_manager).action_come_home()
        self.assertEqual(number.state, "free")

    def test_not_before_its_day(self):
        subscription = self.subscribe(prepared=False)
        port = self.ask(subscription, port_date="2026-03-20")
        with self.assertRaisesRegex(UserError, "another day"):
            port.action_complete()
        port.port_date = "2026-03-16"
        port.action_complete()
        with self.assertRaisesRegex(UserError, "is over"):
            port.port_date = "2026-03-20"
        with self.assertRaisesRegex(UserError, "another request"):
            port.e164 = "+8613700000272"
        with self.assertRaises(AccessError):
            port.state = "requested"

    def test_what_can_not_be_ported(self):
        created, active = self.subscribe(prepared=False), self.subscribe("active")
        cases = {
            "has a number already": lambda: self.ask(active),
            "is in the pool already": lambda: self.ask(created, e164=self.make_number().e164),
            "does not have this number": lambda: self.ask(active, "out", THEIRS),
            "no service for a number": lambda: self.ask(self.subscribe(access_type="cable")),
            "is over": lambda: self.ask(self.subscribe("cancelled", prepared=False)),
            "is no telephone number": lambda: self.ask(created, e164="x"),
        }
        for text, ask in cases.items():
            with self.subTest(text), self.assertRaisesRegex(UserError, text), self.cr.savepoint():
                ask()

    def test_other_company_and_salespeople(self):
        port = self.ask(self.subscribe(prepared=False))
        for user in (self.salesperson, self.other_telecom_agent):
            with self.assertRaises(AccessError):
                port.with_user(user).action_complete()
            with self.assertRaises(AccessError):
                port.with_user(user).read(["e164"])
