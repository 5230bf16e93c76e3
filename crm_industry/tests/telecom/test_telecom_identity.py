from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .telecom_common import NOON, TelecomCommon
from .telecom_documents import business_licence, mobile_number, resident_id

EXPECTED = {
    "verify": {"draft": "verified"},
    "revoke": {"draft": "revoked", "verified": "revoked"},
}
WAYS = {"draft": (), "verified": ("verify",), "revoked": ("revoke",)}
PICTURE = "iVBORw0KGgo="


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomIdentity(TelecomCommon):
    """Who customers are, and that nothing is activated before they have shown it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create({"name": "Wang Qiang"})
        cls.persons_account = cls.make_account(partner_id=cls.person.id)

    def register(self, partner=None, **values):
        partner = partner or self.person
        defaults = {"partner_id": partner.id, "kind": "resident_id", "number": resident_id(), "company_id": self.company.id}
        return self.env["crm.telecom.identity"].with_user(self.telecom_agent).create(defaults | values)

    def test_every_step_from_every_state(self):
        identities = self.env["crm.telecom.identity"]
        self.assertEqual(set(identities._transitions()), set(EXPECTED))
        for verb, ways in EXPECTED.items():
            for state, way in WAYS.items():
                identity = self.register()
                for step in way:
                    self.step(identity, step)
                with self.subTest(verb=verb, state=state):
                    if state in ways:
                        call_kw(identity.browse(), f"action_{verb}", [identity.ids], {})
                        self.assertEqual(identity.state, ways[state])
                    else:
                        with self.assertRaises(UserError):
                            call_kw(identity.browse(), f"action_{verb}", [identity.ids], {})
                        self.assertEqual(identity.state, state)

    def test_numbers_of_documents(self):
        good = {
            "resident_id": ("360426 1991 0101 0071", "360426199101010071"),
            "passport": ("e1234567", "E1234567"),
            "hk_mo_permit": ("H12345678", "H12345678"),
            "tw_permit": ("12345678", "12345678"),
            "business_licence": ("91110000600037341L", "91110000600037341L"),
        }
        for kind, (text, number) in good.items():
            self.assertEqual(self.register(kind=kind, number=text).number, number)
        bad = {
            "resident_id": ("360426199101010072", "36042619910101007", "999999199101010076", "E1234567"),
            "passport": ("1", "E12345678901234", "E12_3456"),
            "hk_mo_permit": ("X12345678",),
            "business_licence": ("A1110000600037341L", "91110000600037341X"),
        }
        for kind, numbers in bad.items():
            for number in numbers:
                with (
                    self.subTest(kind=kind, number=number),
                    self.assertRaisesRegex(ValidationError, "is no number of a document"),
                ):
                    self.register(kind=kind, number=number)
        identity = self.register(kind="passport", number="E1234567")
        with self.assertRaisesRegex(ValidationError, "is no number of a document"):
            identity.kind = "resident_id"

    def test_several_documents_keep_their_own_numbers(self):
        """As when a list changes the kind of all chosen rows."""
        one, other = self.register(kind="passport", number="E1234567"), self.register(kind="passport", number="E7654321")
        (one | other).with_user(self.telecom_agent).write({"kind": "military"})
        self.assertEqual(
            [(each.kind, each.number) for each in (one, other)], [("military", "E1234567"), ("military", "E7654321")]
        )
        with self.assertRaisesRegex(ValidationError, "E1234567.* is no number of a document"):
            (one | other).with_user(self.telecom_agent).write({"kind": "resident_id"})

    def test_no_activation_without_one(self):
        for access in ("mobile", "internet"):
            subscription = self.subscribe(access_type=access, prepared=False, account_id=self.persons_account.id)
            self.give_number(subscription)
            with self.subTest(access=access), self.assertRaisesRegex(UserError, "Wang Qiang has no valid identity"):
                subscription._transition("submit")
            self.assertTrue(subscription.identity_missing)
        identity = self.register()
        with self.assertRaisesRegex(UserError, "no valid identity"):
            subscription._transition("submit")
        identity.action_verify()
        self.assertEqual((identity.verified_by_id, str(identity.verified_on)), (self.telecom_agent, "2026-03-16"))
        subscription.invalidate_recordset()
        self.assertEqual((subscription.identity_id, subscription.identity_missing), (identity, False))
        subscription._transition("submit")
        identity.action_revoke()
        with self.assertRaisesRegex(UserError, "no valid identity"):
            self.step(subscription, "activate")
        self.register().action_verify()
        self.step(subscription, "activate")

    def test_identities_of_many_owners_are_found_together(self):
        identities, subscriptions = [], self.env["crm.telecom.subscription"]
        for turn in range(6):
            owner = self.env["res.partner"].create({"name": f"Owner {turn}"})
            account = self.make_account(partner_id=owner.id)
            subscriptions += self.subscribe(account_id=account.id, prepared=False)
            documents = ({}, {"kind": "passport", "number": f"E123456{turn}"})
            shown = [self.register(owner, **values) for values in documents[: turn % 3]]
            for identity in shown:
                self.step(identity, "verify")
            identities.append(shown[-1] if shown else self.env["crm.telecom.identity"])
        counts = []
        for found in (subscriptions[1], subscriptions):
            self.env.flush_all()
            self.env.invalidate_all()
            begun = self.env.cr.sql_log_count
            known = [(each.identity_id, each.identity_missing) for each in found]
            counts.append(self.env.cr.sql_log_count - begun)
        self.assertEqual(known, [(identity, not identity) for identity in identities])
        self.assertEqual(counts[0], counts[1])

    def test_expired_ones_do_not_count(self):
        with self.assertRaisesRegex(UserError, "expired on"):
            self.register(valid_to="2026-03-15").action_verify()
        identity = self.register(valid_to="2026-03-16")
        identity.action_verify()
        subscription = self.subscribe("created", "internet", account_id=self.persons_account.id, prepared=False)
        identities = self.env["crm.telecom.identity"]
        mine = [("partner_id", "=", self.person.id)]
        self.assertEqual(identities.search([*mine, ("valid", "=", True)]), identity)
        with freeze_time("2026-03-17 04:00:00"):
            self.assertFalse(identities.search([*mine, ("valid", "=", True)]))
            self.assertIn(identity, identities.search([*mine, ("valid", "=", False)]))
            with self.assertRaisesRegex(UserError, "no valid identity"):
                subscription._transition("submit")
        subscription._transition("submit")

    def test_companies_have_an_agent(self):
        licence = {"kind": "business_licence", "number": business_licence()}
        with self.assertRaisesRegex(UserError, "Name the agent"):
            self.register(self.subscriber, **licence).action_verify()
        with self.assertRaisesRegex(UserError, "companies their licence"):
            self.register(self.subscriber).action_verify()
        with self.assertRaisesRegex(UserError, "companies their licence"):
            self.register(**licence).action_verify()
        agent = {"agent_name": "Li Lei", "agent_kind": "resident_id", "agent_number": resident_id()}
        identity = self.register(self.subscriber, **licence, **agent)
        identity.action_verify()
        self.assertEqual(identity.state, "verified")
        with self.assertRaisesRegex(ValidationError, "no number of a document"):
            self.register(self.subscriber, **licence, **agent | {"agent_number": "1"})

    def test_pictures_where_the_company_wants_them(self):
        self.company.telecom_identity_evidence = True
        identity = self.register()
        with self.assertRaisesRegex(UserError, "picture of the document is missing"):
            identity.action_verify()
        identity.evidence_ids = [Command.create({"file": PICTURE, "filename": "front.png"})]
        identity.action_verify()
        evidence = identity.evidence_ids
        for change in (lambda: evidence.write({"file": PICTURE}), evidence.unlink):
            with self.assertRaisesRegex(UserError, "pictures stay"):
                change()
        for user in (self.salesperson, self.other_telecom_agent):
            with self.assertRaises(AccessError):
                evidence.with_user(user).read(["file"])
            attachment = self.env["ir.attachment"].search(
                [("res_model", "=", evidence._name), ("res_id", "=", evidence.id), ("res_field", "=", "file")]
            )
            with self.assertRaises(AccessError):
                attachment.with_user(user).read(["datas"])

    def test_what_was_verified_stays(self):
        identity = self.register()
        identity.action_verify()
        for values in ({"number": resident_id()}, {"kind": "passport"}, {"partner_id": self.subscriber.id}, {"valid_to": False}):
            with self.subTest(values=values), self.assertRaises(UserError):
                identity.write(values)
        for values in ({"state": "draft"}, {"verified_by_id": False}):
            with self.assertRaises(AccessError):
                identity.sudo().write(values)
        with self.assertRaises(UserError):
            identity.sudo().unlink()
        again = self.register(number=identity.number)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            again.action_verify()
            self.env.flush_all()

    def test_numbers_are_masked_for_everybody_else(self):
        identity = self.register(number="360426199101010071")
        mine = identity.with_user(self.salesperson)
        self.assertEqual(mine.masked_number, "3604**********0071")
        self.assertNotIn("360426199101010071", mine.display_name)
        with self.assertRaises(AccessError):
            mine.read(["number"])
        with self.assertRaises(AccessError):
            mine.search_count([("number", "=", "360426199101010071")])
        with self.assertRaises(AccessError):
            mine.action_verify()
        with self.assertRaises(AccessError):
            mine.write({"issued_by": "me"})
        self.person.user_id = self.telecom_agent
        self.env.flush_all()
        self.assertFalse(mine.search([("id", "=", identity.id)]))
        self.assertFalse(identity.with_user(self.other_telecom_agent).search([("id", "=", identity.id)]))
        portal = new_test_user(self.env, "portal_person", "base.group_portal", company_id=self.company.id)
        with self.assertRaises(AccessError):
            identity.with_user(portal).read(["masked_number"])

    def test_contacts_are_no_customers(self):
        with self.assertRaisesRegex(ValidationError, "is a contact of"):
            self.register(self.contact)

    # -- how many numbers ----------------------------------------------------------------------------------------------

    def wish(self, account, access="mobile"):
        subscription = self.subscribe(access_type=access, prepared=False, account_id=account.id)
        self.give_number(subscription)
        return subscription

    def test_five_numbers_on_a_document_of_a_person(self):
        identity = self.register()
        identity.action_verify()
        twin = self.env["res.partner"].create({"name": "Wang Qiang, once more"})
        twins_account = self.make_account(partner_id=twin.id)
        self.register(twin, number=identity.number).action_verify()
        for account in (self.persons_account, self.persons_account, self.persons_account, twins_account, twins_account):
            subscription = self.wish(account)
            subscription._transition("submit")
        for account in (self.persons_account, twins_account):
            with self.assertRaisesRegex(UserError, "3604.*\\*.* has 5 numbers already, 5 are allowed"):
                self.wish(account)._transition("submit")
            self.wish(account, "internet")._transition("submit")
        self.step(subscription, "activate")
        self.step(subscription, "give_notice")
        self.step(subscription, "terminate")
        self.wish(twins_account)._transition("submit")

    def test_numbers_of_a_revoked_document_count_until_another_one_is_shown(self):
        self.company.telecom_numbers_per_person = 2
        identity = self.register()
        identity.action_verify()
        for _number in range(2):
            self.wish(self.persons_account)._transition("submit")
        identity.action_revoke()
        twin = self.env["res.partner"].create({"name": "Wang Qiang, once more"})
        twins_account = self.make_account(partner_id=twin.id)
        self.register(twin, number=identity.number).action_verify()
        wish = self.wish(twins_account)
        with self.assertRaisesRegex(UserError, "2 numbers already"):
            wish._transition("submit")
        self.register(number=resident_id()).action_verify()
        wish._transition("submit")

    def test_several_at_once_are_counted_together(self):
        self.company.telecom_numbers_per_person = 2
        self.register().action_verify()
        wishes = self.wish(self.persons_account) | self.wish(self.persons_account) | self.wish(self.persons_account)
        with self.assertRaisesRegex(UserError, "2 are allowed"), self.cr.savepoint():
            wishes._transition("submit")
        wishes[:2]._transition("submit")
        with self.assertRaisesRegex(UserError, "2 numbers already"):
            wishes[2]._transition("submit")

    def test_companies_have_as_many_as_they_like(self):
        self.company.telecom_numbers_per_person = 1
        for _number in range(3):
            self.subscribe("active")
        self.company.telecom_numbers_per_organisation = 3
        with self.assertRaisesRegex(UserError, "3 are allowed"):
            self.subscribe("active")

    def test_a_new_owner_is_registered(self):
        subscription = self.subscribe("active", day="2026-02-10")
        transfer = {
            "kind": "ownership",
            "partner_id": self.person.id,
            "account_id": self.persons_account.id,
            "date": "2026-03-16",
        }
        move = self.env["crm.telecom.move"].create({"subscription_id": subscription.id} | transfer)
        with self.assertRaisesRegex(UserError, "Wang Qiang has no valid identity"):
            move._transition("plan")
        self.register().action_verify()
        self.company.telecom_numbers_per_person = 1
        self.wish(self.persons_account)._transition("submit")
        with self.assertRaisesRegex(UserError, "1 numbers already, 1 are allowed"):
            move._transition("plan")
        self.company.telecom_numbers_per_person = 2
        move._transition("plan")
        self.assertEqual(subscription.partner_id, self.person)

    # -- joined customers ----------------------------------------------------------------------------------------------

    def test_joined_customers_stay_identified(self):
        identity = self.identify(self.subscriber)
        other = self.identify(self.customer, number=identity.number)
        mobile = self.make_number(e164=mobile_number())
        mobile.action_reserve(self.subscriber.id)
        self.subscriber.write({"parent_id": self.customer.id, "is_company": False})
        self.assertEqual((identity.partner_id, mobile.reserved_partner_id), (self.customer, self.customer))
        self.assertEqual({identity.state, other.state}, {"verified", "revoked"})
        kept = self.identify(self.payer)
        self.payer.write({"parent_id": self.customer.id, "is_company": False})
        self.assertEqual((kept.partner_id, kept.state), (self.customer, "verified"))
