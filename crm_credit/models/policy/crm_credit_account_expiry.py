from datetime import timedelta

from odoo import api, models
from odoo.tools import format_date

BATCH = 200


class CrmCreditAccount(models.Model):
    """Tells the officers what is about to end, and logs the temporary limits that have ended."""

    _inherit = "crm.credit.account"

    @api.model
    def _cron_expiry(self):
        """Once a day, for each company by its own calendar."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            self._log_ended(company)
            self._notify_expiry(company)
            self.env["crm.credit.bill"]._notify_due(company)

    @api.model
    def _log_ended(self, company):
        """Log the temporary limits that ended by themselves since the last time."""
        today = company._business_today()
        while limits := self.env["crm.credit.temporary.limit"].search(
            [("company_id", "=", company.id), ("date_to", "<", today), ("expiry_logged", "=", False)], limit=BATCH
        ):
            for limit in limits:
                limit.account_id._log_end_of(limit)
            limits._write_past_guard({"expiry_logged": True})
            self.env["ir.cron"]._commit_progress(len(limits))

    def _log_end_of(self, limit):
        """Log that a temporary limit counts no more, by nobody's doing."""
        self.ensure_one()
        now = self._limit_snapshots()[self]
        before = {self: {**now, "temporary": now["temporary"] + limit.amount}}
        values = {
            "temporary_limit_id": limit.id,
            "reason": self.env._("Ended on %(date)s", date=format_date(self.env, limit.date_to)),
        }
        self._write_limit_log(before, self._figures_seen(), "temporary", {self: values})

    @api.model
    def _notify_expiry(self, company):
        """An activity for each temporary limit and security that ends within the company's days of notice."""
        today = company._business_today()
        domain = [
            ("company_id", "=", company.id),
            ("notified_on", "=", False),
            ("date_to", ">=", today),
            ("date_to", "<=", today + timedelta(days=company.credit_expiry_days)),
        ]
        for model, condition, write in (
            ("crm.credit.temporary.limit", [], "_write_past_guard"),
            ("crm.credit.security", [("state", "=", "accepted")], "_guarded_write"),
        ):
            while ending := self.env[model].search(domain + condition, limit=BATCH):
                for record in ending:
                    record.account_id._ask_about_end(record)
                getattr(ending, write)({"notified_on": today})
                self.env["ir.cron"]._commit_progress(len(ending))

    def _ask_about_end(self, record):
        """An activity for the account's officer or else the company's; nobody to ask, nobody is asked."""
        self.ensure_one()
        user = self.officer_id.filtered("active") or self.company_id.credit_officer_id.filtered("active")
        if user:
            self.activity_schedule(
                "crm_credit.mail_activity_credit_expiry",
                date_deadline=record.date_to,
                user_id=user.id,
                summary=self.env._(
                    "%(record)s ends on %(date)s",
                    record=record.display_name,
                    date=format_date(self.env, record.date_to),
                ),
            )
