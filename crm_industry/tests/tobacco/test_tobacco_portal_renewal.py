from datetime import date

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .tobacco_common import NOON
from .tobacco_portal_common import TobaccoPortalCommon

# The licence holds until 2028-12-31; reminders begin 60 days before: on 2028-11-01.
BEFORE, OPEN, AFTER = "2028-10-31 04:00:00", "2028-11-01 04:00:00", "2029-02-01 04:00:00"
PAPERS = [("papers.txt", b"Business licence")]
LAST = date(2033, 12, 31)


class RenewalCommon(TobaccoPortalCommon):
    """What an application holds, and what is left behind by one that was refused."""

    def apply(self, user=None, files=PAPERS, **values):
        return self.portal(user)._apply_for_licence(values, files)

    def renewals(self, retailer=None):
        return (retailer or self.retailer).licence_ids.filtered("renewal_of_id")

    def assertNoApplication(self, words, **values):
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            self.apply(**values)
        self.assertFalse(self.renewals())


@tagged("post_install", "-at_install")
class TestTobaccoPortalRenewal(RenewalCommon):
    """The retailer applies for its next licence, once at a time, and reads the decision."""

    @classmethod
    def setUpClass(cls):
        with freeze_time(NOON):
            super().setUpClass()

    def test_an_application(self):
        with freeze_time(OPEN):
            page = self.portal()._licence_page()
            self.assertEqual(page["renewal"], {"refusal": False, "first": date(2029, 1, 1), "last": LAST})
            renewal = self.apply(valid_to="2031-06-30")
            self.assertEqual(renewal, self.renewals())
            self.assertEqual(
                (renewal.renewal_of_id, renewal.state, renewal.number), (self.licence, "applied", self.licence.number)
            )
            days = (renewal.applied_on, renewal.valid_from, renewal.valid_to)
            self.assertEqual(days, (date(2028, 11, 1), date(2029, 1, 1), date(2031, 6, 30)))
            [paper] = renewal.message_ids.attachment_ids
            self.assertEqual((paper.name, paper.raw, paper.res_id), (*PAPERS[0], renewal.id))
            self.assertNotIn(self.mine.partner_id, renewal.message_partner_ids)
            page = self.portal(self.colleague)._licence_page()
            row = page["application"]
            self.assertEqual((row["outcome"], row["label"], row["papers"]), ("open", "Being looked at", ["papers.txt"]))
            self.assertIn("wait for the decision", page["renewal"]["refusal"])
            theirs = self.portal(self.theirs)._licence_page()
            self.assertEqual((theirs["application"], theirs["renewal"]["refusal"]), (False, False))

    def test_the_latest_day_unless_another_is_wanted(self):
        with freeze_time(OPEN):
            self.assertEqual(self.apply().valid_to, LAST)

    def test_somebody_is_asked_to_look_at_it(self):
        with freeze_time(OPEN):
            renewal = self.apply()
            [activity] = renewal.activity_ids
            self.assertEqual(activity.user_id, self.salesperson)
            renewal.with_user(self.inspector).action_grant()
            self.assertFalse(renewal.activity_ids)

    def test_granted(self):
        with freeze_time(OPEN):
            self.apply().with_user(self.inspector).action_grant()
            page = self.portal()._licence_page()
            self.assertEqual((page["application"]["outcome"], page["application"]["decided_on"]), ("granted", date(2028, 11, 1)))
            # The one after it can be applied for before its own end.
            with self.assertRaisesRegex(UserError, "from 11/01/2033 on"):
                self.apply()
        with freeze_time(AFTER):
            self.assertFalse(self.portal()._licence_page()["application"], "It is the licence itself by then.")

    def test_refused_with_a_reason_and_applied_again(self):
        with freeze_time(OPEN):
            first = self.apply()
            first.with_user(self.inspector).action_cancel("The lease is missing")
            row = self.portal()._licence_page()["application"]
            self.assertEqual((row["outcome"], row["reason"]), ("refused", "The lease is missing"))
            second = self.apply()
            self.assertEqual((second.state, self.renewals() - second), ("applied", first))
            self.assertEqual(self.portal()._licence_page()["application"]["outcome"], "open")

    def test_once_at_a_time(self):
        with freeze_time(OPEN):
            self.apply()
            for user in (self.mine, self.colleague):
                with self.assertRaisesRegex(UserError, "wait for the decision"):
                    self.apply(user)
            self.assertEqual(len(self.renewals()), 1)

    def test_an_application_by_an_employee_counts(self):
        with freeze_time(OPEN):
            self.licence.with_user(self.inspector).action_renew()
            with self.assertRaisesRegex(UserError, "wait for the decision"):
                self.apply()
            self.assertEqual(self.portal()._licence_page()["application"]["outcome"], "open")

    def test_not_too_early(self):
        with freeze_time(BEFORE):
            self.assertIn("11/01/2028", self.portal()._licence_page()["renewal"]["refusal"])
            self.assertNoApplication("from 11/01/2028 on")

    def test_when_the_licence_is_over(self):
        with freeze_time(AFTER):
            self.licence._transition("expire", "By time.")
            renewal = self.apply()
            self.assertEqual((renewal.valid_from, renewal.valid_to), (date(2029, 2, 1), date(2034, 1, 31)))
            self.assertTrue(renewal.late)

    def test_what_cannot_be_renewed(self):
        with freeze_time(OPEN):
            self.licence.with_user(self.inspector).action_revoke("Sold to minors")
            self.assertNoApplication("no licence that could be renewed")

    def test_what_makes_no_sense(self):
        with freeze_time(OPEN):
            self.assertNoApplication("attach the papers", files=[])
            self.assertNoApplication("can't be taken", files=[("virus.exe", b"MZ")])
            self.assertNoApplication("5 files at most", files=PAPERS * 6)
            self.assertNoApplication("larger than 10 MB", files=[("large.txt", b"x" * (10 * 1024 * 1024 + 1))])
            for day in ("2028-12-31", "2034-01-01", "0001-01-01", "9999-12-31"):
                self.assertNoApplication("between 01/01/2029 and 12/31/2033", valid_to=day)
            for day in ("soon", "2030-13-01"):
                self.assertNoApplication("is no day", valid_to=day)

    def test_others_apply_for_nothing(self):
        stranger = self.make_portal_user(self.make_customer("No Tobacco"), 1)
        with freeze_time(OPEN):
            for user in (stranger, self.salesperson, self.env.ref("base.public_user")):
                with self.assertRaises(AccessError):
                    self.apply(user)
            renewal = self.apply(self.theirs)
        self.assertEqual(renewal.retailer_id, self.other)
        self.assertFalse(self.renewals())


