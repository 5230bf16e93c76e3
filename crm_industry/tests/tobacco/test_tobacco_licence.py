from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from .tobacco_common import NOON, TobaccoCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTobaccoLicence(TobaccoCommon):
    """Licences: number, days, steps, renewal, and what time does to them."""

    def run_cron(self):
        with patch.object(IrCron, "_commit_progress"):
            self.env["crm.tobacco.licence"]._cron_licences()

    def steps(self, licence):
        return [(event.verb, event.state_to) for event in licence.event_ids.sorted("id")]

    # -- number and days -------------------------------------------------------------------------------------------

    def test_number_has_twelve_digits(self):
        for number in ("12345678901", "1234567890123", "31010a111111", "３１０１０１１１１１１１"):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.make_licence(number=number, valid_from="2029-06-01")
                self.env.flush_all()
        self.assertEqual(self.make_licence(number=" 310101 1 00077 ", valid_from="2029-06-01").number, "310101100077")

    def test_seventh_digit_is_a_warning_only(self):
        licence = self.make_licence(number="310101100077", valid_from="2029-06-01")
        self.assertFalse(licence.number_warning)
        licence.kind = "company"
        self.assertIn("another kind of holder", licence.number_warning)
        licence.number = "310101200077"
        self.assertFalse(licence.number_warning)
        licence.number = "310101700077"
        self.assertIn("seventh digit is 7", licence.number_warning)

    def test_five_years_by_default_and_at_most(self):
        self.assertEqual(self.licence.valid_to, date(2028, 12, 31))
        self.make_licence(valid_from="2029-01-01", valid_to="2033-12-31")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_licence(valid_from="2029-01-01", valid_to="2034-01-01")

    def test_one_retailer_has_a_number(self):
        other = self.make_retailer("Other Shop", licensed=False)
        with self.assertRaisesRegex(ValidationError, "Corner Shop has the licence number"):
            self.make_licence(other, number=self.licence.number)

    def test_one_licence_at_a_time(self):
        second = self.make_licence(valid_from="2028-12-31", number="310101100077")
        with self.assertRaisesRegex(UserError, "holds until"):
            second.with_user(self.inspector).action_grant()
        self.env.cr.execute("SELECT contype FROM pg_constraint WHERE conname = 'crm_tobacco_licence_one_at_a_time'")
        self.assertEqual(self.env.cr.fetchall(), [("x",)])
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            second._guarded_write({"state": "valid"})
            self.env.flush_all()

    # -- steps -----------------------------------------------------------------------------------------------------

    def test_steps_are_the_inspectors(self):
        licence = self.make_licence(valid_from="2029-01-01")
        for user in (self.salesperson, self.tobacco_manager):
            with self.assertRaises(AccessError):
                licence.with_user(user).action_grant()
            with self.assertRaises(AccessError):
                self.licence.with_user(user).action_revoke("No")
        with self.assertRaises(AccessError):
            licence.with_user(self.other_inspector).action_grant()
        licence.with_user(self.inspector).action_grant()
        self.assertEqual(self.steps(licence), [("create", "applied"), ("grant", "valid")])
        self.assertEqual(licence.event_ids[0].user_id, self.inspector)

    def test_state_is_nobodys_to_write(self):
        for values in ({"state": "revoked"}, {"suspended_until": "2026-04-01"}, {"renewal_of_id": self.licence.id}):
            with self.assertRaises(AccessError):
                self.licence.with_user(self.inspector).write(values)
        with self.assertRaises(AccessError):
            self.make_licence(valid_from="2029-01-01", state="valid")

    def test_what_was_granted_stays(self):
        with self.assertRaisesRegex(UserError, "has been decided on"):
            self.licence.with_user(self.inspector).valid_to = "2028-01-01"
        with self.assertRaisesRegex(UserError, "is kept"):
            self.licence.unlink()

    def test_steps_are_kept_for_good(self):
        with self.assertRaises(AccessError):
            self.licence.event_ids[0].reason = "Changed"
        with self.assertRaises(UserError):
            self.licence.event_ids[0].unlink()
        with self.assertRaises(AccessError):
            self.env["crm.tobacco.licence.event"].create({"record_id": self.licence.id, "verb": "grant"})

    def test_suspension_of_a_year_at_most(self):
        licence = self.licence.with_user(self.inspector)
        for day in ("2026-03-17", "2027-03-18"):
            with self.assertRaisesRegex(UserError, "a year at most"):
                licence.action_suspend("Sold to minors", day)
        licence.action_suspend("Sold to minors", "2027-03-17")
        self.assertEqual((licence.state, licence.suspended_until), ("suspended", date(2027, 3, 17)))
        self.assertIn("Sold to minors", licence.event_ids[0].reason)
        licence.action_resume()
        self.assertEqual((licence.state, licence.suspended_until), ("valid", False))
        with self.assertRaisesRegex(UserError, "is in the state"):
            licence.action_resume()

    def test_a_window_asks_why(self):
        licence = self.licence.with_user(self.inspector)
        action = licence.action_suspend()
        wizard = licence.env["crm.tobacco.licence.step"].with_context(**action["context"])
        wizard.create({"reason": "Sold to minors", "until": "2026-04-30"}).action_step()
        self.assertEqual((licence.state, licence.suspended_until), ("suspended", date(2026, 4, 30)))
        wizard.create({"verb": "revoke", "reason": "Again"}).action_step()
        self.assertEqual((licence.state, licence.suspended_until), ("revoked", False))

    # -- renewal and time ------------------------------------------------------------------------------------------

    def test_renewal_follows_the_old_licence(self):
        with freeze_time("2028-12-01 04:00:00"):
            action = self.licence.with_user(self.salesperson).action_renew()
            renewal = self.env["crm.tobacco.licence"].browse(action["res_id"])
            self.assertEqual(self.licence.with_user(self.salesperson).action_renew()["res_id"], renewal.id)
            self.assertEqual((renewal.valid_from, renewal.valid_to), (date(2029, 1, 1), date(2033, 12, 31)))
            self.assertEqual((renewal.state, renewal.late, self.licence.renewed_by_id), ("applied", False, renewal))
            renewal.with_user(self.inspector).action_grant()
            self.assertEqual(self.retailer.licence_id, self.licence)
        with freeze_time("2029-01-01 04:00:00"):
            self.run_cron()
            self.assertEqual((self.licence.state, renewal.state), ("expired", "valid"))
            self.assertEqual((self.retailer.licence_id, self.retailer.licence_state), (renewal, "valid"))

    def test_renewals_asked_for_late_are_marked(self):
        with freeze_time("2028-12-02 04:00:00"):
            self.licence.action_renew()
        self.assertTrue(self.licence.renewed_by_id.late)

    def test_reminder_of_the_client_manager_once(self):
        with freeze_time("2028-10-31 04:00:00"):
            self.run_cron()
            self.assertFalse(self.licence.activity_ids)
        with freeze_time("2028-11-01 04:00:00"):
            self.run_cron()
            self.run_cron()
            activity = self.licence.activity_ids
            self.assertEqual((activity.user_id, activity.date_deadline), (self.salesperson, date(2028, 12, 1)))
            self.licence.action_renew()
            self.assertFalse(self.licence.activity_ids)

    def test_time_ends_licences_and_suspensions(self):
        self.licence.with_user(self.inspector).action_suspend("Sold to minors", "2026-04-30")
        with freeze_time("2026-04-30 04:00:00"):
            self.run_cron()
            self.assertEqual(self.licence.state, "suspended")
        with freeze_time("2026-05-01 04:00:00"):
            self.run_cron()
            self.assertEqual(self.licence.state, "valid")
        with freeze_time("2028-12-31 04:00:00"):
            self.run_cron()
            self.assertEqual(self.licence.state, "valid")
        with freeze_time("2028-12-31 16:00:00"):  # midnight in Shanghai
            self.run_cron()
            self.assertEqual((self.licence.state, self.retailer.licence_state), ("expired", "expired"))

    def test_salespeople_see_licences_of_their_own_retailers(self):
        theirs = self.make_retailer("Not Mine", route_id=False, user_id=self.tobacco_manager.id)
        licences = self.env["crm.tobacco.licence"].with_user(self.salesperson)
        domain = [("retailer_id", "in", (theirs | self.retailer).ids)]
        self.assertEqual(licences.search(domain), self.licence)
        outside = self.env(user=self.other_inspector)
        self.assertFalse(outside["crm.tobacco.licence"].search(domain))
        self.assertFalse(outside["crm.tobacco.licence.event"].search([("record_id", "=", self.licence.id)]))
