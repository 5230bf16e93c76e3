from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .telecom_common import NOON, REASONS, WAYS, TelecomCommon

# Written down apart from the code: {verb: {state before: state after}}.
EXPECTED = {
    "submit": {"created": "pending_active"},
    "activate": {"pending_active": "active"},
    "cancel": {"created": "cancelled", "pending_active": "cancelled"},
    "abort": {"pending_active": "aborted"},
    "suspend_one_way": {"active": "suspended"},
    "suspend_two_way": {"active": "suspended", "suspended": "suspended"},
    "ease": {},
    "resume": {"suspended": "active"},
    "give_notice": {"active": "pending_terminate", "suspended": "pending_terminate"},
    "withdraw_notice": {"pending_terminate": "active"},
    "terminate": {"pending_terminate": "terminated"},
}


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomSubscription(TelecomCommon):
    """Which steps a subscription can take from which state, through every door."""

    def test_every_step_from_every_state(self):
        for verb, ways in EXPECTED.items():
            for state in WAYS:
                subscription = self.subscribe(state).with_user(self.telecom_agent)
                reason = self.reason(REASONS[verb]).id if verb in REASONS else False
                args = [subscription.ids, reason]
                with self.subTest(verb=verb, state=state):
                    if state in ways:
                        self.assertIs(call_kw(subscription.browse(), f"action_{verb}", args, {}), True)
                        self.assertEqual(subscription.state, ways[state])
                        self.assertEqual(subscription.last_event_id.verb, verb)
                        self.assertEqual(subscription.last_event_id.state_from, state)
                        self.assertEqual(subscription.last_event_id.user_id, self.telecom_agent)
                    else:
                        before = len(subscription.event_ids)
                        with self.assertRaises(UserError):
                            call_kw(subscription.browse(), f"action_{verb}", args, {})
                        self.assertEqual((subscription.state, len(subscription.event_ids)), (state, before))

    def test_no_verb_is_missing_here(self):
        self.assertEqual(set(self.env["crm.telecom.subscription"]._transitions()), set(EXPECTED))

    def test_ease_needs_a_two_way_suspension(self):
        subscription = self.subscribe("active")
        self.step(subscription, "suspend_two_way")
        subscription.with_user(self.telecom_agent).action_ease()
        self.assertEqual((subscription.state, subscription.suspension), ("suspended", "one_way"))
        with self.assertRaisesRegex(UserError, "no such suspension"):
            subscription.with_user(self.telecom_agent).action_ease()

    def test_state_is_written_by_steps_alone(self):
        subscription = self.subscribe("active").with_user(self.telecom_manager)
        guarded = (
            ("state", "terminated"),
            ("suspension", "one_way"),
            ("activated_on", "2020-01-01"),
            ("state_since", "2020-01-01"),
            ("name", "TS1"),
            ("last_event_id", False),
        )
        for name, value in guarded:
            with self.subTest(name), self.assertRaises(AccessError):
                call_kw(subscription.browse(), "write", [subscription.ids, {name: value}], {})
            with self.subTest(name), self.assertRaises(AccessError):
                subscription.sudo().write({name: value})
        values = {"account_id": self.account.id, "offering_id": self.offerings["mobile"].id}
        with self.assertRaises(AccessError):
            subscription.create(values | {"state": "active"})
        by_default = subscription.with_context(default_state="active", default_suspension="one_way").create(values)
        self.assertEqual((by_default.state, by_default.suspension), ("created", False))
        self.assertEqual(subscription.copy().state, "created")
        with self.assertRaises(UserError):
            subscription.sudo().unlink()
        self.assertNotIn("active", subscription._fields, "There is nothing to archive.")
        self.assertEqual(subscription.state, "active")

    def test_file_can_not_set_the_state(self):
        account, names = self.account.name, ["account_id", "offering_id", "state"]
        result = (
            self.env["crm.telecom.subscription"].with_user(self.telecom_agent).load(names, [[account, "Test mobile", "active"]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("State", result["messages"][0]["message"])

    def test_terms_stay_after_it_is_submitted(self):
        subscription = self.subscribe("created").with_user(self.telecom_agent)
        subscription.monthly_fee = 80
        subscription.action_submit()
        other = self.make_account()
        for values in ({"monthly_fee": 1}, {"account_id": other.id}, {"partner_id": self.customer.id}, {"offering_id": False}):
            with self.assertRaisesRegex(UserError, "moves"):
                subscription.write(values)
        subscription.write({"region_id": False, "note": "Prefers calls in the evening"})
        self.assertEqual(subscription.monthly_fee, 80)

    def test_begins_with_the_services_of_the_offering(self):
        subscription = self.subscribe()
        self.assertEqual(subscription.service_ids.mapped("kind"), ["voice", "sms", "data"])
        self.assertEqual(set(subscription.service_ids.mapped("state")), {"feasibility_checked"})
        self.assertEqual(subscription.monthly_fee, 100)
        own = self.subscribe(service_ids=[Command.create({"kind": "voice"})])
        self.assertEqual(own.service_ids.mapped("kind"), ["voice"])

    def test_nothing_to_activate(self):
        subscription = self.subscribe(offering_id=False)
        with self.assertRaisesRegex(UserError, "no service"):
            self.step(subscription, "submit")

    def test_commitment_begins_with_the_activation(self):
        self.offerings["mobile"].commitment_months = 24
        subscription = self.subscribe("active", day="2026-01-31")
        self.assertEqual((str(subscription.commitment_from), str(subscription.commitment_to)), ("2026-01-31", "2028-01-30"))
        agreed = self.subscribe(commitment_from="2026-03-01", commitment_to="2026-08-31")
        self.step(agreed, "submit")
        self.step(agreed, "activate")
        self.assertEqual(str(agreed.commitment_to), "2026-08-31")

    def test_offering_fits(self):
        prepaid = self.make_offering("mobile", ("voice",), payment_mode="prepaid")
        with self.assertRaisesRegex(ValidationError, "pay in another way"):
            self.subscribe(offering_id=prepaid.id)
        with self.assertRaisesRegex(ValidationError, "another access"), self.cr.savepoint():
            self.subscribe().access_type = "cable"
        self.subscribe()
        offering = self.offerings["mobile"].with_user(self.telecom_manager)
        offering.write({"access_type": "mobile", "name": "Mobile anew"})
        for values in ({"access_type": "cable"}, {"payment_mode": "prepaid"}, {"company_id": self.other_company.id}):
            with self.assertRaisesRegex(UserError, "has subscriptions"), self.cr.savepoint():
                offering.write(values)
        theirs = self.make_offering("mobile", ("voice",), company_id=self.other_company.id)
        with self.assertRaises(UserError):
            self.subscribe(offering_id=theirs.id)

    def test_external_id_is_unique_in_the_company(self):
        self.subscribe(external_id="B-1")
        self.subscribe(external_id=False)
        self.subscribe(external_id="")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.subscribe(external_id="B-1")
            self.env.flush_all()
