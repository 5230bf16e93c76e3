from odoo.exceptions import AccessError
from odoo.tests import tagged

from .check_common import CreditCheckCommon


@tagged("post_install", "-at_install")
class TestMilderRules(CreditCheckCommon):
    """What makes the check milder is told by the histories, and is no way round applications."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"credit_tolerance": 0, "credit_overdue_rule": False, "credit_check_delivery": "block"})
        cls.policies = cls.env["crm.credit.policy"]
        cls.policy = cls.policies.create({"name": "As the company", "company_id": cls.company.id})
        cls.mild = cls.policies.create({"name": "Mild", "company_id": cls.company.id, "check_confirm": "off"})
        cls.risk = cls.env["crm.credit.class"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.risk.policy_id = cls.policy
        cls.account = cls._set_limit(cls.customer, 1000.0, class_id=cls.risk.id)
        cls.env.flush_all()

    def _told(self, record):
        self.env.flush_all()
        self.cr.precommit.run()
        return "".join(body for body in record.message_ids.mapped("body") if "mildly" in body)

    def test_compared_with_the_settings(self):
        self.assertEqual((self.policy.milder, self.mild.milder), (False, True))
        for vals, milder in (
            ({"check_delivery": "warn"}, True),
            ({"check_delivery": "block"}, False),
            ({"own_tolerance": True, "tolerance": 5}, True),
            ({"own_overdue": True, "overdue_rule": True}, False),
        ):
            self.assertEqual(self.policies.create({"name": "x", "company_id": self.company.id, **vals}).milder, milder, vals)
        self.company.credit_overdue_rule = True
        lax = self.policies.create({"name": "x", "company_id": self.company.id, "own_overdue": True})
        self.assertTrue(lax.milder)

    def test_history_of_a_policy(self):
        policy = self.policy.with_user(self.manager).with_context(tracking_disable=False, mail_notrack=False)
        policy.check_change = "block"
        self.assertFalse(self._told(policy))
        policy.check_confirm = "off"
        self.assertIn("1", self._told(policy))
        values = policy.message_ids.sudo().tracking_value_ids
        self.assertIn("check_confirm", values.field_id.mapped("name"))
        self.assertEqual(policy.message_ids[:1].author_id, self.manager.partner_id)

    def test_history_of_a_class(self):
        self.risk.with_user(self.manager).with_context(tracking_disable=False, mail_notrack=False).policy_id = self.mild
        self.assertTrue(self._told(self.risk))
        self.assertIn("policy_id", self.risk.message_ids.sudo().tracking_value_ids.field_id.mapped("name"))

    def test_officers_change_no_rules(self):
        for record in (self.policy, self.risk):
            with self.assertRaises(AccessError):
                record.with_user(self.officer).name = "Mine"

    def test_applications_only(self):
        account = self.account.with_user(self.manager)
        account.policy_id = self.mild
        account.policy_id = False
        self.company.credit_limit_by_application = True
        free = self.env["crm.credit.class"].create(
            {"name": "Free", "code": "F", "company_id": self.company.id, "policy_id": self.mild.id}
        )
        for vals in ({"policy_id": self.mild.id}, {"class_id": free.id}):
            with self.assertRaisesRegex(AccessError, "application"), self.env.cr.savepoint():
                account.write(vals)
        other = self.env["res.partner"].create({"name": "New one", "is_company": True})
        with self.assertRaisesRegex(AccessError, "application"), self.env.cr.savepoint():
            self.env["crm.credit.account"].with_user(self.manager).create({"partner_id": other.id, "policy_id": self.mild.id})
        strict = self.policies.create({"name": "Strict", "company_id": self.company.id, "check_invoice": "block"})
        account.policy_id = strict
        self.assertEqual(self.account.policy_id, strict)
        account._set_credit({"class_id": free.id, "policy_id": False}, "application")
        self.assertEqual(self.account.class_id, free)
