from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomEvent(TelecomCommon):
    """The log of all steps, and the days as of which they hold."""

    def test_each_step_is_written_down(self):
        subscription = self.subscribe("active").with_user(self.telecom_agent)
        subscription.action_give_notice(self.reason("price").id, note="Told the shop in Nanjing")
        event = subscription.last_event_id
        self.assertEqual(
            (event.verb, event.state_from, event.state_to, event.note, event.source),
            ("give_notice", "active", "pending_terminate", "Told the shop in Nanjing", "user"),
        )
        self.assertEqual((event.reason_id, event.user_id), (self.reason("price"), self.telecom_agent))
        self.assertEqual((event.account_id, event.subscription_id), (self.account, subscription))
        self.assertEqual(str(event.effective_date), "2026-03-16")
        self.assertEqual(subscription.event_ids.sorted("id").mapped("verb"), ["create", "submit", "activate", "give_notice"])

    def test_stays_as_it_was_written_down(self):
        event = self.subscribe("active").last_event_id
        for records in (event, event.with_user(self.telecom_manager), event.sudo()):
            with self.assertRaises(AccessError):
                records.write({"note": "Never happened"})
            with self.assertRaises(UserError):
                records.unlink()
        with self.assertRaises(AccessError):
            event.sudo().copy()
        values = {"res_model": "crm.telecom.account", "res_id": self.account.id, "verb": "close"}
        for user in (self.telecom_manager, self.env.user):
            with self.assertRaises(AccessError):
                event.with_user(user).create(values)

    def test_nothing_is_written_through_the_records_above(self):
        subscription, other = self.subscribe("suspended"), self.subscribe("suspended")
        event = {"verb": "activate", "res_model": subscription._name, "effective_date": "2026-03-16"}
        service = subscription.service_ids[0]
        forged = (
            {"event_ids": [Command.create(event)]},
            {"event_ids": [Command.delete(subscription.last_event_id.id)]},
            {"event_ids": [Command.update(subscription.last_event_id.id, {"note": "No"})]},
            {"event_ids": [Command.clear()]},
            {"event_ids": [Command.link(other.last_event_id.id)]},
            {"suspension_ids": [Command.clear()]},
            {"suspension_ids": [Command.update(subscription.suspension_ids.id, {"level": "two_way"})]},
            {"service_ids": [Command.create({"kind": "tv", "state": "active"})]},
            {"service_ids": [Command.update(service.id, {"state": "terminated"})]},
            {"service_ids": [Command.link(other.service_ids[0].id)]},
            {"service_ids": [Command.delete(service.id)]},
        )
        for values in forged:
            with self.subTest(values=values), self.assertRaises(UserError), self.cr.savepoint():
                subscription.with_user(self.telecom_manager).write(values)
        services = {"subscription_ids": [Command.update(subscription.id, {"state": "active"})]}
        with self.assertRaises(UserError):
            self.account.with_user(self.telecom_manager).write(services)
        self.assertEqual(subscription.state, "suspended")

    def test_today_in_the_company(self):
        self.company.business_tz = "Pacific/Kiritimati"
        subscription = self.subscribe("pending_active")
        self.assertEqual(str(subscription.submitted_on), "2026-03-16")
        with freeze_time("2026-03-16 11:00:00"):
            self.step(subscription, "activate")
        self.assertEqual(str(subscription.activated_on), "2026-03-17")

    def test_no_future(self):
        subscription = self.subscribe().with_user(self.telecom_manager)
        for records in (subscription, subscription.sudo()):
            with self.assertRaisesRegex(UserError, "in the future"):
                records.action_submit(date="2026-03-17")

    def test_managers_alone_date_back_within_the_limit(self):
        self.company.telecom_backdate_days = 10
        subscription = self.subscribe().with_user(self.telecom_agent)
        with self.assertRaisesRegex(UserError, "Only telecom managers"):
            subscription.action_submit(date="2026-03-15")
        managers = subscription.with_user(self.telecom_manager)
        with self.assertRaisesRegex(UserError, "10 days at most"):
            managers.action_submit(date="2026-03-05")
        managers.action_submit(date="2026-03-06")
        self.assertEqual(str(subscription.submitted_on), "2026-03-06")

    def test_not_before_the_last_step(self):
        subscription = self.subscribe("pending_active", day="2026-03-10").with_user(self.telecom_manager)
        with self.assertRaisesRegex(UserError, "that day or a later one"):
            subscription.action_activate(date="2026-03-09")
        subscription.action_activate(date="2026-03-10")

    def test_arguments_that_make_no_sense(self):
        subscription = self.subscribe("active").with_user(self.telecom_agent)
        reason = self.reason("arrears").id
        for args in (("x",), (-1,), (10**9,), (reason, "tomorrow"), (reason, [1]), (reason, False, 5), ({"a": 1},)):
            with self.subTest(args=args), self.assertRaises(UserError):
                subscription.action_suspend_one_way(*args)
        with self.assertRaises(UserError):
            subscription.browse(["1; DROP TABLE"]).action_resume()
        self.assertEqual(subscription.state, "active")

    def test_all_or_none(self):
        ready, done = self.subscribe(), self.subscribe("active")
        with self.assertRaisesRegex(UserError, done.name), self.cr.savepoint():
            self.step(ready | done, "submit")
        self.assertEqual(ready.state, "created")
        others = self.subscribe() | self.subscribe()
        others.browse(others.ids * 2).with_user(self.telecom_agent).action_submit()
        self.assertEqual(others.mapped("state"), ["pending_active"] * 2)

    def test_window_takes_the_step(self):
        subscriptions = (self.subscribe("active") | self.subscribe("active")).with_user(self.telecom_agent)
        action = subscriptions.action_suspend_two_way()
        windows = self.env["crm.telecom.step"].with_user(self.telecom_agent).with_context(**action["context"])
        window = windows.create({"note": "Asked by phone"})
        self.assertEqual((window.reason_kind, window.reason_needed), ("suspend", True))
        with self.assertRaisesRegex(UserError, "reason"):
            window.action_confirm()
        window.reason_id = self.reason("request")
        window.action_confirm()
        self.assertEqual(set(subscriptions.mapped("suspension")), {"two_way"})
        self.assertEqual(subscriptions[0].last_event_id.note, "Asked by phone")
        self.assertNotIn("close", dict(windows._selection_verb()))
        self.assertEqual(
            {verb for verb, _label in windows._selection_verb()},
            {"suspend_one_way", "suspend_two_way", "ease", "resume", "give_notice"},
        )

    def test_window_is_no_way_around(self):
        windows = self.env["crm.telecom.step"].with_user(self.telecom_agent)
        for model, verb in (("res.partner", "submit"), ("crm.telecom.account", "submit"), ("no.model", "submit")):
            window = windows.create({"res_model": model, "res_ids": [self.account.id], "verb": verb})
            with self.subTest(model=model), self.assertRaises(UserError):
                window.action_confirm()
        with self.assertRaises(UserError):
            windows.create({"res_model": "crm.telecom.account", "res_ids": "all", "verb": "close"})
        stranger = self.subscribe("pending_active")
        window = windows.create({"res_model": "crm.telecom.subscription", "res_ids": stranger.ids, "verb": "activate"})
        with self.assertRaises(AccessError):
            window.with_user(self.other_telecom_agent).action_confirm()

    def test_reasons_that_come_with_the_product_are_kept(self):
        with self.assertRaisesRegex(UserError, "archive it"):
            self.reason("price").with_user(self.telecom_manager).unlink()
        own = self.env["crm.telecom.reason"].with_user(self.telecom_manager).create({"name": "Own", "verb": "terminate"})
        own.unlink()
