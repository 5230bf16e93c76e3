from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_grading.tools.arguments import as_text, check_ids

from .crm_diversion_case import MANAGER, TO_INVESTIGATE
from .crm_diversion_case_notice import ANSWERED, REPLY_DUE


class CrmDiversionCase(models.Model):
    """The decision, by somebody who neither opened the case nor worked on it."""

    _inherit = "crm.diversion.case"

    verdict = fields.Selection(
        [("confirmed", "Confirmed"), ("dismissed", "Dismissed")], readonly=True, copy=False, help="Kept when the case is closed."
    )
    decided_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict", tracking=True)
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(string="Reason of the Decision", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)

    def action_ask_confirm(self):
        """Ask for the reason and confirm (button)."""
        return self._ask_decision("confirm", self.env._("Confirm Diversion"))

    def action_ask_dismiss(self):
        """Ask for the reason and dismiss (button)."""
        return self._ask_decision("dismiss", self.env._("Dismiss Case"))

    def _ask_decision(self, verdict, title):
        check_ids(self)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "crm.diversion.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_verdict": verdict, "default_case_ids": self.ids},
        }

    def action_confirm(self, note):
        """Confirm that goods were diverted: the evidence is sealed, the penalty of the escalation table proposed.

        :param str note: the reason
        :raise AccessError: the user is no channel manager, or opened or worked on the case
        :raise UserError: the dealer has not been heard, the evidence was tampered with, or no reason is given
        """
        check_ids(self)
        reason = self._check_decision(note)
        for case in self.sorted("id"):
            case._expect_value("state", "noticed", "answered")
            case._check_heard()
            case._take_evidence()
            if number := case._broken_line():
                raise UserError(
                    self.env._(
                        "%(case)s: line %(number)s of the evidence is not what was taken. It can't be decided on it.",
                        case=case.display_name,
                        number=number,
                    )
                )
            case._seal_evidence()
            case._decide("confirmed", reason)
            case._on_confirmed()
        return True

    def action_dismiss(self, note):
        """Decide that nothing is wrong, or nothing can be shown.

        :param str note: the reason
        :raise AccessError: the user is no channel manager, or opened or worked on the case
        :raise UserError: it is decided already, or no reason is given
        """
        check_ids(self)
        reason = self._check_decision(note)
        for case in self.sorted("id"):
            case._check_open()
            case._seal_evidence()
            case._decide("dismissed", reason)
        return True

    def action_close(self):
        """Close decided cases whose penalties are booked or waived. Channel managers.

        :raise UserError: it is not decided, or a penalty is left to be booked
        """
        check_ids(self)
        self._check_manager()
        for case in self:
            case._expect_value("state", "confirmed", "dismissed")
            case._check_settled()
            case._guarded_write({"state": "closed", "closed_on": fields.Datetime.now()})
        return True

    # -- rules ---------------------------------------------------------------------------------------------------------

    def _check_decision(self, note):
        """Take the locks of the dealers before anything that decides is read; return the reason."""
        self._check_manager()
        reason = as_text(self.env, note).strip()
        if not reason:
            raise UserError(self.env._("Give the reason of the decision."))
        dealers = {(case.company_id.id, case.dealer_id.id) for case in self}
        self.env["crm.capacity.lock"]._lock_capacity(f"diversion:{company}:{dealer}" for company, dealer in dealers)
        self.invalidate_recordset()
        for case in self:
            if not case._may_decide():
                raise AccessError(
                    self.env._(
                        "%(case)s has to be decided by a channel manager who neither opened it nor worked on it.",
                        case=case.display_name,
                    )
                )
        return reason

    def _may_decide(self):
        """Return whether the user is a channel manager who has had nothing to do with the case. Extend by super."""
        self.ensure_one()
        case = self.sudo()
        return (
            self.env.uid != SUPERUSER_ID
            and self.env.user.has_group(MANAGER)
            and self.env.user not in case.opened_by | case.investigator_ids
        )

    def _check_heard(self):
        """:raise UserError: the dealer has not answered and may still do so"""
        today = self.company_id._business_today()
        if self.state == "noticed" and self.reply_deadline >= today:
            raise UserError(
                self.env._(
                    "%(case)s: the dealer may answer until %(day)s; decide when it has, or afterwards.",
                    case=self.display_name,
                    day=fields.Date.to_string(self.reply_deadline),
                )
            )

    def _decide(self, state, reason):
        self._guarded_write(
            {
                "state": state,
                "verdict": state,
                "decided_by": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "decision_note": reason,
            }
        )
        self.activity_unlink([TO_INVESTIGATE, ANSWERED, REPLY_DUE])

    def _on_confirmed(self):
        """Hook: the case has been confirmed; same transaction. Extend by super."""

    def _check_settled(self):
        """Hook: raise UserError while something of the decision is left to be done. Extend by super."""

    def _dismiss_merged(self):
        """Dismiss cases of partners that have been joined; their findings are free again."""
        if not self:
            return
        self.finding_ids.invalidate_recordset(["case_id"])
        self.env.cr.execute(SQL("UPDATE crm_diversion_finding SET case_id = NULL WHERE case_id = ANY(%s)", self.ids))
        self.env["crm.diversion.finding"].invalidate_model(["case_id"])
        for case in self:
            case._seal_evidence()
            case._decide("dismissed", self.env._("The partners of two cases have become one."))
            case.flush_recordset()
