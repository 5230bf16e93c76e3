from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .kpi_common import KpiCommon


@freeze_time("2026-07-20 12:00:00")
@tagged("post_install", "-at_install")
class TestProvisionEntry(KpiCommon):
    """The draft entry that an accountant makes of the expected losses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._user("provision_accountant", "account.group_account_invoice")
        cls.officer = cls._user("provision_officer", "crm_credit.group_credit_officer")
        cls._dated(1000, date(2026, 7, 1), date(2026, 7, 10))
        cls.month = cls._take()

    def _settings(self):
        self.company.write(
            {
                "provision_journal_id": self.company_data["default_journal_misc"].id,
                "provision_expense_account_id": self.company_data["default_account_expense"].id,
                "provision_account_id": self.company_data["default_account_assets"].id,
            }
        )

    def test_nothing_is_booked_without_settings_or_right(self):
        with self.assertRaises(UserError):
            self.month.with_user(self.accountant).action_create_entry()
        self._settings()
        with self.assertRaises(AccessError):
            self.month.with_user(self.officer).action_create_entry()
        self.assertFalse(self.month.move_id)

    def test_difference_to_the_books(self):
        """10 days overdue: 2 % of 1,000 are 20; 5 are in the books already."""
        self._settings()
        entry = self._entry(5, date(2026, 6, 30), self.company_data["default_account_expense"])
        entry.button_draft()
        line = entry.line_ids.filtered("credit")
        line.write({"account_id": self.company_data["default_account_assets"].id})
        entry.action_post()
        self.assertEqual(self.month.provision, 20)
        self.month.with_user(self.accountant).action_create_entry()
        move = self.month.move_id
        self.assertEqual((move.state, move.date), ("draft", date(2026, 7, 20)))
        self.assertEqual(
            [(line.account_id, line.balance) for line in move.line_ids.sorted("balance")],
            [(self.company.provision_account_id, -15), (self.company.provision_expense_account_id, 15)],
        )
        with self.assertRaises(UserError):
            self.month.with_user(self.accountant).action_create_entry()

    def test_rates_are_proposals_until_they_are_set(self):
        rate = self.env["crm.credit.provision.rate"].search(
            [("company_id", "=", self.company.id), ("days_from", "=", 1)]
        )
        self.assertTrue(rate.is_proposal)
        rate.rate = 3
        self.assertFalse(rate.is_proposal)
        self.assertEqual(self.env["crm.credit.provision"].search([("month_id", "=", self.month.id)]).rate, 2)
        self.month._job_run_now()
        self.assertEqual(self.month.provision, 30)
        with self.assertRaises(AccessError):
            rate.with_user(self.officer).rate = 4
