from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .exposure_common import ExposureCommon


@tagged("post_install", "-at_install")
class TestDefaultCredit(ExposureCommon):
    """The company's default credit, Odoo's own setting of it, and the log of its changes."""

    def _core_default(self, company=None):
        partners = self.env["res.partner"].with_company(company or self.company)
        return partners._fields["credit_limit"].get_company_dependent_fallback(partners)

    def _settings(self, **values):
        self.env["res.config.settings"].create(values).execute()

    def _changes(self):
        return self.env["crm.credit.default.change"].search([("company_id", "=", self.company.id)])

    def test_new_companies_give_unlimited_credit(self):
        company = self.env["res.company"].create({"name": "New"})
        self.assertEqual(company._credit_default(), ("unlimited", 0.0))

    def test_ours_reaches_odoo(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        for mode, limit, core in (("limited", 250, 250.0), ("prepay", 0, 0.01), ("unlimited", 0, 0.0)):
            self.company.write({"credit_default_mode": mode, "credit_default_limit": limit})
            self.assertEqual((self._core_default(), self._core_default(branch)), (core, core))
            self.assertTrue(self.company.account_use_credit_limit and branch.account_use_credit_limit)

    def test_odoos_settings_reach_ours(self):
        self._settings(account_use_credit_limit=True, account_default_credit_limit=300)
        self.assertEqual(self.company._credit_default(), ("limited", 300.0))
        self._settings(account_use_credit_limit=True, account_default_credit_limit=0)
        self.assertEqual(self.company._credit_default(), ("unlimited", 0.0))
        self._settings(account_use_credit_limit=True, account_default_credit_limit=400)
        self._settings(account_use_credit_limit=False)
        self.assertEqual(self.company._credit_default(), ("unlimited", 0.0))
        self.assertRow(limit_mode="unlimited")

    def test_our_settings(self):
        self._settings(credit_default_mode="limited", credit_default_limit=150, credit_tolerance=5)
        self.assertEqual(self.company._credit_default(), ("limited", 150.0))
        self.assertEqual((self._core_default(), self.company.credit_tolerance), (150.0, 5.0))
        self.assertEqual(len(self._changes()), 1, "mode and amount are one change")

    @mute_logger("odoo.tests.form.onchange")
    def test_settings_form_with_stale_values_of_the_other_kind(self):
        self.env.user.group_ids += self.env.ref("crm_credit.group_credit_manager") + self.env.ref("base.group_system")
        with Form(self.env["res.config.settings"]) as form:
            form.credit_default_mode = "limited"
            form.credit_default_limit = 150
        form.record.execute()
        self.assertEqual((self.company._credit_default(), self._core_default()), (("limited", 150.0), 150.0))
        with Form(self.env["res.config.settings"]) as form:
            form.account_default_credit_limit = 90
        form.record.execute()
        self.assertEqual((self.company._credit_default(), self._core_default()), (("limited", 90.0), 90.0))
        with Form(self.env["res.config.settings"]) as form:
            form.credit_tolerance = 3
        form.record.execute()
        self.assertEqual(self.company._credit_default(), ("limited", 90.0))
        self.assertEqual(len(self._changes()), 2)

    def test_change_is_logged_with_the_customers_it_moves(self):
        self._order()
        self._invoice(partner=self.other)
        own = self._customer("With its own limit")
        self._invoice(partner=own)
        self._account(own, amount=5)
        self._account(self._customer("Archived", active=False), mode="default")
        admin = self._user("admin_two", "base.group_system")
        self.company.with_user(admin).write({"credit_default_mode": "limited", "credit_default_limit": 150})
        change = self._changes()
        self.assertEqual(change.user_id, admin)
        self.assertEqual(
            (change.old_mode, change.old_limit, change.new_mode, change.new_limit), ("unlimited", 0.0, "limited", 150.0)
        )
        self.assertEqual(change.customer_count, 3)
        self.assertEqual(
            set(change.with_context(active_test=False).partner_ids.mapped("name")), {"Dealer One", "Dealer Two", "Archived"}
        )

    def test_saving_the_same_is_no_change(self):
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 150})
        self.company.write({"credit_default_mode": "limited", "credit_default_limit": 150})
        self.assertEqual(len(self._changes()), 1)

    def test_log_cannot_be_changed(self):
        self.company.credit_default_mode = "prepay"
        manager = self._user("boss", "crm_credit.group_credit_manager")
        with self.assertRaises(UserError):
            self._changes().new_limit = 3
        with self.assertRaises(UserError):
            self._changes().unlink()
        with self.assertRaises(AccessError):
            self.env["crm.credit.default.change"].with_user(manager).create(
                {"company_id": self.company.id, "user_id": manager.id, "old_mode": "prepay", "new_mode": "unlimited"}
            )

    def test_branches_follow(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.company.write({"credit_tolerance": 7, "credit_check_confirm": "warn"})
        self.assertEqual((branch.credit_tolerance, branch.credit_check_confirm), (7.0, "warn"))

    def test_negative_settings_are_refused(self):
        for name in ("credit_tolerance", "credit_overdue_days", "credit_default_limit", "credit_officer_limit"):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                self.company[name] = -1
                self.company.flush_recordset()
