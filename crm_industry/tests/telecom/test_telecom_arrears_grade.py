from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from odoo.addons.crm_grading.tests.treatment_common import TreatmentCommon

from .telecom_common import NOON, TelecomCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestTelecomArrearsGrade(TreatmentCommon, TelecomCommon):
    """Customers of some grades are left alone, by the grade that they have now with the company of the policy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"name": "Test", "company_id": cls.company.id, "grade_ids": [(6, 0, cls.grades["A"].ids)], "user_id": False}
        cls.policy = cls.env["crm.telecom.arrears.policy"].create(values)
        with freeze_time("2026-02-01 04:00:00"):
            cls.subscription = cls.subscribe("active")
        cls.make_bill(date="2026-02-10", date_due="2026-02-20", state="sent")

    def run_job(self):
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **options: 60):
            self.env["crm.telecom.arrears.policy"]._cron_telecom_arrears()
        return self.account.arrears_stage, self.subscription.state

    def test_only_the_grades_of_the_policy(self):
        self.grade(self.subscriber, "B")
        self.assertEqual(self.run_job(), ("one_way", "suspended"))

    def test_without_a_grade(self):
        self.assertEqual(self.run_job(), ("one_way", "suspended"))

    def test_the_best_are_left_alone(self):
        self.grade(self.subscriber, "A")
        self.assertEqual(self.run_job(), (False, "active"))

    def test_the_grade_of_the_payer_does_not_matter(self):
        self.account.payer_id = self.payer
        self.grade(self.payer, "A")
        self.assertEqual(self.run_job(), ("one_way", "suspended"))

    def test_a_new_grade_is_followed(self):
        self.assertEqual(self.run_job(), ("one_way", "suspended"))
        self.grade(self.subscriber, "A")
        self.assertEqual(self.run_job(), (False, "active"))
        later = self.make_run(self.scheme, date(2026, 4, 1), date(2026, 6, 30))
        self.grade(self.subscriber, "C", run=later)
        self.assertEqual(self.run_job(), ("one_way", "suspended"))

    def test_grades_of_other_schemes_and_companies(self):
        other = self.make_scheme(self.company, "other")
        self.grade(self.subscriber, "A", run=self.make_run(other, date(2026, 1, 1), date(2026, 3, 31)))
        theirs = self.make_scheme(self.other_company, "theirs")
        self.other_company.grading_scheme_id = theirs
        self.grade(self.subscriber, "A", run=self.make_run(theirs, date(2026, 1, 1), date(2026, 3, 31)))
        self.policy.grade_ids |= other.grade_ids | theirs.grade_ids
        self.assertEqual(self.run_job(), ("one_way", "suspended"))
        self.assertEqual(self.policy.scheme_id, self.scheme)

    def test_archived_customers_keep_what_their_grade_gives(self):
        self.grade(self.subscriber, "A")
        self.subscriber.active = False
        self.assertEqual(self.run_job(), (False, "active"))

    def test_prepaid_accounts(self):
        self.grade(self.subscriber, "A")
        prepaid = self.make_account(payment_mode="prepaid")
        subscription = self.subscribe("active", account_id=prepaid.id)
        topups = self.env["crm.telecom.topup"].with_user(self.telecom_manager).with_company(self.company)
        entries = [{"account": prepaid.name, "external_id": str(amount), "amount": amount} for amount in (5, -5)]
        self.assertFalse(topups.record_topups(entries, "billing")["errors"])
        self.assertEqual((prepaid.balance, subscription.state), (0, "active"))
