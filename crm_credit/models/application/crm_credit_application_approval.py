from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_text

from .crm_credit_application import FILE_READERS
from .crm_credit_approval_level import MANAGER

TO_ASSESS = "crm_credit.mail_activity_credit_assess"
TO_APPROVE = "crm_credit.mail_activity_credit_approve"


class CrmCreditApplication(models.Model):
    """From the proposal to the decision: who may approve, how many it takes, who is asked next."""

    _inherit = "crm.credit.application"

    level_id = fields.Many2one(
        "crm.credit.approval.level", string="Approval Level", readonly=True, copy=False, ondelete="set null", groups=FILE_READERS
    )
    approvals_needed = fields.Integer(readonly=True, copy=False, aggregator=None, groups=FILE_READERS)
    approval_ids = fields.One2many(
        "crm.credit.approval", "application_id", string="Approvals", readonly=True, groups=FILE_READERS
    )
    approvals_given = fields.Integer(compute="_compute_approvals_given", groups=FILE_READERS)

    @api.model
    def _assessed_fields(self):
        return super()._assessed_fields() | {"level_id", "approvals_needed", "approval_ids"}

    @api.depends("approval_ids.void")
    def _compute_approvals_given(self):
        for application in self:
            application.approvals_given = len(application._get_votes())

    @api.depends("stage", "approval_ids.void")
    def _compute_can_decide(self):
        result = super()._compute_can_decide()
        for application in self.filtered("can_decide"):
            application.can_decide = application.stage == "approve" and bool(application._get_free_rights(self.env.user))
        return result

    # -- the officer -----------------------------------------------------------------------------------------------

    def action_assess(self):
        """Put the proposal up for approval. Credit officers.

        :raise AccessError: the user is no officer
        :raise UserError: nothing is proposed, or no level of the approval matrix covers it
        """
        self._check_officer()
        for application in self:
            application._expect_stage("assess")
            application._check_proposal()
            application._note_assessor()
            level = application._get_level()
            account = application._get_account(create=True)
            application._guarded_write(
                {
                    "officer_id": self.env.uid,
                    "assessed_on": fields.Datetime.now(),
                    "account_id": account.id,
                    "seen_mode": account.limit_mode,
                    "seen_amount": account.limit_amount,
                    "level_id": level.id,
                    "approvals_needed": level.approvals or 1,
                }
            )
            application.sudo().activity_unlink([TO_ASSESS])
            application._ask_approvers()
        return True

    def action_reassess(self):
        """Take the proposal back to change it; approvals given so far count no more. Credit officers."""
        self._check_officer()
        for application in self:
            application._expect_stage("approve")
            application._drop_assessment()
            application._ask_officers()
        return True

    def _check_proposal(self):
        """:raise UserError: what is proposed isn't complete, or changes nothing where it should"""
        if not self.decided_mode:
            raise UserError(self.env._("%(application)s: say which credit you propose.", application=self.display_name))
        self._check_decided_direction()
        if self.kind != "temporary":
            return
        if self.decided_mode != "limited" or not self.decided_amount:
            raise UserError(
                self.env._("%(application)s: a temporary limit is limited to an amount.", application=self.display_name)
            )
        account = self._get_account()
        if (account._standing_limit() if account else self._default_limit()) is None:
            raise UserError(
                self.env._(
                    "%(application)s: the customer has unlimited credit, a temporary limit adds nothing.",
                    application=self.display_name,
                )
            )

    def _default_limit(self):
        """Amount of the company's default credit; None when unlimited."""
        mode, amount = self.company_id.sudo()._credit_default()
        return {"limited": amount, "prepay": 0.0}.get(mode)

    def _get_level(self):
        """Return the level that the proposal belongs to; empty when the company has no matrix.

        :raise UserError: no level covers it
        """
        levels = self.env["crm.credit.approval.level"]
        level = levels._level_for(self.company_id, self._get_amount_at_stake())
        if not level and levels._levels(self.company_id):
            raise UserError(
                self.env._(
                    "%(application)s: no level of the approval matrix of %(company)s covers this credit. A manager must add one.",
                    application=self.display_name,
                    company=self.company_id.name,
                )
            )
        return level

    def _get_amount_at_stake(self):
        """Return the credit that the customer would have, temporary limits included; None: unlimited."""
        application = self.sudo()
        account = application._get_account()
        temporary = account._temporary_granted()[account.id] if account else 0.0
        if application.kind == "temporary":
            standing = account._standing_limit() if account else application._default_limit()
            return None if standing is None else standing + temporary + application.decided_amount
        mode = application.decided_mode or application.requested_mode
        amount = application.decided_amount if application.decided_mode else application.requested_amount
        standing = application._default_limit() if mode == "default" else {"limited": amount, "prepay": 0.0}.get(mode)
        return None if standing is None else standing + temporary

    # -- who may approve -------------------------------------------------------------------------------------------

    def _approval_may_decide(self):
        """Neither who asked, wrote, sells or assessed, nor who may not approve the amount; delegates by a right that may."""
        return (
            self.env.uid != SUPERUSER_ID
            and super()._approval_may_decide()
            and self.env.user not in self._get_involved()
            and bool(self._get_rights(self.env.user))
        )

    def _get_involved(self):
        """Return those who never approve this application, nor does anybody in their place."""
        application = self.sudo()
        asked = application.requested_by | application.create_uid | application.salesperson_id
        return asked | application.officer_id | application.assessor_ids

    def _get_rights(self, user):
        """Return the people by whose right a user may approve: the user first, then those who are away."""
        levels, company = self.env["crm.credit.approval.level"], self.company_id
        amount, involved = self._get_amount_at_stake(), self._get_involved()
        principals = self.env["crm.credit.delegation"]._principals(user, company)
        if company not in user.sudo().company_ids:
            return self.env["res.users"]
        return (user | principals).filtered(
            lambda one: one not in involved and levels._may_approve(one, company, amount)
        )

    def _get_free_rights(self, user):
        """Return those rights that have not been used yet; none when the user has approved already."""
        votes = self._get_votes()
        return self.env["res.users"] if user in votes.user_id else self._get_rights(user) - votes.principal_id

    def _get_votes(self):
        return self.sudo().approval_ids.filtered(lambda vote: not vote.void)

    # -- verbs of the decision -------------------------------------------------------------------------------------

    def action_approve(self, note=False):
        """Approve; the last approval that is needed makes the credit change.

        :raise AccessError: the user is involved, or may not approve the amount
        :raise UserError: the application isn't assessed, the user approved already, or the credit changed since
        """
        self._lock_decision()
        for application in self:
            application._expect_stage("approve")
            application._approval_check_decider()
            application._check_level()
            application._add_vote(note)
            if len(application._get_votes()) < application.sudo().approvals_needed:
                application._ask_approvers()
                continue
            super(CrmCreditApplication, application).action_approve(note)
        return True

    def _lock_decision(self):
        """Take the locks of the applications and of the customers' credit before anything that decides is read."""
        self.check_access("write")
        accounts = self.env["crm.credit.account"]
        keys = [f"credit-application:{application.id}" for application in self]
        for company, applications in self.grouped("company_id").items():
            keys += accounts._capacity_keys(applications.partner_id, company)
        self.env["crm.capacity.lock"]._lock_capacity(keys)
        self.invalidate_recordset()

    def _check_level(self):
        """:raise UserError: the credit takes more approvals by now, since temporary limits were given or the matrix changed"""
        if self._get_level().approvals > self.sudo().approvals_needed:
            raise UserError(self._changed_text())

    def _add_vote(self, note):
        """Note the approval, by the user's own right or that of somebody who is away."""
        rights = self._get_free_rights(self.env.user)
        if not rights:
            raise UserError(
                self.env._("%(application)s: the approval that you may give has been given.", application=self.display_name)
            )
        self.env["crm.credit.approval"].sudo()._guarded_create(
            [
                {
                    "application_id": self.id,
                    "user_id": self.env.uid,
                    "principal_id": (rights & self.env.user or rights)[0].id,
                    "note": as_text(self.env, note) or False,
                }
            ]
        )
        self.invalidate_recordset(["approval_ids"])

    def action_refuse(self, note=False):
        result = super().action_refuse(note)
        self.filtered(lambda application: application.approval_state == "refused")._tell_decision()
        return result

    def action_cancel_request(self):
        """Withdraw an application that is not decided: who asked or wrote it, or an officer.

        :raise UserError: it was approved: the credit is changed by another application
        """
        for application in self:
            application._expect_stage("draft", "assess", "approve")
        result = super().action_cancel_request()
        self.sudo().activity_unlink([TO_ASSESS, TO_APPROVE])
        return result

    def action_draft_request(self):
        result = super().action_draft_request()
        for application in self:
            application._drop_assessment()
        return result

    def _drop_assessment(self):
        # sudo: salespeople set their applications back to draft, too
        application = self.sudo()
        application._get_votes()._guarded_write({"void": True})
        # Who worked on the proposal is not forgotten: it stays as it was written.
        application._guarded_write({"officer_id": False, "assessed_on": False, "level_id": False, "approvals_needed": 0})
        application.activity_unlink([TO_APPROVE])

    # -- who is asked and told -------------------------------------------------------------------------------------

    def _ask_approvers(self):
        """Give those an activity who may approve next: at the level of the application, and delegates of those away."""
        approvers = self._get_next_approvers()
        application = self.sudo().with_context(mail_activity_quick_update=True)
        application.activity_unlink([TO_APPROVE])
        for user in approvers:
            application.with_context(lang=user.lang).activity_schedule(TO_APPROVE, user_id=user.id)

    def _get_next_approvers(self):
        """Return who is asked: the approvers of the level, or those of higher ones when too few of them may decide."""
        level, missing = self.sudo().level_id, self.sudo().approvals_needed - len(self._get_votes())
        if not level:
            return self._filter_approvers(self.env.ref(MANAGER).sudo().all_user_ids)
        users = self._filter_approvers(level._approvers())
        if len(users) >= missing:
            return users
        amount = self._get_amount_at_stake()
        return self._filter_approvers(level._levels(self.company_id).filtered(lambda one: one._covers(amount))._approvers())

    def _filter_approvers(self, users):
        """Return those who may approve now, and the delegates of those who are away."""
        users |= self.env["crm.credit.delegation"]._delegates(users, self.company_id)
        involved = self._get_involved() | self.env.ref("base.user_root")
        return (users - involved).filtered(
            lambda user: user.active and not user.share and self._get_free_rights(user)
        )

    def _tell_decision(self):
        """Write the outcome into the chatter, for the requester, and close the activities."""
        self.sudo().activity_unlink([TO_ASSESS, TO_APPROVE])
        for application in self.sudo():
            application.message_post(
                body=application.outcome or "",
                author_id=self.env.user.partner_id.id,
                partner_ids=application.requested_by.filtered("active").partner_id.ids,
            )
