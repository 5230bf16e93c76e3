from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.crm_grading.tools.arguments import as_day, as_text, check_ids

from .crm_tobacco_licence import HOLDING

INSPECTOR = "crm_industry.group_tobacco_inspector"
TRANSITIONS = {
    "grant": (("applied",), "valid"),
    "suspend": (("valid",), "suspended"),
    "resume": (("suspended",), "valid"),
    "expire": (HOLDING, "expired"),
    "cancel": (("applied", *HOLDING), "cancelled"),
    "revoke": (HOLDING, "revoked"),
}


class CrmTobaccoLicence(models.Model):
    """The steps of a licence: by inspectors, and by time."""

    _inherit = "crm.tobacco.licence"

    _transition_reasoned = frozenset(("suspend", "cancel", "revoke"))
    _transition_window = ("crm.tobacco.licence.step", "licence_ids")

    suspended_until = fields.Date(readonly=True, copy=False, tracking=True, help="The last day of the suspension.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"suspended_until": False}

    @api.model
    def _transitions(self):
        return super()._transitions() | TRANSITIONS

    @api.model
    def _transition_labels(self):
        return super()._transition_labels() | {
            "create": self.env._("Apply for"),
            "grant": self.env._("Grant"),
            "suspend": self.env._("Suspend"),
            "resume": self.env._("Resume"),
            "expire": self.env._("Expire"),
            "cancel": self.env._("Cancel"),
            "revoke": self.env._("Revoke"),
        }

    def _transition_locks(self):
        return super()._transition_locks() | self.retailer_id._standing_locks()

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        if verb == "grant":
            reasons += self._granting_reasons()
        return reasons

    def _granting_reasons(self):
        """Return what stands against granting it, a sentence each. Extend by super."""
        reasons = []
        if not self.number:
            reasons.append(self.env._("Give its number."))
        if self.valid_to < self._transition_today():
            reasons.append(self.env._("Its last day is over."))
        # sudo: other licences of the retailer count, whoever may see them
        others = self.sudo().search([("retailer_id", "=", self.retailer_id.id), ("state", "in", HOLDING)])
        for other in others.filtered(lambda other: other.valid_from <= self.valid_to and other.valid_to >= self.valid_from):
            day = format_date(self.env, other.valid_to)
            reasons.append(self.env._("%(licence)s holds until %(day)s.", licence=other.number, day=day))
        return reasons

    def _transition_values(self, verb):
        until = {"suspended_until": False} if verb in ("resume", "expire", "cancel", "revoke") else {}
        return super()._transition_values(verb) | until

    # -- what inspectors do ----------------------------------------------------------------------------------------

    def action_grant(self):
        """Grant what was applied for. Inspectors.

        :raise AccessError: the user is no inspector
        :raise UserError: without a number, over already, or the retailer has another licence in these days
        """
        self._check_inspector()
        return self._transition("grant")

    def action_suspend(self, reason=False, until=False):
        """Suspend valid licences until a day, a year from now at the latest. Inspectors.

        :param str reason: why; without one a window asks for it
        :param until: the last day, a year less a day from now by default
        :raise AccessError: the user is no inspector
        :raise UserError: it is not valid, or the day is past or too late
        """
        self._check_inspector()
        reason = as_text(self.env, reason).strip()
        if not reason:
            return self._transition_ask("suspend")
        until = as_day(self.env, until)
        for licence in self:
            last = licence._check_suspension(until)
            licence._transition(
                "suspend", self.env._("%(reason)s (until %(day)s)", reason=reason, day=format_date(self.env, last))
            )
            licence._guarded_write({"suspended_until": last})
        return True

    def _check_suspension(self, until):
        """Return the last day of a suspension.

        :raise UserError: it is past, or later than a year from now
        """
        today = self._transition_today()
        latest = today + relativedelta(years=1, days=-1)
        if until and not today <= until <= latest:
            from_day, to_day = format_date(self.env, today), format_date(self.env, latest)
            raise UserError(
                self.env._("A suspension ends between %(first)s and %(last)s: a year at most.", first=from_day, last=to_day)
            )
        return until or latest

    def action_resume(self):
        """Let suspended licences hold again. Inspectors.

        :raise AccessError: the user is no inspector
        :raise UserError: it is not suspended
        """
        self._check_inspector()
        return self._transition("resume")

    def action_cancel(self, reason=False):
        """End licences, or refuse what was applied for. Inspectors.

        :param str reason: why; without one a window asks for it
        :raise AccessError: the user is no inspector
        :raise UserError: it is over already
        """
        return self._end("cancel", reason)

    def action_revoke(self, reason=False):
        """Take licences away. Inspectors.

        :param str reason: why; without one a window asks for it
        :raise AccessError: the user is no inspector
        :raise UserError: it is not in force
        """
        return self._end("revoke", reason)

    def _end(self, verb, reason):
        self._check_inspector()
        return self._transition_or_ask(verb, reason)

    def _check_inspector(self):
        check_ids(self)
        if not self.env.user.has_group(INSPECTOR):
            raise AccessError(self.env._("Only tobacco inspectors decide on licences."))
        self.check_access("write")

    # -- by time ---------------------------------------------------------------------------------------------------

    @api.model
    def _cron_licences(self):
        """Once a day, for each company by its own calendar: what is over expires, suspensions end, owners are reminded."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            self._expire(company)
            self._remind(company)

    @api.model
    def _expire(self, company):
        """Let the licences of a company expire whose last day is over, and those hold again whose suspension is."""
        today = company._business_today()
        holding = [("company_id", "=", company.id), ("state", "in", HOLDING)]
        self._step_batches([*holding, ("valid_to", "<", today)], "expire")
        self._step_batches([*holding, ("state", "=", "suspended"), ("suspended_until", "<", today)], "resume")

    @api.model
    def _step_batches(self, domain, verb, size=500):
        while batch := self.search(domain, limit=size):
            batch._transition(verb, self.env._("By time."))
            self.env["ir.cron"]._commit_progress(len(batch))
