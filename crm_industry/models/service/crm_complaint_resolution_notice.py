from odoo import models

from .crm_complaint_notice import ANSWER, DECISION


class CrmComplaintResolution(models.Model):
    """Who is told what: those who approve when it is proposed, the agent when it is refused or its transfers are cancelled,
    the warehouse when there are goods to send or to receive, finance when there is a credit note to post."""

    _inherit = "crm.complaint.resolution"

    def action_submit(self):
        result = super().action_submit()
        self._agent_heeded()
        for resolution in self.filtered(lambda each: each.approval_state == "submitted"):
            resolution._tell_deciders()
        return result

    def _tell_deciders(self):
        for role in sorted(self._open_roles()):
            user = self.company_id._complaint_user(role, but=self.requested_by | self.create_uid)
            self.complaint_id._notice(DECISION, user, note=self.display_name)

    def action_approve(self, note=False):
        result = super().action_approve(note)
        self._decision_noticed()
        return result

    def _approval_decide(self, state, note):
        result = super()._approval_decide(state, note)
        if state == "refused":
            self._decision_noticed()
            self._tell_agent(self.env._("%(resolution)s was refused.", resolution=self.display_name))
        return result

    def _decision_noticed(self):
        """The user has decided; the others have nothing to do either when nothing waits any more."""
        for complaint in self.complaint_id:
            # sudo: finance need not handle complaints
            complaint.sudo().activity_feedback([DECISION], user_id=self.env.uid)
            if "submitted" not in complaint.resolution_ids.mapped("approval_state"):
                complaint.sudo().activity_unlink([DECISION])

    def action_cancel_request(self):
        result = super().action_cancel_request()
        self._decision_noticed()
        return result

    def _tell_agent(self, text):
        """Tell whoever handles the complaint, else who proposed it."""
        for resolution in self:
            user = resolution.complaint_id.user_id or resolution.requested_by
            if user != self.env.user:
                resolution.complaint_id._notice(ANSWER, user, note=text)

    def _agent_heeded(self):
        """What the agent was told of has been seen to, unless goods of another proposal are missing, too."""
        for complaint in self.complaint_id:
            if not any(complaint.resolution_ids.mapped("goods_short")):
                complaint._notice_over(ANSWER)

    def _done(self):
        result = super()._done()
        self._agent_heeded()
        return result

    def _carry_out(self):
        """Tell the warehouse of the transfers that the approval has made."""
        result = super()._carry_out()
        for picking in self.sudo()._goods_moves().picking_id:
            picking._tell_complaint_keeper()
        return result

    def _reverse(self, invoice):
        """Tell finance of the draft of a credit note."""
        note = super()._reverse(invoice)
        note._tell_complaint_finance()
        return note

    def _goods_moved(self):
        """Tell the agent when every transfer was cancelled: the customer waits in vain."""
        result = super()._goods_moved()
        for resolution in self.filtered(lambda each: each.approval_state == "approved" and not each.done_on):
            states = set(resolution._goods_moves().mapped("state"))
            if states == {"cancel"}:
                resolution._tell_agent(
                    self.env._("%(resolution)s: the warehouse has cancelled the transfers.", resolution=resolution.display_name)
                )
        return result
