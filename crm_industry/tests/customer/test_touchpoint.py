from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .touchpoint_common import NOON, TouchpointCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTouchpoint(TouchpointCommon):
    """Contacts written down by hand, that they stay, and how they are corrected."""

    def test_the_contact_tells_the_customer(self):
        touchpoint = self.touch(partner_id=False, contact_id=self.contact.id)
        self.assertEqual(touchpoint.partner_id, self.customer)
        self.assertEqual((touchpoint.source, touchpoint.user_id), ("manual", self.salesperson))
        self.assertTrue(touchpoint.external_id)

    def test_contact_of_somebody_else(self):
        stranger = self.env["res.partner"].create({"name": "Stranger", "parent_id": self.make_customer("Else").id})
        with self.assertRaisesRegex(ValidationError, "Stranger does not belong to Harbour Trading"):
            self.touch(contact_id=stranger.id)

    def test_customer_is_no_contact(self):
        with self.assertRaisesRegex(ValidationError, "is a contact of Harbour Trading"):
            self.touch(partner_id=self.contact.id)

    def test_the_future_has_not_been(self):
        with self.assertRaisesRegex(ValidationError, "lies in the future"):
            self.touch(time=datetime(2026, 3, 10, 6))

    def test_what_makes_no_sense_is_refused(self):
        portal = new_test_user(self.env, "touched_portal", "base.group_portal")
        for values, sentence in (
            ({"time": "0001-01-01 00:00:00"}, "too far back"),
            ({"subject": "x" * 1_000_000}, "too long for a subject"),
            ({"user_id": portal.id}, "is no employee"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence):
                self.touch(**values)

    def test_nobody_changes_or_deletes_one(self):
        touchpoint = self.touch()
        for user in (self.env.user, self.salesperson, self.sale_manager):
            with self.assertRaises(AccessError):
                touchpoint.with_user(user).write({"subject": "Nothing"})
        with self.assertRaises(AccessError):
            touchpoint.with_user(self.sale_manager).unlink()
        with self.assertRaises(UserError):
            touchpoint.sudo().unlink()

    def test_the_source_is_not_for_users_to_choose(self):
        with self.assertRaises(AccessError):
            self.touch(source="telephone exchange")
        with self.assertRaises(AccessError):
            self.touch(payload_hash="x")

    def test_scripts_are_taken_out(self):
        touchpoint = self.touch(body="<p>Leaks<script>alert(1)</script></p>")
        self.assertEqual(touchpoint.body, "<p>Leaks</p>")

    def test_duration_within_a_day(self):
        for minutes in (-1, 1441):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.touch(duration=minutes)

    # -- corrections ---------------------------------------------------------------------------------------------------

    def correct(self, touchpoint, user=None, **values):
        """Correct it as the form does, with the values that the button gives."""
        context = touchpoint.with_user(user or self.salesperson).action_correct()["context"]
        return self.env["crm.touchpoint"].with_user(user or self.salesperson).with_context(**context).create(values)

    def counting(self):
        """The touchpoints of the customer that count."""
        touchpoints = self.env["crm.touchpoint"]
        touchpoints.flush_model()
        condition = touchpoints._counting("t")
        query = SQL("SELECT t.id FROM crm_touchpoint t WHERE t.partner_id = %s AND %s", self.customer.id, condition)
        return touchpoints.browse(found for (found,) in self.env.execute_query(query))

    def test_a_correction_takes_the_place_of_the_entry(self):
        wrong = self.touch(duration=5, result="negative")
        right = self.correct(wrong, result="positive")
        self.assertEqual((right.partner_id, right.time, right.duration), (self.customer, wrong.time, 5))
        self.assertEqual((right.corrects_id, wrong.correction_ids, wrong.result), (wrong, right, "negative"))
        self.assertEqual((wrong.corrected, right.corrected), (True, False))
        self.assertEqual(self.counting(), right)
        self.correct(right, void=True)
        self.assertFalse(self.counting())

    def test_an_entry_is_corrected_once(self):
        wrong = self.touch()
        self.correct(wrong)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.correct(wrong)

    def test_only_a_correction_says_that_it_never_took_place(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.touch(void=True)
        self.assertTrue(self.correct(self.touch(), void=True).void)

    def test_entries_of_others_are_corrected_by_managers(self):
        self.customer.user_id = False
        wrong = self.touch(user=self.agent)
        with self.assertRaises(AccessError):
            self.correct(wrong, self.colleague)
        self.assertEqual(self.correct(wrong, self.sale_manager).corrects_id, wrong)

    # -- who sees what -------------------------------------------------------------------------------------------------

    def test_salespeople_see_their_own_customers(self):
        touchpoint = self.touch()
        for user, sees in ((self.salesperson, True), (self.agent, True), (self.sale_manager, True), (self.colleague, False)):
            self.assertEqual(touchpoint.with_user(user).has_access("read"), sees, user.login)
        with self.assertRaises(AccessError):
            touchpoint.with_user(self.other_seller).read(["subject"])
        with self.assertRaises(AccessError):
            touchpoint.with_user(self.env.ref("base.public_user")).read(["subject"])

    def test_salespeople_see_what_they_recorded(self):
        touchpoint = self.touch(user=self.colleague)
        self.assertTrue(touchpoint.has_access("read"))

    def test_a_customer_of_another_company_is_out_of_reach(self):
        self.customer.company_id = self.other_company
        with self.assertRaises(AccessError):
            self.touch()

    # -- customers that become part of another -------------------------------------------------------------------------

    def test_touchpoints_follow_their_customer(self):
        touchpoint = self.touch()
        group = self.make_customer("Harbour Group")
        self.customer.write({"is_company": False, "parent_id": group.id})
        self.assertEqual((touchpoint.partner_id, touchpoint.contact_id), (group, self.customer))
