from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import check_one
from odoo.addons.crm_grading.tools.checked_fields import CheckedInteger

from .crm_dealer_agreement_life import MANAGER

BATCH = 200
TO_RENEW = "crm_industry.mail_activity_agreement_ending"


class CrmDealerAgreement(models.Model):
    """Renewal as a new agreement that follows the old one, and the reminder of it."""

    _inherit = "crm.dealer.agreement"

    notice_days = CheckedInteger(
        string="Remind Before",
        default=lambda self: self.env.company.root_id.channel_notice_days,
        help="The salesperson is reminded so many days before the end; 0: never.",
    )
    notified_on = fields.Date(readonly=True, copy=False)
    renewal_of_id = fields.Many2one(
        "crm.dealer.agreement", string="Renews", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    renewal_ids = fields.One2many("crm.dealer.agreement", "renewal_of_id", string="Renewals")
    renewed_by_id = fields.Many2one(
        "crm.dealer.agreement", compute="_compute_renewed_by_id", compute_sudo=True
    )

    _one_renewal_uniq = models.UniqueIndex(
        "(renewal_of_id) WHERE renewal_of_id IS NOT NULL AND approval_state NOT IN ('refused', 'cancelled')",
        "The agreement has a renewal already.",
    )
    _notice_positive = models.Constraint("CHECK (notice_days >= 0)", "The days of notice are 0 or more.")

    @api.depends("renewal_ids.approval_state")
    def _compute_renewed_by_id(self):
        for agreement in self:
            agreement.renewed_by_id = agreement.renewal_ids.filtered(
                lambda renewal: renewal.approval_state not in ("refused", "cancelled")
            )[:1]

    def action_renew(self):
        """Make the next agreement as a draft, as long as this one and with the same content, and open it.

        Repeated, it opens the one that there is.

        :raise UserError: it was never in force, or was terminated
        """
        check_one(self)
        self.check_access("write")
        renewal = self.renewed_by_id
        if not renewal:
            self._expect_state("active", "suspended", "ended")
            if self.ended_on:
                raise UserError(self.env._("%(agreement)s is terminated: make a new one.", agreement=self.display_name))
            renewal = self._guarded_create([self._prepare_renewal_values()])
            self.activity_unlink([TO_RENEW])
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": renewal.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _prepare_renewal_values(self):
        """Values of the next agreement: it begins on the day after this one and lasts as many months and days."""
        [values] = self.copy_data()
        first = self.date_to + timedelta(days=1)
        parent = self.parent_agreement_id
        return {
            **values,
            "renewal_of_id": self.id,
            "date_from": first,
            "date_to": first + relativedelta(first, self.date_from) - timedelta(days=1),
            "parent_agreement_id": (parent.renewed_by_id or parent).id,
        }

    # -- by time -----------------------------------------------------------------------------------------------------

    @api.model
    def _cron_agreements(self):
        """Once a day, for each company by its own calendar: close what is over, remind of what is about to end."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            self._end_expired(company)
            self.env["ir.cron"]._commit_progress()
            self._remind(company)

    @api.model
    def _remind(self, company):
        while ending := self.search(self._ending_domain(company), limit=BATCH):
            ending._on_ending()
            ending._guarded_write({"notified_on": company._business_today()})
            self.env["ir.cron"]._commit_progress(len(ending))

    @api.model
    def _ending_domain(self, company):
        """Agreements whose time of notice has come, nobody has been reminded of, and that are not renewed yet."""
        active = [("company_id", "=", company.id), ("state", "=", "active")]
        notices = [days for (days,) in self._read_group([*active, ("notice_days", ">", 0)], ["notice_days"])]
        today = company._business_today()
        due = Domain.OR(
            Domain("notice_days", "=", number) & Domain("last_day", "<=", today + timedelta(days=number))
            for number in notices
        )
        return due & Domain(
            [
                *active,
                ("notified_on", "=", False),
                ("ended_on", "=", False),
                ("renewal_ids", "not any", [("approval_state", "not in", ("refused", "cancelled"))]),
            ]
        )

    def _on_ending(self):
        """Hook: these agreements end within their time of notice and are not renewed. Extend by super."""
        for agreement in self:
            user = agreement.salesperson_id or agreement.company_id._employees_of(MANAGER)[:1]
            if user:
                agreement.with_context(lang=user.lang).activity_schedule(
                    TO_RENEW,
                    date_deadline=agreement.last_day,
                    user_id=user.id,
                    summary=agreement.with_context(lang=user.lang).env._(
                        "%(agreement)s ends on %(day)s: renew it or let it end",
                        agreement=agreement.display_name,
                        day=format_date(self.env, agreement.last_day, lang_code=user.lang),
                    ),
                )
