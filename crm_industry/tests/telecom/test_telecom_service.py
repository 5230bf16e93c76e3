from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .telecom_common import NOON, TelecomCommon

# Written down apart from the code, for services of an active subscription.
EXPECTED = {
    "design": {"feasibility_checked": "designed"},
    "reserve": {"designed": "reserved"},
    "release": {"reserved": "designed"},
    "install": {"reserved": "inactive"},
    "activate": {"reserved": "active", "inactive": "active"},
    "deactivate": {"active": "inactive"},
    "terminate": {
        "feasibility_checked": "terminated",
        "designed": "terminated",
        "reserved": "terminated",
        "inactive": "terminated",
        "active": "terminated",
    },
}
WAYS = {
    "feasibility_checked": (),
    "designed": ("design",),
    "reserved": ("design", "reserve"),
    "inactive": ("design", "reserve", "install"),
    "active": ("design", "reserve", "activate"),
    "terminated": ("terminate",),
}


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomService(TelecomCommon):
    """Which steps a service can take from which state, alone and with its subscription."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.subscription = cls.subscribe("active")

    def in_state(self, state):
        service = self.env["crm.telecom.service"].create({"subscription_id": self.subscription.id, "kind": "value_added"})
        for verb in WAYS[state]:
            self.step(service, verb)
        return service

    def test_every_step_from_every_state(self):
        self.assertEqual(set(self.env["crm.telecom.service"]._transitions()), set(EXPECTED))
        for verb, ways in EXPECTED.items():
            for state in WAYS:
                service = self.in_state(state).with_user(self.telecom_agent)
                with self.subTest(verb=verb, state=state):
                    if state in ways:
                        call_kw(service.browse(), f"action_{verb}", [service.ids], {})
                        self.assertEqual(service.state, ways[state])
                    else:
                        with self.assertRaises(UserError):
                            call_kw(service.browse(), f"action_{verb}", [service.ids], {})
                        self.assertEqual(service.state, state)

    def test_state_is_written_by_steps_alone(self):
        service = self.in_state("designed").with_user(self.telecom_manager)
        for values in ({"state": "active"}, {"held": True}, {"activated_on": "2026-01-01"}):
            with self.assertRaises(AccessError):
                service.write(values)
        with self.assertRaises(AccessError):
            service.create({"subscription_id": self.subscription.id, "state": "active"})
        with self.assertRaises(UserError):
            service.sudo().unlink()
        other = self.subscribe("active")
        with self.assertRaisesRegex(UserError, "stays with its subscription"):
            service.subscription_id = other
        service.kind = "data"
        service.action_reserve()
        with self.assertRaisesRegex(UserError, "its kind stays"):
            service.kind = "tv"

    def test_prepared_and_activated_with_the_subscription(self):
        subscription = self.subscribe("created")
        self.step(subscription, "submit", day="2026-03-02")
        self.assertEqual(set(subscription.service_ids.mapped("state")), {"reserved"})
        self.step(subscription, "activate", day="2026-03-04")
        self.assertEqual(set(subscription.service_ids.mapped("state")), {"active"})
        events = subscription.service_ids[0].event_ids.sorted("id")
        self.assertEqual(events.mapped("verb"), ["create", "design", "reserve", "activate"])
        self.assertEqual([str(event.effective_date) for event in events[1:]], ["2026-03-02", "2026-03-02", "2026-03-04"])

    def test_not_before_the_subscription_is_active(self):
        service = self.subscribe("pending_active").service_ids[0]
        with self.assertRaisesRegex(UserError, "does not let it"):
            self.step(service, "activate")

    def test_end_with_the_subscription(self):
        for state in ("cancelled", "aborted", "terminated"):
            subscription = self.subscribe(state)
            self.assertEqual(set(subscription.service_ids.mapped("state")), {"terminated"}, state)
            with self.assertRaisesRegex(UserError, "is over"):
                self.env["crm.telecom.service"].create({"subscription_id": subscription.id, "kind": "tv"})
