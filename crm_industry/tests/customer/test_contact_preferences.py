from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from ...tools.quiet_hours import is_quiet, next_moment
from .contact_common import MORNING, NIGHT, NOON, ContactCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestContactPreferences(ContactCommon):
    """Who may be contacted, by which channel, for what, and when."""

    def verdict(self, channel="email", purpose="marketing", partner=None, at=None):
        partner = partner or self.contact
        found = partner._may_contact(channel, purpose, at)[partner.id]
        return found.reason or found.moment

    def test_consent_is_taken_down_by_who_looks_after_the_customer(self):
        other = new_test_user(
            self.env, "consent_other", "sales_team.group_sale_salesman", company_id=self.company.id, lang="en_US"
        )
        agent = new_test_user(self.env, "consent_agent", "crm_industry.group_service_agent", company_id=self.company.id)
        self.customer.user_id = self.salesperson
        values = {"partner_id": self.contact.id, "channel": "email", "purpose": "marketing", "source": "A call"}
        consents = self.env["crm.contact.consent"]
        consents.with_user(other).create(values | {"answer": "withdrawn"})
        self.assertEqual(self.verdict(), "withdrawn")
        with self.assertRaisesRegex(AccessError, "somebody else's customer"), self.env.cr.savepoint():
            consents.with_user(other).create(values)
        self.assertEqual(self.verdict(), "withdrawn")
        for user in (self.salesperson, agent):
            consents.with_user(user).create(values)
        self.assertEqual(self.verdict(), datetime(2026, 6, 15, 4, 0))

    def test_advertising_needs_consent(self):
        self.assertEqual(self.verdict(), "no_consent")
        self.say("given", time="2026-06-01 00:00:00")
        self.assertEqual(self.verdict(), datetime(2026, 6, 15, 4, 0))
        self.say("withdrawn", time="2026-06-02 00:00:00")
        self.assertEqual(self.verdict(), "withdrawn")
        self.say("given", time="2026-05-01 00:00:00")
        self.assertEqual(self.verdict(), "withdrawn")
        self.assertEqual(self.verdict("sms"), "no_consent")
        self.say("given", time="2026-06-03 00:00:00")
        self.assertEqual(self.verdict(), datetime(2026, 6, 15, 4, 0))

    def test_without_need_of_consent_only_a_withdrawal_counts(self):
        self.company.contact_marketing_consent = False
        self.assertEqual(self.verdict(), datetime(2026, 6, 15, 4, 0))
        self.say("withdrawn", purpose="survey")
        self.assertEqual(self.verdict(purpose="survey"), "withdrawn")
        self.assertEqual(self.verdict(), datetime(2026, 6, 15, 4, 0))

    def test_nobody_objects_to_what_is_owed(self):
        for purpose in ("marketing", "service", "survey"):
            self.say("withdrawn", purpose=purpose)
        self.assertEqual(self.verdict(purpose="service"), "withdrawn")
        self.assertEqual(self.verdict(purpose="contract"), datetime(2026, 6, 15, 4, 0))

    def test_a_contact_who_said_nothing_is_held_to_its_company(self):
        self.say("withdrawn", purpose="service", partner=self.customer)
        self.assertEqual(self.verdict(purpose="service"), "withdrawn")
        self.say("given", purpose="service", time="2026-01-01 00:00:00")
        self.assertEqual(self.verdict(purpose="service"), datetime(2026, 6, 15, 4, 0))

    def test_consent_is_given_to_one_company(self):
        self.say("given", company_id=self.other_company.id)
        self.assertEqual(self.verdict(), "no_consent")
        there = self.contact.with_company(self.other_company)
        self.assertTrue(there._may_contact("email", "marketing")[self.contact.id].allowed)

    def test_the_preferred_channel(self):
        self.contact.contact_channel = "phone"
        self.assertEqual(self.verdict(purpose="survey"), "other_channel")
        self.assertEqual(self.verdict("phone", "survey"), datetime(2026, 6, 15, 4, 0))
        self.assertEqual(self.verdict(purpose="service"), datetime(2026, 6, 15, 4, 0))
        self.say("given", purpose="survey")
        self.assertEqual(self.verdict(purpose="survey"), datetime(2026, 6, 15, 4, 0))

    def test_addresses_and_exclusion_lists(self):
        self.say("given")
        self.env["mail.blacklist"]._add("li.lei@example.com")
        self.assertEqual(self.verdict(), "blacklisted")
        self.assertEqual(self.verdict(purpose="service"), datetime(2026, 6, 15, 4, 0))
        self.env["phone.blacklist"].add(self.contact.phone_sanitized)
        self.assertEqual(self.verdict("sms", "survey"), "blacklisted")
        self.contact.write({"email": False, "phone": False})
        self.assertEqual(self.verdict(purpose="contract"), "no_address")
        self.assertEqual(self.verdict("sms", "contract"), "no_address")

    def test_who_wants_no_calls_wants_none_at_another_number(self):
        self.contact.phone = False
        self.assertEqual(self.verdict("phone", "service"), "no_address")
        self.say("withdrawn", "phone", "service")
        self.assertEqual(self.verdict("phone", "service"), "withdrawn")
        self.assertEqual(self.verdict("phone", "contract"), "no_address")

    def test_quiet_hours_are_those_of_the_contact(self):
        night = datetime(2026, 6, 15, 15, 0)
        self.assertEqual(self.verdict("sms", "contract", at=night), MORNING)
        self.assertEqual(self.verdict("phone", "service", at=night), MORNING)
        self.assertEqual(self.verdict("email", "contract", at=night), night)
        self.assertEqual(self.verdict("email", "service", at=night), night)
        self.assertEqual(self.verdict("email", "survey", at=night), MORNING)
        self.contact.tz = "Europe/Berlin"
        self.assertEqual(self.verdict("sms", "contract", at=night), night)
        self.assertEqual(self.verdict("sms", "contract", at=datetime(2026, 6, 15, 20, 0)), datetime(2026, 6, 16, 6, 0))
        self.contact.write({"contact_quiet_own": True, "contact_quiet_from": 12, "contact_quiet_to": 18})
        self.assertEqual(self.verdict("sms", "contract", at=datetime(2026, 6, 15, 10, 30)), datetime(2026, 6, 15, 16, 0))
        self.assertEqual(self.verdict("sms", "contract", at=datetime(2026, 6, 15, 20, 0)), datetime(2026, 6, 15, 20, 0))

    def test_hours_that_the_clocks_leave_out_or_repeat(self):
        zone = "Europe/Berlin"  # 2026-03-29 2:00 → 3:00, 2026-10-25 3:00 → 2:00
        self.assertEqual(next_moment(datetime(2026, 3, 28, 23, 0), zone, 22, 2.5), datetime(2026, 3, 29, 1, 30))
        self.assertEqual(next_moment(datetime(2026, 3, 28, 22, 0), zone, 22, 8), datetime(2026, 3, 29, 6, 0))
        self.assertEqual(next_moment(datetime(2026, 10, 24, 22, 0), zone, 22, 8), datetime(2026, 10, 25, 7, 0))
        self.assertEqual(next_moment(datetime(2026, 6, 1, 1, 0), "UTC", 0, 24), datetime(2026, 6, 1, 1, 0))
        hours = ((21, 21, 8, True), (8, 21, 8, False), (0, 21, 8, True), (13, 12, 14, True), (3, 3, 3, False))
        for hour, start, end, quiet in hours:
            self.assertEqual(is_quiet(hour, start, end), quiet, (hour, start, end))

    def test_what_was_said_stays(self):
        consent = self.say("given")
        for user in (self.salesperson, self.env.ref("base.user_admin")):
            with self.assertRaises(UserError):
                consent.with_user(user).answer = "withdrawn"
            with self.assertRaises(UserError):
                consent.with_user(user).unlink()
        with self.assertRaises(UserError):
            consent.answer = "withdrawn"
        with self.assertRaises(UserError):
            consent.unlink()
        with self.assertRaises(ValidationError):
            self.say("given", time="2026-06-16 00:00:00")

    def test_contacts_with_consents_stay(self):
        person = self.env["res.partner"].create({"name": "Wu", "email": "wu@example.com"})
        self.say("withdrawn", partner=person)
        with self.assertRaisesRegex(UserError, "Wu said whether to be contacted"):
            person.unlink()
        person.action_archive()
        again = self.env["res.partner"].create({"name": "Wu again", "email": "WU@example.com"})
        self.assertEqual(again._may_contact("email", "service")[again.id].reason, "")
        self.company.contact_marketing_consent = False
        self.assertEqual(again._may_contact("email", "marketing")[again.id].reason, "withdrawn")
        with freeze_time("2026-06-15 05:00:00"):
            self.say("given", partner=again)
            self.assertTrue(again._may_contact("email", "marketing")[again.id].allowed)

    def test_a_clock_that_is_ahead_wins_nothing(self):
        self.say("given", time="2026-06-15 04:04:00")
        self.say("withdrawn")
        self.assertEqual(self.verdict("email", "marketing"), "withdrawn")

    def test_who_may_ask_and_record(self):
        mine = self.contact.with_user(self.salesperson)
        self.assertEqual(mine.may_contact("email", "marketing")["reason"], "There is no consent.")
        values = {"partner_id": self.contact.id, "channel": "email", "purpose": "marketing", "source": "Call"}
        self.env["crm.contact.consent"].with_user(self.salesperson).create(values)
        self.assertEqual(mine.may_contact("email", "marketing"), {"allowed": True, "reason": "", "moment": "2026-06-15T04:00:00"})
        with self.assertRaises(UserError):
            mine.may_contact("pigeon", "marketing")
        clerk = new_test_user(self.env, "contact_clerk", "base.group_user", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self.env["crm.contact.consent"].with_user(clerk).create(values)
        with self.assertRaises(AccessError):
            self.env["crm.contact.consent"].with_user(self.salesperson).create(values | {"company_id": self.other_company.id})
        self.contact.company_id = self.company
        stranger = new_test_user(
            self.env, "contact_stranger", "sales_team.group_sale_salesman", company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )  # fmt: skip
        with self.assertRaises(AccessError):
            self.contact.with_user(stranger).may_contact("email", "marketing")

    def test_the_night_is_asked_for_by_the_clock(self):
        with freeze_time(NIGHT):
            self.assertEqual(self.verdict("sms", "contract"), MORNING)
