from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestExpiry(ExposureCommon):
    """Notices before temporary limits and securities end, and the log when a limit has ended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("expiry_officer", "crm_credit.group_credit_officer")
        cls.manager = cls._user("expiry_manager", "crm_credit.group_credit_manager")
        cls.company.credit_expiry_days = 10
        cls.account = cls._account(amount=1000, officer_id=cls.officer.id)

    def _temporary(self, last):
        return self.env["crm.credit.temporary.limit"].create(
            {
                "account_id": self.account.id,
                "amount": 50,
                "date_from": self.today,
                "date_to": self.today + timedelta(days=last),
                "reason": "Fair",
            }
        )

    def _security(self, last, accept=True):
        security = self.env["crm.credit.security"].with_user(self.officer).create(
            {
                "account_id": self.account.id,
                "reference": f"G-{last}",
                "amount": 10,
                "date_to": last is not None and self.today + timedelta(days=last),
            }
        )
        if accept:
            security.with_user(self.manager).action_accept()
        return security

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_credit.ir_cron_credit_expiry").method_direct_trigger()
        self.env.invalidate_all()

    def _activities(self):
        kind = self.env.ref("crm_credit.mail_activity_credit_expiry")
        return self.account.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def test_notice_once_and_in_time(self):
        self._temporary(10)
        self._temporary(11)
        self._security(3)
        self._security(None)
        self._security(4, accept=False)
        self._run()
        self._run()
        activities = self._activities()
        self.assertEqual(activities.user_id, self.officer)
        self.assertEqual(
            sorted(activities.mapped("date_deadline")), [self.today + timedelta(days=3), self.today + timedelta(days=10)]
        )

    def test_officer_of_the_company_or_nobody(self):
        self.account.officer_id = False
        self._temporary(1)
        self.company.credit_officer_id = False
        self._run()
        self.assertFalse(self._activities())
        self.company.credit_officer_id = self.officer
        self._security(1)
        self._run()
        self.assertEqual(self._activities().user_id, self.officer)

    def test_end_is_logged_once(self):
        limit = self._temporary(2)
        with freeze_time(self.today + timedelta(days=4)):
            self.assertRow(limit_amount=1000.0)
            self._run()
            self._run()
        change = self.account.limit_change_ids.sorted("id")[-1]
        self.assertEqual((change.source, change.old_temporary, change.new_temporary), ("temporary", 50.0, 0.0))
        self.assertEqual(change.temporary_limit_id, limit)
        self.assertEqual(len(self.account.limit_change_ids.filtered("temporary_limit_id")), 2)
