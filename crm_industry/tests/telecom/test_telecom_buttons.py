from lxml import etree

from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .telecom_common import NOON, WAYS, TelecomCommon
from .test_telecom_account import WAYS as ACCOUNT_WAYS

# Steps that facts besides the state decide about: shown in fewer states than the table has; for the others there is *Other Step*.
NARROWER = {
    "crm.telecom.account": {"close"},
    "crm.telecom.subscription": {"ease", "suspend_one_way"},
    "crm.telecom.number": {"release"},
}


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomButtons(TelecomCommon):
    """The forms offer the steps that the tables allow, in each state, and no others."""

    def buttons(self, record):
        """Return {verb: whether its button is shown} in the header of the form of a record."""
        record = record.with_user(self.telecom_manager)
        arch = etree.fromstring(record.get_view(view_type="form")["arch"])
        names = {name for name in arch.xpath("//field/@name") if name in record._fields}
        shown = {"id": record.id}
        for name in names:
            field = record._fields[name]
            shown[name] = record[name].ids if field.relational else record[name]
            if field.type == "many2one":
                shown[name] = record[name].id
        buttons = {}
        for button in arch.xpath("//header/button[starts-with(@name, 'action_')]"):
            hidden = safe_eval(button.get("invisible") or "False", dict(shown))
            buttons[button.get("name").removeprefix("action_")] = not hidden
        return {verb: seen for verb, seen in buttons.items() if verb in record._transitions()}

    def check(self, record):
        """Each button is shown where the table lets its step begin."""
        narrower = NARROWER.get(record._name, ())
        found = self.buttons(record)
        for verb, seen in found.items():
            allowed = record.state in record._transitions()[verb][0]
            with self.subTest(model=record._name, state=record.state, verb=verb):
                if verb in narrower:
                    self.assertLessEqual(seen, allowed)
                else:
                    self.assertEqual(seen, allowed)
        return set(found)

    def test_subscriptions(self):
        verbs = set()
        for state in WAYS:
            verbs |= self.check(self.subscribe(state))
        self.assertEqual(verbs, set(self.env["crm.telecom.subscription"]._transitions()))
        two_way = self.subscribe("active")
        self.step(two_way, "suspend_two_way")
        shown = self.buttons(two_way)
        self.assertTrue(shown["ease"] and shown["resume"] and shown["give_notice"])
        self.assertFalse(shown["suspend_one_way"] or shown["suspend_two_way"])

    def test_accounts(self):
        for state, verbs in ACCOUNT_WAYS.items():
            account = self.make_account()
            for verb in verbs:
                self.step(account, verb)
            self.assertEqual(account.state, state)
            self.assertEqual(self.check(account), {"suspend", "resume", "close"})
        self.assertTrue(self.buttons(self.make_account())["close"])

    def test_services(self):
        service = self.subscribe("active").service_ids[-1]
        self.check(service)
        self.step(service, "deactivate")
        self.check(service)
        self.step(service, "terminate")
        self.check(service)
        self.check(self.subscribe().service_ids[0])

    def test_bills(self):
        paid = {"partially_paid": 10, "settled": 100}
        for state in ("new", "on_hold", "validated", "sent", "partially_paid", "settled"):
            values = {"paid": paid[state]} if state in paid else {}
            self.assertEqual(
                self.check(self.make_bill(name=state, state=state, **values)), {"validate", "send", "hold", "release"}
            )

    def test_numbers(self):
        number = self.make_number()
        self.check(number)
        for verb, key in (("block", "block_own_use"), ("unblock", None)):
            self.step(number, verb, key)
            self.check(number)
        self.check(self.subscribe("active").number_id)
        self.check(self.subscribe("terminated").number_id or self.number_in_quarantine())

    def number_in_quarantine(self):
        return self.env["crm.telecom.number"].search([("state", "=", "quarantined")], limit=1)

    def test_identities(self):
        identity = self.identify(self.make_customer("Identified Ltd"))
        self.assertEqual(identity.state, "verified")
        self.check(identity)
        self.check(identity.create({"partner_id": self.payer.id, "kind": "passport", "number": "E20260312"}))
        identity._transition("revoke", identity.env["crm.telecom.reason"], note="Left")
        self.check(identity)

    def test_portings(self):
        for way in (None, "refuse", "cancel", "complete"):
            subscription = self.subscribe("active")
            values = {"direction": "out", "e164": subscription.number_id.e164, "subscription_id": subscription.id}
            port = self.env["crm.telecom.port"].create(values | {"operator": "Eastern Mobile", "port_date": "2026-03-16"})
            if way:
                port._transition(way)
            self.assertEqual(self.check(port), {"complete", "refuse", "cancel"})
