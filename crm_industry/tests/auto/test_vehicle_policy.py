from datetime import date
from unittest.mock import patch

from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .auto_common import NOON
from .vehicle_portal_common import VehiclePortalCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestVehiclePolicy(VehiclePortalCommon):
    """Insurances, registrations and inspections: one at a time, renewed in time, written by their station. It is 2026-03-16."""

    def issue(self, user=None, **values):
        """Write down a compulsory insurance of the vehicle that ends on 2026-04-15, 30 days from today."""
        defaults = {
            "vehicle_id": self.vehicle.id,
            "station_id": self.station.id,
            "number": "PDAA2025",
            "valid_from": "2025-04-16",
            "valid_to": "2026-04-15",
            "premium": 950,
        }
        return self.env["crm.vehicle.policy"].with_user(user or self.station_user).create(defaults | values)

    def remind(self):
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **options: 60):
            self.env["crm.vehicle.policy"]._cron_policies()

    # -- one at a time -------------------------------------------------------------------------------------------------

    def test_one_of_a_kind_at_a_time(self):
        policy = self.issue()
        for kind in ("registration", "inspection", "commercial"):
            self.issue(kind=kind)
        for kind in ("compulsory", "registration", "inspection"):
            with mute_logger("odoo.sql_db"), self.assertRaises(ExclusionViolation), self.cr.savepoint():
                self.issue(kind=kind, valid_from="2026-04-15", valid_to="2027-04-14")
        self.issue(kind="commercial", number="CV2")
        self.issue(valid_from="2026-04-16", valid_to="2027-04-15")
        self.issue(vehicle_id=self.make_vehicle(self.buyer).id)
        with mute_logger("odoo.sql_db"), self.assertRaises(ExclusionViolation), self.cr.savepoint():
            policy.valid_to = "2026-04-16"

    def test_the_database_refuses_by_itself(self):
        policy = self.issue()
        self.env.flush_all()
        insert = """
            INSERT INTO crm_vehicle_policy
                   (vehicle_id, kind, partner_id, station_id, company_id, currency_id, state, valid_from, valid_to)
            SELECT vehicle_id, kind, partner_id, station_id, company_id, currency_id, 'issued', %s, %s
              FROM crm_vehicle_policy WHERE id = %s
        """
        with mute_logger("odoo.sql_db"), self.assertRaises(ExclusionViolation), self.cr.savepoint():
            self.cr.execute(insert, ["2026-04-15", "2027-04-14", policy.id])
        self.cr.execute(insert, ["2026-04-16", "2027-04-15", policy.id])
        self.cr.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'crm_vehicle_policy'::regclass AND contype = 'x'")
        kinds = {name.removeprefix("crm_vehicle_policy_one_") for (name,) in self.cr.fetchall()}
        self.assertEqual(kinds, {"compulsory", "registration", "inspection"})

    def test_a_registration_without_an_end_is_the_only_one(self):
        self.issue(kind="registration", valid_to=False)
        with mute_logger("odoo.sql_db"), self.assertRaises(ExclusionViolation), self.cr.savepoint():
            self.issue(kind="registration", valid_from="2030-01-01", valid_to=False)

    def test_a_cancelled_one_makes_room(self):
        policy = self.issue()
        with self.assertRaises(AccessError):
            policy.state = "cancelled"
        window = policy.action_cancel()
        self.assertEqual((window["res_model"], policy.state), ("crm.vehicle.policy.reason", "issued"))
        wizard = self.env["crm.vehicle.policy.reason"].with_user(self.station_user).with_context(**window["context"])
        wizard.create({"reason": "Sold abroad"}).action_confirm()
        self.assertEqual((policy.state, policy.status), ("cancelled", "cancelled"))
        self.assertEqual(policy.event_ids.sorted("id").mapped("reason"), [False, "Sold abroad"])
        self.issue()
        with self.assertRaises(UserError):
            policy.number = "X"
        with self.assertRaises(UserError):
            policy.action_cancel("Again")

    def test_what_makes_no_sense(self):
        for values in ({"valid_to": "2025-04-15"}, {"valid_to": False}, {"premium": -1}):
            with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught, self.cr.savepoint():
                self.issue(**values)
            self.assertEqual(type(caught.exception).__name__, "CheckViolation", values)
        with self.assertRaises(ValidationError):
            self.issue(kind="lease")
        policy = self.issue()
        for values in ({"vehicle_id": self.make_vehicle().id}, {"kind": "commercial"}):
            with self.assertRaises(UserError):
                policy.write(values)
        with self.assertRaises(UserError):
            policy.sudo().unlink()
        self.assertEqual(policy.partner_id, self.buyer)

    def test_the_form_proposes_the_owner(self):
        with Form(self.env["crm.vehicle.policy"].with_user(self.station_user)) as form:
            form.vehicle_id = self.vehicle
            self.assertEqual(form.partner_id, self.buyer)
            form.valid_to = "2027-03-15"
        self.assertEqual((form.record.station_id, form.record.status), (self.station, "valid"))

    # -- the state by its days -----------------------------------------------------------------------------------------

    def test_status_by_days(self):
        spans = {
            "upcoming": ("2026-03-17", "2027-03-16"),
            "ending": ("2025-03-17", "2026-03-16"),
            "lapsed": ("2025-03-16", "2026-03-15"),
            "valid": ("2025-04-17", "2026-04-16"),
        }
        made = {}
        for status, (first, last) in spans.items():
            made[status] = self.issue(vehicle_id=self.make_vehicle(self.buyer).id, valid_from=first, valid_to=last)
        made["endless"] = self.issue(kind="registration", valid_to=False)
        for status, policy in made.items():
            self.assertEqual(policy.status, "valid" if status == "endless" else status)
        policies = self.env["crm.vehicle.policy"]
        ids = [policy.id for policy in made.values()]
        for status in spans:
            found = policies.search([("id", "in", ids), ("status", "=", status)])
            expected = made[status] | made["endless"] if status == "valid" else made[status]
            self.assertEqual(found, expected.sudo(), status)

    # -- renewal -------------------------------------------------------------------------------------------------------

    def test_renewal_begins_the_day_after(self):
        policy = self.issue()
        renewal = self.env["crm.vehicle.policy"].browse(policy.action_renew()["res_id"])
        self.assertEqual((renewal.valid_from, renewal.valid_to), (date(2026, 4, 16), date(2027, 4, 15)))
        self.assertEqual((renewal.vehicle_id, renewal.kind, renewal.premium), (self.vehicle, "compulsory", 950))
        self.assertEqual((renewal.renewal_of_id, renewal.number), (policy, False))
        self.assertEqual(policy.action_renew()["res_id"], renewal.id)
        self.assertTrue(policy.followed)
        renewal.with_user(self.station_user).action_cancel("Too dear")
        self.assertFalse(policy.followed)
        again = self.env["crm.vehicle.policy"].browse(policy.action_renew()["res_id"])
        self.assertNotEqual(again, renewal)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.cr.savepoint():
            again.copy({"kind": "commercial", "valid_from": "2028-01-01", "valid_to": "2028-12-31"})._guarded_write(
                {"renewal_of_id": policy.id}
            )

    def test_length_of_renewals(self):
        for first, last, begin, end in (
            ("2024-03-01", "2026-04-30", date(2026, 5, 1), date(2028, 6, 30)),
            ("2026-03-10", "2026-03-20", date(2026, 3, 21), date(2026, 3, 31)),
            ("2024-02-29", "2026-02-28", date(2026, 3, 16), date(2028, 3, 15)),
        ):
            policy = self.issue(vehicle_id=self.make_vehicle(self.buyer).id, valid_from=first, valid_to=last)
            renewal = self.env["crm.vehicle.policy"].browse(policy.action_renew()["res_id"])
            self.assertEqual((renewal.valid_from, renewal.valid_to), (begin, end))

    def test_what_is_not_renewed(self):
        endless = self.issue(kind="registration", valid_to=False)
        with self.assertRaises(UserError):
            endless.action_renew()
        policy = self.issue()
        self.issue(valid_from="2026-05-01", valid_to="2027-04-30")
        with self.assertRaises(UserError):
            policy.action_renew()
        other = self.issue(kind="inspection")
        other.action_cancel("Mistyped")
        with self.assertRaises(UserError):
            other.action_renew()

    def test_another_station_renews(self):
        policy = self.issue(user_id=self.station_user.id)
        renewal = policy.with_user(self.second_user).action_renew()["res_id"]
        self.assertEqual(self.env["crm.vehicle.policy"].browse(renewal).station_id, self.second_station)

    # -- reminders -----------------------------------------------------------------------------------------------------

    def test_reminded_once(self):
        ending = self.issue()
        later = self.issue(kind="inspection", valid_to="2026-04-16")
        lapsed = self.issue(kind="commercial", valid_to="2026-03-15")
        renewed = self.issue(kind="registration", valid_to="2026-04-01")
        renewed.action_renew()
        for _run in range(2):
            self.remind()
        self.assertEqual(ending.activity_ids.user_id, self.station_user)
        self.assertEqual((len(ending.activity_ids), ending.activity_ids.date_deadline), (1, date(2026, 4, 15)))
        self.assertFalse((later | lapsed | renewed).activity_ids)
        self.assertEqual(ending.reminded_on, date(2026, 3, 16))
        ending.action_renew()
        self.assertFalse(ending.activity_ids)
        ending.renewal_ids.action_cancel("Too dear")
        self.remind()
        self.assertEqual(len(ending.activity_ids), 1)

    def test_reminded_as_the_settings_say(self):
        policy = self.issue()
        self.company.auto_policy_days = 29
        self.remind()
        self.assertFalse(policy.reminded_on)
        self.company.auto_policy_days = 0
        self.remind()
        self.assertFalse(policy.reminded_on)
        self.company.auto_policy_days = 30
        self.remind()
        self.assertTrue(policy.reminded_on)

    def test_somebody_of_the_station_is_reminded(self):
        policy = self.issue(user_id=False)
        gone = self.issue(kind="inspection", user_id=self.technician.id)
        self.technician.active = False
        self.remind()
        for each in (policy, gone):
            self.assertEqual(len(each.activity_ids.user_id & (self.station_user | self.station_manager)), 1)

    # -- who may -------------------------------------------------------------------------------------------------------

    def test_rights(self):
        policy = self.issue()
        for user in (self.second_user, self.other_station_user):
            foreign = policy.with_user(user)
            self.assertEqual(foreign.number, "PDAA2025")
            for act in (
                lambda foreign=foreign: foreign.write({"number": "X"}),
                lambda foreign=foreign: foreign.action_cancel("Why not"),
                lambda user=user: self.issue(user, kind="commercial", user_id=self.station_user.id),
            ):
                with self.assertRaises(AccessError):
                    act()
        with self.assertRaises(AccessError):
            policy.station_id = self.second_station
        with self.assertRaises(AccessError):
            policy.with_user(self.salesperson).read(["number"])
        with self.assertRaises(AccessError):
            policy.commission = 10
        policy.with_user(self.auto_manager).write({"commission": 95})
        self.assertEqual(policy.with_user(self.station_manager).commission, 95)
        with self.assertRaises(AccessError):
            self.issue(reminded_on="2026-03-16", kind="commercial")
        self.assertEqual(self.vehicle.with_user(self.second_user).policy_count, 1)

    # -- for the customer ----------------------------------------------------------------------------------------------

    def test_portal(self):
        self.issue(partner_id=self.seller.id, kind="commercial", number="FORMER")
        self.issue(number="OLD", valid_from="2024-04-16", valid_to="2025-04-15")
        self.issue(number="NOW")
        self.issue(number="NEXT", valid_from="2026-04-16", valid_to="2027-04-15")
        self.issue(kind="inspection", partner_id=self.seller.id, number="SEEN", valid_to="2026-03-15")
        policies = {policy["kind"]: policy for policy in self.portal()._vehicle_page(self.vehicle.id)["policies"]}
        self.assertEqual(set(policies), {"Compulsory Insurance", "Vehicle Inspection"})
        insured, inspected = policies["Compulsory Insurance"], policies["Vehicle Inspection"]
        self.assertEqual((insured["number"], insured["status"], insured["valid_to"]), ("NOW", "ending", date(2026, 4, 15)))
        self.assertEqual((inspected["number"], inspected["status"]), (False, "lapsed"))

    def test_timeline(self):
        policy = self.issue()
        self.issue(vehicle_id=self.make_vehicle(self.seller).id)
        view = self.env["crm.customer.view"].with_user(self.auto_manager)
        [row] = view.timeline(self.buyer.id, {"kinds": ["auto_policy"]}, False, 100)["items"]
        self.assertEqual((row["model"], row["res_id"], row["status"]), ("crm.vehicle.policy", policy.id, "Compulsory Insurance"))
