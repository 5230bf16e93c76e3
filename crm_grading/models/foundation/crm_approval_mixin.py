from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.arguments import as_text, check_ids

UNDECIDED = {
    "approval_state": "draft",
    "requested_by": False,
    "requested_on": False,
    "decided_by": False,
    "decided_on": False,
    "decision_note": False,
}


class CrmApprovalMixin(models.AbstractModel):
    """A wish that somebody else decides: draft → submitted → approved or refused; cancelled from anywhere.

    The heir says who decides (``_approval_group``), what a decision does (``_approval_apply``, ``_approval_revert``) and what
    must not change once it has been submitted (``_approval_content_fields``).
    """

    _name = "crm.approval.mixin"
    _inherit = ["crm.guarded.mixin"]
    _description = "Decision by Somebody Else"

    _approval_group = "crm_grading.group_grading_manager"
    """External id of the group whose members decide."""

    approval_state = fields.Selection(
        "_selection_approval_state",
        string="Approval",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    requested_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    requested_on = fields.Datetime(readonly=True, copy=False)
    decided_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(string="Reason of the Decision", readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.model
    def _selection_approval_state(self):
        # A method, since Odoo doesn't translate the fixed selections of a mixin in the models of other addons.
        labels = {
            "draft": self.env._("Draft"),
            "submitted": self.env._("Submitted"),
            "approved": self.env._("Approved"),
            "refused": self.env._("Refused"),
            "cancelled": self.env._("Cancelled"),
        }
        return list(labels.items())

    @api.depends("approval_state", "requested_by")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        """For the buttons only; the methods check by themselves."""
        for wish in self:
            wish.can_decide = wish.approval_state == "submitted" and wish._approval_may_decide()

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | UNDECIDED

    def write(self, vals):
        content = vals.keys() & self._approval_content_fields()
        if content and (fixed := self.filtered(lambda wish: wish.approval_state != "draft")):
            raise UserError(
                self.env._(
                    "%(record)s has been submitted and cannot be changed any more: cancel it and set it back to draft.",
                    record=fixed[0].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if kept := self.filtered(lambda wish: wish.approval_state != "draft" or wish.decided_by):
            raise UserError(
                self.env._("%(record)s is no draft any more and is kept: cancel it instead.", record=kept[0].display_name)
            )

    # -- for the heir ----------------------------------------------------------------------------------------------

    @api.model
    def _approval_content_fields(self):
        """Return the set of fields that are decided on: they change in draft only."""
        return set()

    def _approval_is_decider(self):
        """Return whether the user is one of those who decide on records like this one, whoever asked. Extend by super."""
        self.ensure_one()
        return self.env.user.has_group(self._approval_group)

    def _approval_may_decide(self):
        """Return whether the user may decide on this record: a decider, and neither the requester nor the author."""
        return self._approval_is_decider() and self.env.user not in self.requested_by | self.create_uid

    def _approval_apply(self):
        """Hook: do what was asked for; the record is approved. May raise UserError to undo the approval."""

    def _approval_revert(self):
        """Hook: take back what ``_approval_apply`` did; the record was approved and is cancelled."""

    # -- verbs -----------------------------------------------------------------------------------------------------

    def action_submit(self):
        """Ask for the decision. Whoever may write the record.

        :raise UserError: it is no draft
        """
        check_ids(self)
        self.check_access("write")
        for wish in self:
            wish._approval_expect("draft")
            wish._guarded_write(
                {"approval_state": "submitted", "requested_by": self.env.uid, "requested_on": fields.Datetime.now()}
            )
        return True

    def action_approve(self, note=False):
        """Decide in favour and do what was asked for.

        :param note: reason, optional
        :raise AccessError: the user is not in the group, or asked for it
        :raise UserError: it is not waiting for a decision
        """
        check_ids(self)
        for wish in self:
            wish._approval_decide("approved", note)
            wish._approval_apply()
        return True

    def action_refuse(self, note=False):
        """Decide against; without ``note`` a window asks for the reason.

        :raise AccessError: the user is not in the group, or asked for it
        :raise UserError: it is not waiting for a decision
        """
        check_ids(self)
        for wish in self:
            wish._approval_check_decider()
        if not as_text(self.env, note).strip():
            return self._approval_ask_note()
        for wish in self:
            wish._approval_decide("refused", note)
        return True

    def action_cancel_request(self):
        """Withdraw a draft or submitted wish (who asked, or who decides), or take an approval back (who decides).

        :raise AccessError: the user is neither
        """
        check_ids(self)
        for wish in self:
            wish._approval_expect("draft", "submitted", "approved")
            was_approved = wish.approval_state == "approved"
            own = not was_approved and self.env.user in (wish.requested_by | wish.create_uid)
            if not own and not wish._approval_is_decider():
                raise AccessError(self.env._("You may not cancel %(record)s.", record=wish.display_name))
            wish._guarded_write({"approval_state": "cancelled"})
            if was_approved:
                wish._approval_revert()
        return True

    def action_draft_request(self):
        """Set a refused or cancelled wish back to draft, to be submitted again."""
        check_ids(self)
        self.check_access("write")
        for wish in self:
            wish._approval_expect("refused", "cancelled")
            wish._guarded_write(UNDECIDED)
        return True

    # -- machinery -------------------------------------------------------------------------------------------------

    def _approval_decide(self, state, note):
        self._approval_check_decider()
        self._guarded_write(
            {
                "approval_state": state,
                "decided_by": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "decision_note": as_text(self.env, note) or False,
            }
        )

    def _approval_check_decider(self):
        self.check_access("write")
        self._approval_expect("submitted")
        if not self._approval_may_decide():
            raise AccessError(
                self.env._("%(record)s has to be decided by somebody else, who has the right to.", record=self.display_name)
            )

    def _approval_expect(self, *states):
        self._expect_value("approval_state", *states)

    def _approval_ask_note(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "crm.approval.refusal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_ids": self.ids},
        }
