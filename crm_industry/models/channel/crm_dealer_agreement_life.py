from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import as_day, as_text, check_ids

MANAGER = "crm_industry.group_channel_manager"


class CrmDealerAgreement(models.Model):
    """From the approval to the end: what is covered when.

    A day on which an agreement is suspended or terminated still counts, so that goods shipped that day were shipped inside
    it; a suspended dealer orders nothing more at once (see `sale.order`).
    """

    _inherit = "crm.dealer.agreement"

    activated_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    activated_on = fields.Datetime(readonly=True, copy=False)
    suspended_on = fields.Date(readonly=True, copy=False)
    suspended_with_parent = fields.Boolean(readonly=True, copy=False)
    ended_on = fields.Date(
        string="Terminated As Of", readonly=True, copy=False, tracking=True, help="Last day of a terminated agreement."
    )
    end_reason = fields.Text(string="Reason", readonly=True, copy=False, help="Why it was suspended or terminated.")

    # -- approval ----------------------------------------------------------------------------------------------------

    def action_submit(self):
        """Ask a channel manager to approve.

        :raise UserError: there is no territory, or its lines contradict each other
        """
        check_ids(self)
        for agreement in self:
            agreement._check_complete()
        return super().action_submit()

    def _approval_apply(self):
        """Approved: it may be activated, as soon as it is signed. Nothing is covered yet."""
        result = super()._approval_apply()
        self._check_complete()
        self.env["crm.dealer.coverage"]._check_free(self, self.date_from)
        self._guarded_write({"state": "approved"})
        return result

    def _approval_revert(self):
        if self.state != "approved":
            raise UserError(self.env._("%(agreement)s is in force: terminate it.", agreement=self.display_name))
        self._guarded_write({"state": "draft"})
        return super()._approval_revert()

    def _check_complete(self):
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._("%(agreement)s: say in which regions the dealer may sell.", agreement=self.display_name)
            )
        self.env["crm.dealer.coverage"]._check_lines(self)

    # -- activation ----------------------------------------------------------------------------------------------------

    def action_activate(self):
        """Put approved agreements in force from their first day on. Channel managers.

        :raise AccessError: the user is no channel manager
        :raise UserError: it is not approved, over already, or its deposit is missing where the company asks for it
        :raise ValidationError: another agreement has a part of the territory, which is named with its dealer
        """
        check_ids(self)
        self._check_manager()
        self.env["crm.dealer.coverage"]._lock_territory(self.company_id)
        for agreement in self:
            agreement._expect_state("approved")
            agreement._activate()
        return True

    def _activate(self):
        today = self._business_today()
        if self.date_to < today:
            raise UserError(
                self.env._(
                    "%(agreement)s was over on %(day)s: set it back to draft and change its dates.",
                    agreement=self.display_name,
                    day=format_date(self.env, self.date_to),
                )
            )
        self._check_deposit()
        self.env["crm.dealer.coverage"]._book(self, self.date_from)
        self._guarded_write({"state": "active", "activated_by": self.env.uid, "activated_on": fields.Datetime.now()})
        if self.date_from < today:
            self._message_log(
                body=self.env._(
                    "Activated later than it begins: it also covers the days from %(day)s on.",
                    day=format_date(self.env, self.date_from),
                )
            )

    # -- suspension ------------------------------------------------------------------------------------------------------

    def action_suspend(self, reason=False):
        """Stop active agreements, and those of sub-dealers within them, after today. Channel managers.

        :param str reason: why; without one a window asks for it
        :raise AccessError: the user is no channel manager
        :raise UserError: it is not active
        """
        check_ids(self)
        self._check_manager()
        reason = as_text(self.env, reason).strip()
        if not reason:
            return self._ask_reason("suspend")
        self.env["crm.dealer.coverage"]._lock_territory(self.company_id)
        for agreement in self:
            agreement._expect_state("active")
            agreement._suspend(reason)
        return True

    def _suspend(self, reason, with_parent=False):
        today = self._business_today()
        self.env["crm.dealer.coverage"]._cut(self, today)
        self._guarded_write(
            {"state": "suspended", "suspended_on": today, "suspended_with_parent": with_parent, "end_reason": reason}
        )
        for child in self._children(("active",)):
            child._suspend(reason, with_parent=True)

    def action_resume(self):
        """Put suspended agreements in force again, from today or, suspended today, from tomorrow on. Channel managers.

        :raise AccessError: the user is no channel manager
        :raise UserError: it is not suspended, or over
        :raise ValidationError: the territory has been given to somebody else meanwhile
        """
        check_ids(self)
        self._check_manager()
        self.env["crm.dealer.coverage"]._lock_territory(self.company_id)
        for agreement in self:
            agreement._expect_state("suspended")
            agreement._resume()
        return True

    def _resume(self):
        today = self._business_today()
        first = max(today, self.suspended_on + timedelta(days=1), self.date_from)
        if first > self.last_day:
            raise UserError(
                self.env._(
                    "%(agreement)s ends on %(day)s: renew it.",
                    agreement=self.display_name,
                    day=format_date(self.env, self.last_day),
                )
            )
        parent = self.parent_agreement_id.sudo()
        if parent and parent.state != "active":
            raise UserError(self.env._("Resume %(parent)s first.", parent=parent.display_name))
        self.env["crm.dealer.coverage"]._book(self, first)
        self._guarded_write({"state": "active", "suspended_on": False, "suspended_with_parent": False, "end_reason": False})
        for child in self._children(("suspended",)).filtered("suspended_with_parent"):
            child._resume()

    # -- termination -----------------------------------------------------------------------------------------------------

    def action_terminate(self, reason=False, last_day=False):
        """End agreements, and those of sub-dealers within them, before their time. Channel managers.

        :param str reason: why; without one a window asks for it
        :param last_day: last day on which they count, today or later; today by default
        :raise AccessError: the user is no channel manager
        :raise UserError: it is neither active nor suspended, or the day is past or after its end
        """
        check_ids(self)
        self._check_manager()
        reason = as_text(self.env, reason).strip()
        if not reason:
            return self._ask_reason("terminate")
        last_day = as_day(self.env, last_day)
        self.env["crm.dealer.coverage"]._lock_territory(self.company_id)
        for agreement in self:
            agreement._expect_state("active", "suspended")
            day = last_day or agreement._business_today()
            agreement._check_last_day(day)
            agreement._terminate(reason, day)
        return True

    def action_withdraw_notice(self):
        """Take back terminations that have not come about: the agreements end as they were to. Channel managers.

        Those of sub-dealers are taken back one by one.

        :raise AccessError: the user is no channel manager
        :raise UserError: it was not terminated, or is already over
        :raise ValidationError: the territory has been given to somebody else meanwhile
        """
        check_ids(self)
        self._check_manager()
        self.env["crm.dealer.coverage"]._lock_territory(self.company_id)
        for agreement in self:
            agreement._expect_state("active", "suspended")
            if not agreement.ended_on:
                raise UserError(self.env._("%(agreement)s has not been terminated.", agreement=agreement.display_name))
            first = agreement.ended_on + timedelta(days=1)
            suspended = agreement.state == "suspended"
            agreement._guarded_write({"ended_on": False} | ({} if suspended else {"end_reason": False}))
            if not suspended:
                self.env["crm.dealer.coverage"]._book(agreement, max(first, agreement.date_from))
        return True

    def _check_last_day(self, day):
        today = self._business_today()
        if not today <= day <= self.last_day:
            raise UserError(
                self.env._(
                    "%(agreement)s can be terminated from today until %(day)s: what was valid in the past stays as it is.",
                    agreement=self.display_name,
                    day=format_date(self.env, self.last_day),
                )
            )

    def _terminate(self, reason, day):
        self.env["crm.dealer.coverage"]._cut(self, day)
        over = day <= self._business_today()
        self._guarded_write({"ended_on": day, "end_reason": reason} | ({"state": "terminated"} if over else {}))
        for child in self._children(("active", "suspended")):
            child._terminate(reason, min(day, child.last_day))

    # -- by time -----------------------------------------------------------------------------------------------------------

    @api.model
    def _end_expired(self, company):
        """Close the agreements of a company whose last day is over."""
        today = company._business_today()
        domain = [("company_id", "=", company.id), ("state", "in", ("active", "suspended"))]
        if terminated := self.search([*domain, ("ended_on", "<=", today)]):
            terminated._guarded_write({"state": "terminated"})
        if over := self.search([*domain, ("last_day", "<", today)]):
            over._guarded_write({"state": "ended"})

    # -- helpers -------------------------------------------------------------------------------------------------------------

    def _business_today(self):
        self.ensure_one()
        return self.company_id.sudo()._business_today()

    def _children(self, states):
        return self.child_ids.filtered(lambda child: child.state in states)

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only channel managers put dealer agreements in force, suspend or end them."))
        self.check_access("write")

    def _expect_state(self, *states):
        self.ensure_one()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(agreement)s is in the state %(state)s: this is not possible.",
                    agreement=self.display_name,
                    state=labels[self.state],
                )
            )

    def _ask_reason(self, kind):
        labels = {"suspend": self.env._("Suspend"), "terminate": self.env._("Terminate")}
        return {
            "type": "ir.actions.act_window",
            "name": labels[kind],
            "res_model": "crm.dealer.agreement.stop",
            "view_mode": "form",
            "target": "new",
            "context": {"default_kind": kind, "default_agreement_ids": self.ids},
        }
