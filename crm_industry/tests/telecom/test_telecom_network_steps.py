from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON
from .telecom_network_common import TelecomNetworkCommon

# Written down apart from the code: {situation of a message: {verb: state after}}.
EXPECTED = {
    "waiting": {"retry": "waiting", "confirm_by_hand": "acknowledged", "cancel": "cancelled"},
    "tried": {"retry": "waiting", "confirm_by_hand": "acknowledged"},
    "sent": {"retry": "waiting", "confirm_by_hand": "acknowledged"},
    "acknowledged": {},
    "given_up": {"retry": "waiting", "confirm_by_hand": "acknowledged"},
    "refused": {"retry": "waiting", "confirm_by_hand": "acknowledged", "cancel": "cancelled"},
    "cancelled": {"retry": "waiting", "cancel": "cancelled"},  # as its step is the last one
}
VERBS = ("retry", "confirm_by_hand", "cancel")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomNetworkSteps(TelecomNetworkCommon):
    """What managers may do with a message in each situation, as clients call it."""

    def message(self, situation):
        """Return the message of a suspension in a situation."""
        subscription = self.active()
        self.step(subscription, "suspend_one_way")
        message = self.messages(subscription)[-1:]
        if situation in ("tried", "sent", "acknowledged", "given_up", "refused"):
            message._sent_once(fields.Datetime.now())
        if situation in ("sent", "acknowledged", "refused"):
            message._conclude({"sent": "accepted"}.get(situation, situation), "Network")
        elif situation == "given_up":
            message._guarded_write({"state": "failed"})
        elif situation == "cancelled":
            message._guarded_write({"state": "cancelled", "next_attempt_on": False})
        return message.with_user(self.telecom_manager)

    def test_every_verb_in_every_situation(self):
        for situation, ways in EXPECTED.items():
            for verb in VERBS:
                message = self.message(situation)
                before = message.state
                with self.subTest(situation=situation, verb=verb):
                    if verb in ways:
                        self.assertIs(call_kw(message.browse(), f"action_{verb}", [message.ids], {}), True)
                        self.assertEqual(message.state, ways[verb])
                    else:
                        with self.assertRaises(UserError):
                            call_kw(message.browse(), f"action_{verb}", [message.ids], {})
                        self.assertEqual(message.state, before)

    def test_only_managers_of_the_company(self):
        message = self.message("refused")
        for verb in VERBS:
            with self.assertRaises(AccessError):
                call_kw(message.browse().with_user(self.telecom_agent), f"action_{verb}", [message.ids], {})
            with self.assertRaises(AccessError):
                call_kw(message.browse().with_user(self.other_telecom_agent), f"action_{verb}", [message.ids], {})
        for user in (self.telecom_manager, self.telecom_agent):
            with self.assertRaises(AccessError):
                message.with_user(user).write({"state": "acknowledged"})

    def test_answers_in_every_situation(self):
        """An answer counts once; what was never sent, or cancelled, is not answered."""
        queue = self.queue.with_user(self.network_system)
        for situation, changed in (("tried", True), ("sent", True), ("acknowledged", False), ("given_up", True)):
            message = self.message(situation)
            answer = queue.acknowledge(message.key, "acknowledged", "Done")
            self.assertEqual((answer["state"], answer["changed"]), ("acknowledged", changed), situation)
        for situation in ("waiting", "refused"):
            message = self.message(situation)
            with self.assertRaises(UserError):
                queue.acknowledge(message.key, "acknowledged", "Done")
