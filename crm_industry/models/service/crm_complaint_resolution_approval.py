from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_ids

from .crm_complaint import MANAGER

FINANCE = "account.group_account_invoice"
ROLES = {"manager": MANAGER, "finance": FINANCE}
NOT_ASKED = {"needs_manager": False, "needs_finance": False, "manager_signed_by": False, "finance_signed_by": False}


class CrmComplaintResolution(models.Model):
    """Who approves: the policy says whether the service manager, finance or both do, and what agents decide on their own."""

    _inherit = "crm.complaint.resolution"

    allowed_way_ids = fields.Many2many(related="complaint_id.allowed_way_ids", string="Allowed Ways")
    needs_manager = fields.Boolean(readonly=True, copy=False, help="A service manager has to approve it.")
    needs_finance = fields.Boolean(readonly=True, copy=False, help="Finance has to approve it.")
    manager_signed_by = fields.Many2one("res.users", string="Service Manager", readonly=True, copy=False, ondelete="restrict")
    finance_signed_by = fields.Many2one("res.users", string="Finance", readonly=True, copy=False, ondelete="restrict")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | NOT_ASKED

    @api.depends("needs_manager", "needs_finance", "manager_signed_by", "finance_signed_by")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        return super()._compute_can_decide()

    # -- who has to sign -----------------------------------------------------------------------------------------------

    def _roles_by_policy(self):
        """Return the roles that have to approve, by the policy, the way and the cost; none: agents decide on their own."""
        policy = self.complaint_id.applicable_policy_id.sudo()
        compare = self.company_id.currency_id.compare_amounts
        unsigned = self._unsigned_before()
        # Together: a cost split into small ones is still that cost.
        free = self.amount + sum(unsigned.mapped("amount"))
        if self.kind != "replacement" and policy.free_amount and compare(free, policy.free_amount) <= 0:
            return set()
        roles = {"manager", "finance"} if policy.approver == "both" else {policy.approver or "manager"} & {*ROLES}
        if policy.approver == "by_cost":
            roles = {"manager"} | ({"finance"} if compare(self.amount, policy.finance_amount) >= 0 else set())
        # Goods leave without anything coming back.
        return roles | ({"finance"} if self.kind == "replacement" else set())

    def _unsigned_before(self):
        """Return what else was promised for the complaint, in whatever round, without anybody's approval."""
        return self.complaint_id.resolution_ids.filtered(
            lambda each: each != self and each.approval_state == "approved" and not (each.needs_manager or each.needs_finance)
        )

    def _open_roles(self):
        """Return the roles whose approval is still missing."""
        self.ensure_one()
        roles = {role for role in ROLES if self[f"needs_{role}"]} or {"manager"}
        return {role for role in roles if not self[f"{role}_signed_by"]}

    def _user_roles(self):
        return {role for role, group in ROLES.items() if self.env.user.has_group(group)}

    def _approval_is_decider(self):
        """Return whether the user is one of those whose approval this resolution needs, given or not."""
        self.ensure_one()
        roles = {role for role in ROLES if self[f"needs_{role}"]} or {"manager"}
        return bool(roles & self._user_roles())

    def _approval_may_decide(self):
        """Return whether the user gives one of the missing approvals: nobody gives two, nor one for an own proposal."""
        signed = self.manager_signed_by | self.finance_signed_by
        return super()._approval_may_decide() and bool(self._open_roles() & self._user_roles()) and self.env.user not in signed

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_submit(self):
        """Ask for the approvals that the policy asks for; without any the resolution is carried out at once.

        :raise UserError: the complaint is not accepted, the policy does not allow the way, or the goods are not covered
        """
        check_ids(self)
        self.check_access("write")
        # Before the first read that decides: two agents may promise the same at once.
        self.complaint_id._lock_decisions()
        for resolution in self:
            resolution._approval_expect("draft")
            resolution._check_proposal()
            resolution.amount = max(resolution.amount, resolution._least_cost())
            roles = resolution._roles_by_policy()
            resolution._guarded_write({f"needs_{role}": role in roles for role in ROLES})
            # One by one: each counts for those that follow.
            super(CrmComplaintResolution, resolution).action_submit()
            if not roles:
                resolution._approve_by_policy()
        return True

    def _check_proposal(self):
        """Hook: what makes no sense is not submitted.

        :raise UserError: it names what to do
        """
        complaint = self.complaint_id
        complaint._check_open()
        if not complaint.accepted_on or self.round != complaint.round:
            raise UserError(
                self.env._(
                    "%(resolution)s: accept the complaint first, and propose what you do for its present round.",
                    resolution=self.display_name,
                )
            )
        policy = complaint.applicable_policy_id.sudo()
        if not policy:
            raise UserError(
                self.env._(
                    "%(resolution)s: no policy fits the complaint, a service manager has to make one.",
                    resolution=self.display_name,
                )
            )
        if self.type_id not in policy.way_ids:
            raise UserError(
                self.env._(
                    "“%(policy)s” does not allow %(way)s. Allowed: %(ways)s.",
                    policy=policy.name,
                    way=self.type_id.name,
                    ways=", ".join(policy.way_ids.mapped("name")),
                )
            )

    def _least_cost(self):
        """Hook: what the resolution costs at least, company currency, whatever the agent writes."""
        return 0.0

    def _approve_by_policy(self):
        self._guarded_write(
            {
                "approval_state": "approved",
                "decided_on": fields.Datetime.now(),
                "decision_note": self.env._(
                    "Within the limit of the policy “%(policy)s”.", policy=self.complaint_id.applicable_policy_id.sudo().name
                ),
            }
        )
        self._approval_apply()

    def action_approve(self, note=False):
        """Approve; where two have to, it is carried out when the second one does.

        :param note: reason, optional
        :raise AccessError: the user has none of the roles whose approval is missing, proposed it, or has approved already
        :raise UserError: it is not waiting for a decision
        """
        check_ids(self)
        for resolution in self:
            roles = resolution._open_roles()
            if len(roles) > 1:
                resolution._approval_check_decider()
            else:
                super(CrmComplaintResolution, resolution).action_approve(note)
            resolution._sign(roles & resolution._user_roles())
        return True

    def _sign(self, roles):
        """Write down the approval of one role; who has both stands for the service manager."""
        role = "manager" if "manager" in roles else "finance"
        self._guarded_write({f"{role}_signed_by": self.env.uid})

    def action_draft_request(self):
        """Set it back to draft: whoever approved has to do so again."""
        result = super().action_draft_request()
        self._guarded_write(NOT_ASKED)
        return result

    def _approval_decide(self, state, note):
        result = super()._approval_decide(state, note)
        if state == "refused":
            self.complaint_id._log_event("refused", note=self.type_id.name)
        return result

    def _approval_revert(self):
        """What the customer has got can't be taken back.

        :raise UserError: it is done
        """
        if self.done_on:
            raise UserError(self.env._("%(resolution)s is done and can't be cancelled.", resolution=self.display_name))
        return super()._approval_revert()
