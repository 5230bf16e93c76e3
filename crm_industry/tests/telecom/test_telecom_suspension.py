from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomSuspension(TelecomCommon):
    """What a suspension does, for which cause it holds and how the services follow."""

    def services_on(self, subscription):
        return set(subscription.service_ids.filtered(lambda service: service.state == "active").mapped("kind"))

    def test_services_follow_one_way_and_two_way(self):
        subscription = self.subscribe("active")
        self.assertEqual(self.services_on(subscription), {"voice", "sms", "data"})
        self.step(subscription, "suspend_one_way")
        self.assertEqual(self.services_on(subscription), {"voice", "sms"})
        self.step(subscription, "suspend_two_way")
        self.assertEqual(self.services_on(subscription), set())
        self.step(subscription, "ease", "paid")
        self.assertEqual(self.services_on(subscription), {"voice", "sms"})
        self.step(subscription, "resume", "paid")
        self.assertEqual(self.services_on(subscription), {"voice", "sms", "data"})
        self.assertFalse(any(subscription.service_ids.mapped("held")))

    def test_what_was_off_before_stays_off(self):
        subscription = self.subscribe("active")
        data = subscription.service_ids.filtered(lambda service: service.kind == "data")
        data.with_user(self.telecom_agent).action_deactivate()
        self.step(subscription, "suspend_two_way")
        with self.assertRaisesRegex(UserError, "does not let it"):
            data.with_user(self.telecom_agent).action_activate()
        self.step(subscription, "resume")
        self.assertEqual(self.services_on(subscription), {"voice", "sms"})
        data.with_user(self.telecom_agent).action_activate()
        self.assertEqual(self.services_on(subscription), {"voice", "sms", "data"})

    def test_each_cause_is_lifted_for_itself(self):
        subscription = self.subscribe("active", day="2026-02-01")
        self.step(subscription, "suspend_one_way", "arrears", "2026-03-01")
        self.step(subscription, "suspend_two_way", "loss", "2026-03-05")
        self.assertEqual((subscription.suspension, subscription.suspension_cause), ("two_way", "loss"))
        with self.assertRaisesRegex(UserError, "already"):
            self.step(subscription, "suspend_one_way", "arrears")
        with self.assertRaisesRegex(UserError, "several causes"):
            self.step(subscription, "resume")
        self.assertEqual(subscription.with_user(self.telecom_agent).action_resume()["res_model"], "crm.telecom.step")
        self.step(subscription, "resume", "found", "2026-03-08")
        self.assertEqual(
            (subscription.state, subscription.suspension, subscription.suspension_cause), ("suspended", "one_way", "arrears")
        )
        self.assertEqual(str(subscription.suspended_on), "2026-03-01")
        self.assertEqual(self.services_on(subscription), {"voice", "sms"})
        self.step(subscription, "resume", "paid", "2026-03-10")
        self.assertEqual((subscription.state, subscription.suspension, subscription.reason_id.id), ("active", False, False))
        rows = subscription.suspension_ids.sorted("id")
        self.assertEqual(
            [(row.cause, row.level, str(row.date_from), str(row.date_to)) for row in rows],
            [("arrears", "one_way", "2026-03-01", "2026-03-10"), ("loss", "two_way", "2026-03-05", "2026-03-08")],
        )

    def test_raised_and_eased(self):
        subscription = self.subscribe("active", day="2026-02-01")
        for verb, key, day in (
            ("suspend_one_way", "arrears", "2026-03-01"),
            ("suspend_two_way", "arrears", "2026-03-03"),
            ("ease", "paid", "2026-03-06"),
        ):
            self.step(subscription, verb, key, day)
        rows = subscription.suspension_ids.sorted("id")
        self.assertEqual(
            [(row.level, str(row.date_from), str(row.date_to or "")) for row in rows],
            [("one_way", "2026-03-01", "2026-03-03"), ("two_way", "2026-03-03", "2026-03-06"), ("one_way", "2026-03-06", "")],
        )
        with self.assertRaises(UserError):
            rows.unlink()
        with self.assertRaises(AccessError):
            rows.with_user(self.telecom_manager).write({"date_to": "2026-03-07"})

    def test_notice_of_a_suspended_one_and_back(self):
        subscription = self.subscribe("suspended")
        self.step(subscription, "give_notice")
        self.assertEqual((subscription.state, subscription.suspension), ("pending_terminate", "one_way"))
        self.step(subscription, "withdraw_notice")
        self.assertEqual((subscription.state, subscription.suspension), ("suspended", "one_way"))
        self.step(subscription, "give_notice")
        self.step(subscription, "terminate")
        self.assertEqual((subscription.state, subscription.suspension), ("terminated", False))
        self.assertEqual([bool(each.date_to) for each in subscription.suspension_ids], [True])
        self.assertEqual(set(subscription.service_ids.mapped("state")), {"terminated"})

    def test_suspension_needs_a_reason_that_fits(self):
        subscription = self.subscribe("active").with_user(self.telecom_agent)
        window = subscription.action_suspend_one_way()
        self.assertEqual(window["res_model"], "crm.telecom.step")
        with self.assertRaisesRegex(UserError, "no reason for it"):
            subscription.action_suspend_one_way(self.reason("price").id)
        with self.assertRaisesRegex(UserError, "Only telecom managers"):
            subscription.action_suspend_one_way(self.reason("fraud").id)
        with self.assertRaisesRegex(UserError, "its account"):
            subscription.action_suspend_two_way(self.reason("account_suspend").id)
        subscription.with_user(self.telecom_manager).action_suspend_one_way(self.reason("fraud").id)
        with self.assertRaisesRegex(UserError, "Only telecom managers"):
            subscription.action_resume(self.reason("cleared").id)
        self.assertEqual(subscription.suspension_cause, "fraud")

    def test_what_managers_stopped_is_not_resumed_without_a_reason(self):
        subscription = self.subscribe("active").with_user(self.telecom_agent)
        subscription.with_user(self.telecom_manager).action_suspend_two_way(self.reason("fraud").id)
        for verb in ("ease", "resume"):
            with self.assertRaisesRegex(UserError, "only they lift that"):
                getattr(subscription, f"action_{verb}")()
        subscription.with_user(self.telecom_manager).action_resume()
        self.assertEqual(subscription.state, "active")
