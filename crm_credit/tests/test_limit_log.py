from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestLimitLog(ExposureCommon):
    """Each door that moves a limit leaves who, when, why and the figures seen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("log_manager", "crm_credit.group_credit_manager")
        cls.account = cls._account(mode="default")

    def _changes(self, account=None):
        return (account or self.account).limit_change_ids.sorted("id")

    def test_direct_write(self):
        self._order(self._line(3))
        self._invoice(50, due=-3)
        self.account.with_user(self.manager).write({"limit_mode": "limited", "limit_amount": 700, "limit_reason": "Grows"})
        change = self._changes()
        self.assertEqual(
            (change.source, change.old_mode, change.new_mode, change.old_amount, change.new_amount, change.reason),
            ("manual", "default", "limited", 0.0, 700.0, "Grows"),
        )
        self.assertEqual((change.user_id, change.partner_id, change.company_id), (self.manager, self.customer, self.company))
        self.assertEqual((change.exposure, change.overdue, change.open_orders), (350.0, 50.0, 300.0))

    def test_what_changes_nothing_is_not_logged(self):
        self.account.write({"limit_mode": "default", "note": "Called", "status": "watch"})
        self.assertFalse(self._changes())

    def test_new_accounts(self):
        account = self.env["crm.credit.account"].create(
            {"partner_id": self.other.id, "limit_mode": "limited", "limit_amount": 5}
        )
        self.assertEqual(self._changes(account).mapped("new_amount"), [5.0])
        self.assertEqual(self._changes(account).mapped("old_mode"), ["default"])
        plain = self.env["crm.credit.account"].create({"partner_id": self._customer("Plain").id})
        self.assertFalse(self._changes(plain))

    def test_odoos_field(self):
        seller = self._user("log_boss", "crm_credit.group_credit_manager,base.group_partner_manager")
        self.customer.with_user(seller).write({"credit_limit": 90})
        change = self._changes()
        self.assertEqual((change.source, change.new_amount, change.user_id), ("core", 90.0, seller))

    def test_class_policy_and_group(self):
        risk = self.env["crm.credit.class"]._class_of_score(100, self.company)
        policy = self.env["crm.credit.policy"].create({"name": "Strict", "company_id": self.company.id})
        head = self._account(self.other, amount=1)
        self.account.class_id = risk
        self.account.policy_id = policy
        self.account.group_account_id = head
        self.assertEqual(
            [(change.new_class_id, change.new_policy_id, change.new_group_id) for change in self._changes()],
            [(risk, policy.browse(), head.browse()), (risk, policy, head.browse()), (risk, policy, head)],
        )

    def test_temporary_limits(self):
        limit = self.env["crm.credit.temporary.limit"].create(
            {
                "account_id": self.account.id,
                "amount": 40,
                "date_from": self.today + timedelta(days=2),
                "date_to": self.today + timedelta(days=9),
                "reason": "Fair",
            }
        )
        limit.action_end()
        given, ended = self._changes()
        self.assertEqual((given.source, given.old_temporary, given.new_temporary, given.reason), ("temporary", 0, 40, "Fair"))
        self.assertEqual((ended.old_temporary, ended.new_temporary, ended.temporary_limit_id), (40, 0, limit))

    def test_joined_customers(self):
        self.account.write({"limit_mode": "limited", "limit_amount": 500})
        target = self._account(self.other, mode="default")
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer | self.other).ids, self.other)
        self.assertFalse(self.account.exists())
        changes = self._changes(target)
        self.assertEqual(changes.mapped("source"), ["manual", "merge"])
        self.assertEqual(changes[-1].new_amount, 500.0)
        self.assertEqual(changes.partner_id, self.other)

    def test_decisions_made_elsewhere(self):
        officer = self._user("log_officer", "crm_credit.group_credit_officer")
        account = self.account.with_user(officer)
        account._set_credit({"limit_mode": "limited", "limit_amount": 10}, "application", reason="Approved by two")
        limit = account._give_temporary_limit(5, self.today, self.today, "Season")
        self.assertEqual(self._changes().mapped("source"), ["application", "application"])
        self.assertEqual(self._changes().mapped("reason"), ["Approved by two", "Season"])
        self.assertEqual((self._changes().user_id, limit.create_uid), (officer, officer))
        self.assertRow(limit_amount=15.0)

    def test_limits_by_application_only(self):
        self.company.credit_limit_by_application = True
        account = self.account.with_user(self.manager)
        for act in (
            lambda: account.write({"limit_mode": "unlimited"}),
            lambda: self.customer.with_user(self.manager).write({"credit_limit": 90}),
            lambda: self.env["crm.credit.temporary.limit"].with_user(self.manager).create(
                {"account_id": account.id, "amount": 1, "date_to": self.today, "reason": "x"}
            ),
        ):
            with self.assertRaisesRegex(AccessError, "approved application"):
                act()
        account._set_credit({"limit_mode": "limited", "limit_amount": 10}, "application")
        self.assertEqual(self.account.limit_amount, 10)

    def test_log_is_kept_as_it_is(self):
        self.account.write({"limit_mode": "unlimited"})
        change = self._changes()
        for by in (change, change.with_user(self.manager)):
            with self.assertRaises(UserError):
                by.write({"reason": "Other"})
            with self.assertRaises(UserError):
                by.unlink()
        with self.assertRaises(AccessError):
            change.with_user(self.manager).create({"partner_id": self.customer.id})