@tagged("post_install", "-at_install")
class TestTobaccoPortalRenewalPages(RenewalCommon, HttpCase):
    """The form and what has become of the application, as the retailer sees them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The server of the portal has today's clock.
        for retailer in cls.retailer | cls.other:
            retailer.licence_ids._guarded_write({"valid_to": cls.company._business_today()})

    def page(self, user=None):
        self.authenticate(*[(user or self.mine).login] * 2)
        return self.url_open("/my/retail/licence").text

    def send(self, user=None, files=None, **values):
        self.authenticate(*[(user or self.mine).login] * 2)
        values["csrf_token"] = http.Request.csrf_token(self)
        answer = self.url_open("/my/retail/licence/renew", data=values, files=files)
        self.env.invalidate_all()
        return answer

    def test_from_the_form_to_the_decision(self):
        self.assertIn("Apply for the Next Licence", self.page())
        self.assertIn("attach the papers", self.send().text)
        files = {"attachment": ("lease.txt", b"Lease", "text/plain")}
        answer = self.send(files=files, retailer_id=str(self.other.id), state="valid")
        self.assertTrue(answer.url.endswith("/my/retail/licence?done=1"))
        for words in ("your application is here", "Being looked at", "lease.txt"):
            self.assertIn(words, answer.text)
        self.assertNotIn("Apply for the Next Licence", answer.text)
        self.assertEqual((self.renewals().state, self.renewals(self.other).ids), ("applied", []))
        self.assertIn("wait for the decision", self.send(files=files).text)
        self.assertEqual(len(self.renewals()), 1)
        self.renewals().with_user(self.inspector).action_cancel("The lease has ended")
        answer = self.page()
        for words in ("Refused", "The lease has ended", "Apply for the Next Licence"):
            self.assertIn(words, answer)
        for secret in ("lease.txt", "The lease has ended", "Refused"):
            self.assertNotIn(secret, self.page(self.theirs))

    def test_what_was_typed_is_kept(self):
        answer = self.send(valid_to="2099-01-01").text
        self.assertIn('value="2099-01-01"', answer)
        self.assertFalse(self.renewals())

    def test_others_are_not_there(self):
        stranger = self.make_portal_user(self.make_customer("No Tobacco"), 1)
        files = {"attachment": ("lease.txt", b"Lease", "text/plain")}
        for user in (stranger, self.salesperson):
            self.assertEqual(self.send(user, files=files).status_code, 404)
        self.assertFalse(self.renewals() | self.renewals(self.other))
