from odoo import api, models

from ...tools.arguments import check_ids

TO_DECIDE = "crm_grading.mail_activity_grading_appeal"


class CrmGradingAppeal(models.Model):
    """What submitting, deciding and running out of an appeal do: to the grade, the chatters and the managers' activities."""

    _inherit = "crm.grading.appeal"

    def action_submit(self):
        """Ask for the decision of the grading managers.

        :raise UserError: the result contested is not the published one of the customer's present standing
        """
        check_ids(self)
        self._check_result()
        result = super().action_submit()
        for appeal in self:
            appeal.partner_id._log_grading(
                self.env._("%(appeal)s, submitted. %(reason)s", appeal=appeal.display_name, reason=appeal.reason)
            )
            appeal._ask_managers()
        return result

    def action_approve(self, note=False):
        check_ids(self)
        self._check_result()
        result = super().action_approve(note)
        self._tell_decision()
        return result

    def action_refuse(self, note=False):
        result = super().action_refuse(note)
        self.filtered(lambda appeal: appeal.approval_state == "refused")._tell_decision()
        return result

    def action_cancel_request(self):
        result = super().action_cancel_request()
        self._tell_decision()
        return result

    def _approval_is_decider(self):
        """Managers of the company of the scheme only: those of a branch see it, but it grades the others' customers, too."""
        return super()._approval_is_decider() and self.company_id in self.env.user.company_ids

    def _approval_apply(self):
        result = super()._approval_apply()
        # The newest decision about a customer counts.
        self.search(
            [
                ("id", "not in", self.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("scheme_id", "in", self.scheme_id.ids),
                ("approval_state", "=", "approved"),
                ("ended_on", "=", False),
            ]
        )._end()
        self._take_effect()
        return result

    def _approval_revert(self):
        result = super()._approval_revert()
        self._end()
        self._take_effect()
        return result

    def _end(self):
        """Note that approved grades are over from today on."""
        for company, appeals in self.grouped("company_id").items():
            appeals._guarded_write({"ended_on": company._business_today()})

    def _take_effect(self):
        """Bring results and standings of the customers in step with what is approved and in force."""
        for company, appeals in self.grouped("company_id").items():
            self.env["crm.grading.result"]._settle(appeals.partner_id, company)

    # -- who is told ----------------------------------------------------------------------------------------------

    def _tell_decision(self):
        """Write the decision into the customer's chatter and close the managers' activities."""
        states = dict(self._fields["approval_state"]._description_selection(self.env))
        self.sudo().activity_unlink([TO_DECIDE])
        for appeal in self:
            appeal.partner_id._log_grading(
                self.env._(
                    "%(appeal)s: %(state)s. %(note)s",
                    appeal=appeal.display_name,
                    state=states[appeal.approval_state],
                    note=appeal.decision_note or "",
                )
            )

    def _ask_managers(self):
        """Give every manager who may decide an activity."""
        appeal = self.sudo().with_context(mail_activity_quick_update=True)
        for manager in appeal._deciders():
            # The summary is for the manager, whatever the requester's language.
            appeal.with_context(lang=manager.lang).activity_schedule(TO_DECIDE, user_id=manager.id)

    def _deciders(self):
        """Return the users who may decide: internal members of the group with access to the company, not the requester."""
        return self.company_id._employees_of(self._approval_group) - self.requested_by

    # -- running out ----------------------------------------------------------------------------------------------

    @api.model
    def _end_run_out(self):
        """End approved grades whose last day has passed, and settle those in force again."""
        approved = self.search([("approval_state", "=", "approved"), ("ended_on", "=", False)])
        ended = approved.filtered(
            lambda appeal: appeal.valid_until and appeal.valid_until < appeal.company_id._business_today()
        )
        ended._end()
        approved._take_effect()
        for appeal in ended:
            appeal.partner_id._log_grading(self.env._("%(appeal)s: ran out.", appeal=appeal.display_name))
