from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .telecom_common import NOON, TelecomCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomNumberAssign(TelecomCommon):
    """Numbers and the subscriptions that have them."""

    def test_no_activation_without_a_number(self):
        for access in ("mobile", "fixed"):
            subscription = self.subscribe(access_type=access, prepared=False)
            self.identify(self.subscriber)
            with self.subTest(access=access), self.assertRaisesRegex(UserError, "no telephone number"):
                subscription._transition("submit")
            self.give_number(subscription)
            subscription._transition("submit")
            self.step(subscription, "activate")
            self.assertEqual(subscription.number_id.state, "assigned")
        for access in ("cable", "internet"):
            self.assertEqual(self.subscribe("active", access, prepared=False).state, "active")

    def test_taken_away_before_the_activation(self):
        subscription = self.subscribe()
        number = subscription.number_id.with_user(self.telecom_agent)
        number.action_unassign()
        self.assertEqual((number.state, subscription.number_id.id), ("free", False))
        subscription = self.subscribe("pending_active")
        with self.assertRaisesRegex(UserError, "change the number there"):
            subscription.number_id.with_user(self.telecom_agent).action_unassign()

    def test_who_had_it_from_when_to_when(self):
        subscription = self.subscribe("active", day="2026-01-05")
        number = subscription.number_id
        self.step(subscription, "give_notice", day="2026-02-01")
        self.step(subscription, "terminate", day="2026-02-03")
        row = number.assignment_ids
        self.assertEqual((row.subscription_id, row.partner_id), (subscription, self.subscriber))
        self.assertEqual((str(row.date_from), str(row.date_to)), ("2026-01-05", "2026-02-03"))
        self.assertEqual(str(number.quarantine_until), "2026-05-04")
        number.with_user(self.telecom_manager).action_end_quarantine()
        second = self.subscribe(prepared=False)
        number._assign(second._number_service())
        self.assertEqual(len(number.assignment_ids), 2)
        self.env.flush_all()
        query = self.env["crm.telecom.number.assignment"]._holders_query()
        held = [row for row in self.env.execute_query(query) if row[1] == number.e164]
        expected = {("2026-01-05", "2026-02-03", subscription.id), ("2026-03-16", "None", second.id)}
        self.assertEqual({(str(row[4]), str(row[5]), row[2]) for row in held}, expected)
        with self.assertRaises(AccessError):
            row.with_user(self.telecom_manager).write({"date_to": False})
        with self.assertRaises(UserError):
            row.sudo().unlink()

    def test_the_loser_reads_who_won(self):
        first, second = self.subscribe(prepared=False), self.subscribe(prepared=False)
        number = self.make_number().with_user(self.telecom_agent)
        first._number_service().with_user(self.telecom_agent).action_assign_number(number.id)
        service = second._number_service().with_user(self.telecom_agent)
        taken = f"Number \\{number.e164} went to subscription {first.name} of Subscriber Ltd a moment ago: choose another one."
        with self.assertRaisesRegex(UserError, taken):
            service.action_assign_number(number.id)
        later = self.env.cr.now() + timedelta(hours=1)
        self.patch(type(self.env.cr), "now", lambda cr: later)
        with self.assertRaisesRegex(UserError, f"belongs to subscription {first.name}"):
            service.action_assign_number(number.id)

    def test_two_live_assignments_are_refused_by_the_database(self):
        number, other = self.subscribe().number_id, self.subscribe(prepared=False)
        values = {"number_id": number.id, "service_id": other._number_service().id, "date_from": "2026-03-16"}
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env["crm.telecom.number.assignment"]._guarded_create([values])
            self.env.flush_all()

    def test_the_service_with_the_number_ends_with_the_subscription(self):
        subscription = self.subscribe("active")
        service = subscription._number_service()
        with self.assertRaisesRegex(UserError, "It has the telephone number"):
            service.with_user(self.telecom_agent).action_terminate()
        self.step(subscription.service_ids - service, "terminate")
        self.step(subscription, "give_notice")
        self.step(subscription, "terminate")
        self.assertEqual((service.state, service.number_id.id), ("terminated", False))

    def test_another_number(self):
        created, active = self.subscribe(), self.subscribe("active")
        old, used = created.number_id, active.number_id
        created._number_service().with_user(self.telecom_agent).action_assign_number(self.make_number().id)
        self.assertEqual((old.state, created.number_id.state), ("free", "assigned"))
        new = self.make_number()
        active._number_service().with_user(self.telecom_agent).action_assign_number(new.id, "Too many calls for a bakery")
        self.assertEqual((used.state, active.number_id, active.state), ("quarantined", new, "active"))
        self.assertEqual(used.last_event_id.note, "Too many calls for a bakery")
        self.assertEqual(new.last_event_id.user_id, self.telecom_agent)

    def test_reserved_for_another_customer(self):
        number = self.make_number().with_user(self.telecom_agent)
        number.action_reserve(self.customer.id)
        service = self.subscribe(prepared=False)._number_service().with_user(self.telecom_agent)
        with self.assertRaisesRegex(UserError, "reserved for Harbour Trading until"):
            service.action_assign_number(number.id)
        theirs = self.make_account(partner_id=self.customer.id)
        service = self.subscribe(prepared=False, account_id=theirs.id)._number_service().with_user(self.telecom_agent)
        service.action_assign_number(number.id)
        self.assertEqual((number.state, number.reserved_partner_id.id, number.reserved_until), ("assigned", False, False))

    def test_access_and_company_fit(self):
        service = self.subscribe(prepared=False)._number_service().with_user(self.telecom_agent)
        with self.assertRaisesRegex(UserError, "another access: Fixed line"):
            service.action_assign_number(self.make_number("fixed").id)
        with self.assertRaises(UserError):
            service.action_assign_number(self.make_number(company_id=self.other_company.id).id)
        for number_id in ("x", 0, 10**9, [1]):
            with self.subTest(number_id=number_id), self.assertRaises(UserError):
                service.action_assign_number(number_id)
        over = self.subscribe("cancelled")
        with self.assertRaisesRegex(UserError, "is over"):
            over.service_ids[0].with_user(self.telecom_agent).action_assign_number(self.make_number().id)

    def test_salespeople_and_other_companies(self):
        service, number = self.subscribe(prepared=False)._number_service(), self.make_number()
        for user in (self.salesperson, self.other_telecom_agent):
            with self.assertRaises(AccessError):
                service.with_user(user).action_assign_number(number.id)
            with self.assertRaises(AccessError):
                service.subscription_id.with_user(user).action_choose_number()
        self.assertEqual(number.state, "free")

    # -- what a beautiful number asks for ------------------------------------------------------------------------------

    def make_grade(self, **values):
        grades = self.env["crm.telecom.number.grade"].with_user(self.telecom_manager)
        return grades.create({"name": "Gold", "patterns": "*8", "sequence": 1} | values)

    def test_monthly_fee(self):
        number = self.make_number(grade_id=self.make_grade(minimum_fee=120).id)
        service = self.subscribe(prepared=False)._number_service().with_user(self.telecom_agent)
        with self.assertRaisesRegex(UserError, "Gold.* need a monthly fee of .*120"):
            service.action_assign_number(number.id)
        service.subscription_id.monthly_fee = 120
        service.action_assign_number(number.id)
        self.assertEqual(number.state, "assigned")

    def test_commitment(self):
        number = self.make_number(grade_id=self.make_grade(commitment_months=24).id)
        self.offerings["mobile"].commitment_months = 12
        subscription = self.subscribe(prepared=False)
        self.identify(self.subscriber)
        number._assign(subscription._number_service())
        subscription._transition("submit")
        self.step(subscription, "activate")
        self.assertEqual((str(subscription.commitment_from), str(subscription.commitment_to)), ("2026-03-16", "2028-03-15"))
        active = self.subscribe("active", day="2026-02-01")
        self.assertEqual(str(active.commitment_to), "2027-01-31")
        active._number_service()._take_number(self.make_number(grade_id=number.grade_id.id))
        self.assertEqual((str(active.commitment_from), str(active.commitment_to)), ("2026-02-01", "2028-03-15"))

    def test_deposit(self):
        number = self.make_number(grade_id=self.make_grade(deposit=500).id)
        subscription = self.subscribe(prepared=False)
        self.identify(self.subscriber)
        number._assign(subscription._number_service())
        subscription._transition("submit")
        with self.assertRaisesRegex(UserError, "deposit of .*500.* has not been received"):
            self.step(subscription, "activate")
        row = subscription.number_assignment_ids
        with self.assertRaises(AccessError):
            row.with_user(self.salesperson).action_deposit_received()
        row.with_user(self.telecom_agent).action_deposit_received("R-17")
        self.assertEqual((str(row.deposit_received_on), row.deposit_note), ("2026-03-16", "R-17"))
        with self.assertRaisesRegex(UserError, "no deposit to be received"):
            row.with_user(self.telecom_agent).action_deposit_received()
        self.step(subscription, "activate")

    def test_managers_only(self):
        number = self.make_number(grade_id=self.make_grade(manager_only=True).id)
        service = self.subscribe(prepared=False)._number_service()
        with self.assertRaisesRegex(UserError, "Only telecom managers give numbers"):
            service.with_user(self.telecom_agent).action_assign_number(number.id)
        with self.assertRaisesRegex(UserError, "Only telecom managers give numbers"):
            number.with_user(self.telecom_agent).action_reserve(self.subscriber.id)
        service.with_user(self.telecom_manager).action_assign_number(number.id)

    # -- equipment -----------------------------------------------------------------------------------------------------

    def test_numbers_of_the_equipment(self):
        service = self.subscribe().service_ids[0].with_user(self.telecom_agent)
        service.write({"iccid": f"8986 0112-{first_iccid()[8:]}", "imsi": "460 00 1234567890", "imei": "35-417803-685978-9"})
        self.assertEqual((service.iccid, service.imsi, service.imei), (first_iccid(), "460001234567890", "354178036859789"))
        wrong = {
            "iccid": (f"{int(first_iccid()) - 1}", "1234567890123456789", "898601128512345678", "89860112851234567８9", "x"),
            "imsi": ("46000123", "000991234567890", "46000123456789A"),
            "imei": ("354178036859788", "1234", "35417803685978X"),
        }
        for kind, numbers in wrong.items():
            for number in numbers:
                with self.subTest(kind=kind, number=number), self.assertRaisesRegex(ValidationError, "is no I"):
                    service.write({kind: number})
            with self.assertRaisesRegex(ValidationError, "is no I"):
                service.create({"subscription_id": service.subscription_id.id, kind: "x"})

    def test_equipment_is_in_one_live_service(self):
        first, second = self.subscribe("active").service_ids[1], self.subscribe("active").service_ids[1]
        for kind, number in (("iccid", first_iccid()), ("imsi", "460001234567890"), ("imei", "354178036859789")):
            first[kind] = number
            with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
                second[kind] = number
                self.env.flush_all()
            self.step(first, "terminate")
            second[kind] = number
            self.env.flush_all()
            first, second = second, self.subscribe("active").service_ids[1]


def first_iccid():
    """Luhn's digit from its definition: every second digit from the right doubled, the digits of all added up."""
    body = "898601128512345678"
    digits = [int(sign) for sign in body]
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 == 0 else digit for place, digit in enumerate(reversed(digits))]
    return body + str(-sum(doubled) % 10)
