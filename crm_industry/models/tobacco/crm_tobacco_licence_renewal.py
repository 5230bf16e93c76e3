from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_tobacco_licence import HOLDING, LONGEST_YEARS

BATCH = 200
TO_RENEW = "crm_industry.mail_activity_tobacco_licence_ending"
OVER = ("cancelled", "revoked")


class CrmTobaccoLicence(models.Model):
    """Renewal as a new application that follows the old licence, and the reminder of it."""

    _inherit = "crm.tobacco.licence"

    renewal_of_id = fields.Many2one(
        "crm.tobacco.licence", string="Renews", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    renewal_ids = fields.One2many("crm.tobacco.licence", "renewal_of_id", string="Renewals")
    renewed_by_id = fields.Many2one("crm.tobacco.licence", compute="_compute_renewed_by_id", compute_sudo=True)
    late = fields.Boolean(
        string="Asked for Late",
        compute="_compute_late",
        store=True,
        help="The renewal was asked for later than the settings say, 30 days before the end of the old licence by default.",
    )
    notified_on = fields.Date(readonly=True, copy=False)

    _one_renewal_uniq = models.UniqueIndex(
        "(renewal_of_id) WHERE renewal_of_id IS NOT NULL AND state NOT IN ('cancelled', 'revoked')",
        "The licence has a renewal already.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"renewal_of_id": False, "notified_on": False}

    @api.depends("renewal_ids.state")
    def _compute_renewed_by_id(self):
        for licence in self:
            licence.renewed_by_id = licence.renewal_ids.filtered(lambda renewal: renewal.state not in OVER)[:1]

    @api.depends("applied_on", "renewal_of_id")
    def _compute_late(self):
        for licence in self:
            ends = licence.renewal_of_id.valid_to
            days = licence.company_id.sudo().tobacco_renewal_days
            licence.late = bool(ends and licence.applied_on and licence.applied_on > ends - timedelta(days=days))

    def action_renew(self):
        """Apply for the next licence of the same retailer, as long as allowed, and open it; repeated, it opens the same.

        :raise UserError: it was never granted, or was cancelled or revoked
        """
        check_one(self)
        self.check_access("read")
        self.browse().check_access("create")
        renewal = self.renewed_by_id or self._renew()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": renewal.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _renew(self, **values):
        """Apply for the next licence; the caller has made sure that the user may.

        :param values: what is asked for besides or instead of `_prepare_renewal_values`
        :return: the application
        :raise UserError: it was never granted, was cancelled or revoked, or another licence follows already
        """
        # Two who ask at once: the second begins again, and finds what the first has made.
        self.env["crm.capacity.lock"].sudo()._lock_capacity(self._transition_locks())
        self._expect_value("state", *HOLDING, "expired")
        if newer := self.sudo().search(self._newer_domain(), limit=1):
            raise UserError(self.env._("%(licence)s follows already.", licence=newer.display_name))
        renewal = self._guarded_create([self._prepare_renewal_values() | values])
        self.sudo().activity_unlink([TO_RENEW])
        return renewal

    def _newer_domain(self):
        return [
            ("retailer_id", "=", self.retailer_id.id),
            ("valid_from", ">", self.valid_to),
            ("state", "not in", OVER),
        ]

    def _prepare_renewal_values(self):
        """Values of the next licence: from the day after this one, or from today when this one is over."""
        today = self._transition_today()
        first, last = self._renewal_days()
        return {
            "company_id": self.company_id.id,
            "retailer_id": self.retailer_id.id,
            "kind": self.kind,
            "number": self.number,
            "renewal_of_id": self.id,
            "applied_on": today,
            "valid_from": first,
            "valid_to": last,
        }

    def _renewal_days(self):
        """Return the first day of the next licence and the last one that it may have."""
        first = max(self.valid_to + timedelta(days=1), self._transition_today())
        return first, first + relativedelta(years=LONGEST_YEARS, days=-1)

    # -- by time ---------------------------------------------------------------------------------------------------

    @api.model
    def _remind(self, company):
        """Remind of licences that end within the company's days of reminder and are not renewed."""
        while ending := self.search(self._ending_domain(company), limit=BATCH):
            ending._on_ending()
            ending._guarded_write({"notified_on": company._business_today()})
            self.env["ir.cron"]._commit_progress(len(ending))

    @api.model
    def _ending_domain(self, company):
        return [
            ("company_id", "=", company.id),
            ("state", "in", HOLDING),
            ("valid_to", "<=", company._business_today() + timedelta(days=company.tobacco_reminder_days)),
            ("notified_on", "=", False),
            ("renewal_ids", "not any", [("state", "not in", OVER)]),
        ]

    def _on_ending(self):
        """Hook: these licences end soon and are not renewed. Extend by super."""
        for licence in self:
            user = licence._reminded_user()
            if user:
                licence = licence.with_context(lang=user.lang)
                last = licence.valid_to - timedelta(days=licence.company_id.tobacco_renewal_days)
                licence.activity_schedule(
                    TO_RENEW,
                    date_deadline=last,
                    user_id=user.id,
                    summary=licence.env._(
                        "%(licence)s ends on %(day)s: the retailer has to ask for the next one",
                        licence=licence.display_name,
                        day=format_date(licence.env, licence.valid_to),
                    ),
                )

    def _reminded_user(self):
        """Who is reminded: the client manager, else the first manager of the trade."""
        user = self.retailer_id.user_id
        return user if user.active else self.company_id._employees_of("crm_industry.group_tobacco_manager")[:1]
