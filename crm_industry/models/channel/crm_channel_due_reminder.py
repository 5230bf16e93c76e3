from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

TEMPLATE = "crm_industry.mail_template_channel_report_due"
ACTIVITY = "crm_industry.mail_activity_channel_report"
MOST_REMINDERS = 10
BATCH = 200


class CrmChannelDue(models.Model):
    """Reminders: a mail to the dealer, then something to do for its salesperson."""

    _inherit = "crm.channel.due"

    @api.model
    def _cron_due(self):
        """Bring the calendar of each company up to date, remind dealers and ask salespeople to see to it."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("parent_id", "=", False), ("channel_report_start", "!=", False)])
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            self._refresh(company)
            cron._commit_progress()
            self._escalate(company)
            self._remind(company)
            if not cron._commit_progress(1):
                break

    @api.model
    def _remind(self, company):
        """Mail the dealers who owe reports, one mail each; again after the days of the settings."""
        today = company._business_today()
        again = Domain("reminded_on", "=", False)
        if company.channel_report_remind_days:
            again |= Domain("reminded_on", "<=", today - timedelta(days=company.channel_report_remind_days))
        domain = self._overdue_domain(company, today) & again & Domain("reminders", "<", MOST_REMINDERS)
        owed = self.search(domain & Domain("partner_id.email", "!=", False), order="date_from desc").grouped("partner_id")
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        dealers = list(owed)
        for start in range(0, len(dealers) if template else 0, BATCH):
            newest = self.union(*(owed[dealer][:1] for dealer in dealers[start : start + BATCH]))
            template.send_mail_batch(newest.ids)
            for due in self.union(*(owed[dealer] for dealer in dealers[start : start + BATCH])):
                due._guarded_write({"reminded_on": today, "reminders": due.reminders + 1})
            self.env["ir.cron"]._commit_progress()

    @api.model
    def _escalate(self, company):
        """Give the salesperson an activity for what is overdue for too long."""
        if not company.channel_report_activity_days:
            return
        today = company._business_today()
        latest = today - timedelta(days=company.channel_report_activity_days)
        dues = self.search(self._overdue_domain(company, latest) & Domain("escalated_on", "=", False))
        for due in dues:
            user = due.partner_id.user_id
            if user and user.active:
                due.with_context(lang=user.lang, mail_activity_quick_update=True).activity_schedule(ACTIVITY, user_id=user.id)
        dues._guarded_write({"escalated_on": today})

    @api.model
    def _overdue_domain(self, company, day):
        return Domain("company_id", "=", company.id) & Domain("state", "=", "open") & Domain("date_due", "<", day)

    def _owed(self):
        """All that the dealer owes the company by now, the oldest first; for the mail."""
        self.ensure_one()
        today = self.company_id._business_today()
        owed = self._overdue_domain(self.company_id, today) & Domain("partner_id", "=", self.partner_id.id)
        return self.search(owed, order="date_from")
