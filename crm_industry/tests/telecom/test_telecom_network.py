from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .telecom_common import NOON
from .telecom_network_common import TelecomNetworkCommon

POST = "odoo.addons.crm_industry.models.telecom.crm_telecom_network.requests.post"


class Answer:
    """What a network system answers by HTTP."""

    def __init__(self, status_code, body=None):
        self.status_code, self.body = status_code, body

    def json(self):
        if self.body is None:
            raise ValueError("no JSON")
        return self.body


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomNetwork(TelecomNetworkCommon):
    """What the network is told about the steps of subscriptions, and what follows from its answers."""

    def test_the_life_of_a_subscription(self):
        subscription = self.subscribe("pending_active")
        message = self.messages(subscription)
        self.assertEqual((message.key, message.state), (str(subscription.last_event_id.id), "waiting"))
        with self.assertRaisesRegex(UserError, "not acknowledged it yet"):
            subscription.with_user(self.telecom_agent).action_activate()
        self.work()
        self.assertEqual((subscription.state, message.state, message.attempts), ("active", "acknowledged", 1))
        self.assertEqual(subscription.last_event_id.source, "network")
        for verb, key in (("suspend_one_way", "arrears"), ("suspend_two_way", "arrears"), ("ease", "paid"), ("resume", "paid")):
            self.step(subscription, verb, key)
            self.work()
        self.step(subscription, "give_notice")
        self.assertEqual(subscription.state, "pending_terminate")
        self.work()
        self.assertEqual(subscription.state, "terminated")
        commands = ("activate", "suspend_one_way", "suspend_two_way", "ease", "resume", "terminate")
        self.assertEqual(self.told(subscription), [(command, "acknowledged") for command in commands])

    def test_the_message_says_what_there_is_to_do(self):
        subscription = self.active()
        number = subscription.number_id.e164
        self.step(subscription, "suspend_one_way")
        message = self.messages(subscription)[-1]
        services = message.payload["services"]
        self.assertEqual(
            {name: value for name, value in message.payload.items() if name != "services"},
            {
                "key": str(subscription.last_event_id.id),
                "command": "suspend_one_way",
                "number": number,
                "former_number": None,
                "subscription": subscription.name,
                "account": self.account.name,
                "access_type": "mobile",
                "offering": "Test mobile",
                "suspension": "one_way",
                "effective_date": "2026-03-16",
            },
        )
        self.assertEqual(
            [(service["kind"], service["state"], service["number"]) for service in services],
            [("voice", "active", number), ("sms", "active", None), ("data", "inactive", None)],
        )

    def test_another_number(self):
        subscription = self.active()
        former = subscription.number_id.e164
        service = subscription._number_service()
        service.with_user(self.telecom_agent).action_assign_number(self.make_number().id)
        message = self.messages(subscription)[-1]
        self.assertEqual((message.command, message.number), ("change_number", subscription.number_id.e164))
        self.assertEqual((message.payload["former_number"], former != message.number), (former, True))
        self.work()
        self.assertEqual(message.state, "acknowledged")

    def test_only_what_changes_how_far_it_is_suspended_is_told(self):
        subscription = self.active()
        self.step(subscription, "suspend_two_way", "loss")
        self.step(subscription, "suspend_one_way", "arrears")
        self.step(subscription, "resume", "found")
        self.step(subscription, "resume", "paid")
        self.work()
        commands = ["activate", "suspend_two_way", "ease", "resume"]
        self.assertEqual([command for command, _state in self.told(subscription)], commands)

    def test_by_hand(self):
        self.network.kind = "manual"
        subscription = self.subscribe("pending_active")
        self.assertEqual((subscription.state, self.told(subscription)), ("active", [("activate", "acknowledged")]))
        self.step(subscription, "give_notice")
        self.assertEqual(subscription.state, "terminated")

    def test_without_a_network_nothing_is_told(self):
        self.network.active = False
        subscription = self.subscribe("pending_active")
        self.assertFalse(self.messages(subscription))
        subscription.with_user(self.telecom_agent).action_activate()
        self.assertEqual(subscription.state, "active")
        self.network.active = True
        other = self.subscribe("created")
        self.network.active = False
        self.step(other, "submit")
        self.network.active = True
        # A client may name it twice.
        other.browse(other.ids * 2).with_user(self.telecom_agent).action_activate()
        self.assertEqual((other.state, self.told(other)), ("pending_active", [("activate", "waiting")]))

    def test_what_had_to_wait_is_told_later(self):
        subscription = self.subscribe("created")
        self.step(subscription, "submit")
        message = self.messages(subscription)
        message.with_user(self.telecom_manager).action_cancel()
        with self.without_commits():
            self.env["crm.telecom.subscription"]._cron_tell_network()
        # The step has a key of its own, which is used up: it is told once.
        self.assertEqual(self.told(subscription), [("activate", "cancelled")])
        subscription.with_user(self.telecom_agent).action_activate()
        self.assertEqual(self.told(subscription), [("activate", "cancelled")])
        message.with_user(self.telecom_manager).action_retry()
        self.work()
        self.assertEqual((subscription.state, self.told(subscription)), ("active", [("activate", "acknowledged")]))

    def test_what_was_cancelled_and_is_over_is_not_sent_again(self):
        subscription = self.subscribe("pending_active")
        message = self.messages(subscription)
        self.step(subscription, "cancel")
        self.assertEqual(message.state, "cancelled")
        with self.assertRaisesRegex(UserError, "is answered or cancelled"):
            message.with_user(self.telecom_manager).action_retry()

    def test_refused_for_good(self):
        subscription = self.subscribe("pending_active", "internet", external_id="13900000999")
        self.work()
        self.assertEqual((subscription.state, self.told(subscription)), ("aborted", [("activate", "failed")]))
        message = self.messages(subscription)
        self.assertTrue(message.refused)
        self.assertEqual(subscription.activity_ids.user_id, self.telecom_manager)
        with self.assertRaisesRegex(UserError, "not being activated any more"):
            message.with_user(self.telecom_manager).action_retry()

    def test_tried_again_and_given_up(self):
        self.network.write({"max_attempts": 3, "retry_minutes": 10})
        subscription = self.subscribe("pending_active", "internet", external_id="13900000001")
        message = self.messages(subscription)
        waits = []
        now = fields.Datetime.from_string(NOON)
        with patch.object(type(self.network), "_send_simulator", lambda *args: ("failed", "no line")):
            for _attempt in range(3):
                with freeze_time(now):
                    self.work()
                    self.work()
                if message.state == "waiting":
                    waits.append(message.next_attempt_on - now)
                    now = message.next_attempt_on
        self.assertEqual(waits, [timedelta(minutes=10), timedelta(minutes=20)])
        self.assertEqual((message.state, message.attempts, message.refused), ("failed", 3, False))
        self.assertEqual((subscription.state, len(subscription.activity_ids)), ("pending_active", 1))
        message.with_user(self.telecom_manager).action_retry()
        self.work()
        self.assertEqual((subscription.state, message.state), ("active", "acknowledged"))

    def test_the_lost_answer_is_asked_for_with_the_same_key(self):
        keys = []
        send = type(self.network)._send_simulator

        def listen(network, payload, attempt):
            keys.append(payload["key"])
            return send(network, payload, attempt)

        subscription = self.subscribe("pending_active", "internet", external_id="13900000996")
        with patch.object(type(self.network), "_send_simulator", listen):
            self.work()
            self.assertEqual(subscription.state, "pending_active")
            with freeze_time("2026-03-16 05:00:00"):
                self.work()
        self.assertEqual(subscription.state, "active")
        self.assertEqual(keys, [self.messages(subscription).key] * 2)

    def test_killed_while_sending(self):
        """What is left behind is a message taken by nobody any more: it is sent again when its time is over."""
        subscription = self.subscribe("pending_active")
        message = self.messages(subscription)
        with self.without_commits():
            self.assertEqual(self.queue._claim(), message)
            self.assertFalse(self.queue._claim())
        with freeze_time("2026-03-16 04:05:00"):
            self.work()
        self.assertEqual((subscription.state, message.attempts), ("active", 2))

    def test_acknowledged_later(self):
        subscription = self.subscribe("pending_active", "internet", external_id="13900000997")
        self.work()
        message = self.messages(subscription)
        self.assertEqual((message.state, subscription.state), ("sent", "pending_active"))
        answers = self.queue.with_user(self.network_system)
        first = answers.acknowledge(message.key, "acknowledged", "done")
        self.assertEqual(first, {"key": message.key, "state": "acknowledged", "changed": True})
        self.assertEqual(subscription.state, "active")
        self.assertFalse(answers.acknowledge(message.key, "acknowledged")["changed"])
        self.assertEqual(len(subscription.event_ids.filtered(lambda event: event.verb == "activate")), 1)
        with self.assertRaisesRegex(UserError, "answered otherwise"):
            answers.acknowledge(message.key, "refused")

    def test_who_may_answer_and_what(self):
        subscription = self.subscribe("pending_active")
        message = self.messages(subscription)
        answers = self.queue.with_user(self.network_system)
        with self.assertRaisesRegex(UserError, "has not been sent"):
            answers.acknowledge(message.key, "acknowledged")
        for key, result in ((message.key, "accepted"), (5, "acknowledged"), ("nothing", "acknowledged"), (False, "refused")):
            with self.assertRaises(UserError):
                answers.acknowledge(key, result)
        with self.assertRaises(AccessError):
            self.queue.with_user(self.telecom_agent).acknowledge(message.key, "acknowledged")
        with self.assertRaises(AccessError):
            message.with_user(self.network_system).read(["key"])
        with self.assertRaises(AccessError):
            message.with_user(self.telecom_agent).action_retry()
        stranger = self.other_telecom_agent
        stranger.group_ids += self.env.ref("crm_industry.group_telecom_network")
        with self.assertRaisesRegex(UserError, "no message"):
            self.queue.with_user(stranger).acknowledge(message.key, "acknowledged")
        self.assertFalse(self.queue.with_user(stranger).search([("key", "=", message.key)]))
        with self.assertRaises(AccessError):
            message.with_user(self.telecom_manager).write({"state": "acknowledged"})
        with self.assertRaises(AccessError):
            self.queue.with_user(self.telecom_manager).create({"key": "1"})
        with self.assertRaises(UserError):
            message.unlink()

    def test_in_order(self):
        subscription = self.active()
        self.step(subscription, "suspend_one_way")
        self.step(subscription, "resume", "paid")
        with patch.object(type(self.network), "_send_simulator", lambda *args: ("failed", "no line")):
            self.work()
        first, second = self.messages(subscription)[1:]
        self.assertEqual((first.attempts, second.attempts), (1, 0))
        with freeze_time("2026-03-16 05:00:00"):
            self.work()
        self.assertEqual((first.state, second.state), ("acknowledged", "acknowledged"))

    def test_the_past_is_not_sent_again(self):
        self.network.max_attempts = 1
        subscription = self.active()
        self.step(subscription, "suspend_one_way")
        with patch.object(type(self.network), "_send_simulator", lambda *args: ("failed", "no line")):
            self.work()
        self.step(subscription, "resume", "paid")
        message = self.messages(subscription)[1]
        self.assertEqual(message.state, "failed")
        with self.assertRaisesRegex(UserError, "something later"):
            message.with_user(self.telecom_manager).action_retry()

    def test_taken_back_before_and_after_it_was_sent(self):
        unsent = self.subscribe("pending_active")
        self.step(unsent, "cancel")
        self.assertEqual(self.told(unsent), [("activate", "cancelled")])
        sent = self.subscribe("pending_active", "internet", external_id="13900000996")
        self.work()
        self.step(sent, "cancel")
        for later in ("2026-03-16 05:00:00", "2026-03-16 06:00:00"):
            with freeze_time(later):
                self.work()
        self.assertEqual(self.told(sent), [("activate", "acknowledged"), ("terminate", "acknowledged")])
        self.assertEqual(sent.state, "cancelled")

    def test_a_number_that_the_network_may_have_switched_on_rests(self):
        for sent, answer, expected in ((False, None, "free"), (True, "refused", "free"), (True, "accepted", "quarantined")):
            subscription = self.subscribe("pending_active")
            number, message = subscription.number_id, self.messages(subscription)
            if sent:
                message._sent_once(False)
                message._conclude(answer, "Network")
            if answer != "refused":  # that has aborted it
                self.step(subscription, "cancel")
            self.assertEqual((number.state, subscription.number_id.id), (expected, False), answer)

    def test_the_day_of_a_termination_is_one_of_the_company(self):
        self.company.business_tz = "America/New_York"
        self.network.notice_days = 10
        subscription = self.active()
        self.step(subscription, "give_notice", day="2026-03-16")
        self.assertEqual(str(self.messages(subscription)[-1:].next_attempt_on), "2026-03-26 04:00:00")

    def test_notice(self):
        self.network.notice_days = 10
        subscription = self.active()
        self.step(subscription, "give_notice")
        self.work()
        self.assertEqual(self.told(subscription)[1:], [("terminate", "waiting")])
        self.step(subscription, "withdraw_notice")
        self.assertEqual((subscription.state, self.told(subscription)[1:]), ("active", [("terminate", "cancelled")]))
        self.network.notice_days = 0
        self.step(subscription, "give_notice")
        with patch.object(type(self.network), "_send_simulator", lambda *args: ("accepted", "")):
            self.work()
        with self.assertRaisesRegex(UserError, "has been told to terminate"):
            self.step(subscription, "withdraw_notice")
        self.messages(subscription)[-1].with_user(self.telecom_manager).action_confirm_by_hand()
        self.assertEqual(subscription.state, "terminated")

    def test_what_the_subscription_can_not_follow_is_kept(self):
        subscription = self.subscribe("pending_active")
        self.step(self.account, "suspend")
        self.work()
        message = self.messages(subscription)
        self.assertEqual((message.state, subscription.state), ("acknowledged", "pending_active"))
        self.assertIn("is not active", message.problem)
        self.assertEqual(len(subscription.activity_ids), 1)

    def test_http(self):
        self.network.write({"kind": "http", "url": "https://network.example.com/in", "secret": "s3cret", "timeout": 7})
        cases = (
            (Answer(200), "acknowledged"),
            (Answer(202), "accepted"),
            (Answer(200, {"result": "refused", "message": "no such line"}), "refused"),
            (Answer(422, {"result": "refused"}), "refused"),
            (Answer(500, {"result": "refused"}), "failed"),
            (Answer(401, ["what"]), "failed"),
            (Answer(302), "failed"),
            (requests.Timeout("slow"), "failed"),
        )
        for answer, expected in cases:
            with patch(POST, side_effect=[answer]) as post, self.subTest(expected=expected):
                result, _text = self.network._send({"key": "17", "number": "1"}, 1)
            self.assertEqual(result, expected)
            self.assertEqual(post.call_args.args, ("https://network.example.com/in",))
            options = post.call_args.kwargs
            self.assertEqual(options["headers"], {"X-Key": "17", "X-Secret": "s3cret"})
            self.assertEqual((options["timeout"], options["allow_redirects"]), (7, False))
        with self.assertRaises(AccessError):
            self.network.with_user(self.telecom_manager).read(["secret"])
        for url in ("ftp://a.example.com", "nothing", False, "http://[1"):
            with self.assertRaises(ValidationError):
                self.network.url = url

    @mute_logger("odoo.addons.crm_industry.models.telecom.crm_telecom_provisioning_worker")
    def test_an_adapter_that_breaks_stops_nobody(self):
        first, second = self.subscribe("pending_active"), self.subscribe("pending_active")

        def break_once(network, payload, attempt):
            if payload["subscription"] == first.name:
                raise RuntimeError("broken")
            return "acknowledged", ""

        with patch.object(type(self.network), "_send_simulator", break_once):
            self.work()
        self.assertEqual((first.state, second.state), ("pending_active", "active"))
        self.assertIn("broken", self.messages(first).message)
