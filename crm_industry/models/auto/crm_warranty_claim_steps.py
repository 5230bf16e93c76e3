from odoo import api, models
from odoo.exceptions import AccessError

from .crm_vehicle import STATION_MANAGER

ANSWERS = frozenset(("approve", "approve_part", "reject"))


class CrmWarrantyClaim(models.Model):
    """The steps of a claim: submitted to the maker, answered, claimed again, reimbursed."""

    _inherit = "crm.warranty.claim"

    @api.model
    def _transitions(self):
        return super()._transitions() | {
            "submit": (("draft",), "submitted"),
            "approve": (("submitted",), "approved"),
            "approve_part": (("submitted",), "partly_approved"),
            "reject": (("submitted",), "rejected"),
            "revise": (("rejected", "partly_approved"), "draft"),
            "reimburse": (("approved", "partly_approved"), "reimbursed"),
        }

    @api.model
    def _transition_labels(self):
        return super()._transition_labels() | {
            "submit": self.env._("Submit"),
            "approve": self.env._("Approved"),
            "approve_part": self.env._("Partly approved"),
            "reject": self.env._("Rejected"),
            "revise": self.env._("Claim Again"),
            "reimburse": self.env._("Reimbursed"),
        }

    def _transition_reasons(self, verb):
        check = getattr(self, f"_{verb}_reasons", None)
        return super()._transition_reasons(verb) + (check() if check else [])

    def _submit_reasons(self):
        """Return what stands against submitting the claim, a sentence each. Extend by super."""
        reasons = []
        if self.job_id.state not in ("done", "delivered"):
            reasons.append(self.env._("The work is not done yet."))
        if not self.amount_claimed:
            reasons.append(self.env._("There is nothing to claim."))
        if self.kind == "goodwill" and not self.maker_ref:
            reasons.append(self.env._("Goodwill needs the number of the maker's consent."))
        return reasons

    def _approve_part_reasons(self):
        """Return what stands against a part: it is more than nothing and less than all."""
        if not 0 < self.amount_approved < self.amount_claimed:
            return [self.env._("Write down what was approved of each line: more than nothing and less than all.")]
        return []

    def _revise_reasons(self):
        """Return what stands against claiming again."""
        # sudo: of the claim's own invoice
        invoice = self.sudo().invoice_id
        return [self.env._("It is invoiced already.")] if invoice.state in ("draft", "posted") else []

    def _transition_values(self, verb):
        values, today = super()._transition_values(verb), self._transition_today()
        if verb == "submit":
            return values | {"submitted_on": today, "due_on": self.due_on or self._deadline(self.terms_id)}
        if verb in ANSWERS:
            return values | {"decided_on": today}
        if verb == "revise":
            return values | {"decided_on": False, "round_number": self.round_number + 1}
        return values

    def _transition_step(self, verb, target, reason=False):
        amounts = {"submit": self.amount_claimed, "approve": self.amount_claimed, "approve_part": self.amount_approved}
        amounts["reimburse"] = self.amount_approved
        return super()._transition_step(verb, target, reason) | {"amount": amounts.get(verb, 0)}

    def _transitioned(self, verb):
        """What the maker answered is on each line."""
        result = super()._transitioned(verb)
        for line in self.line_ids:
            if verb == "approve":
                line._guarded_write({"amount_approved": line.amount_claimed})
            elif verb in ("reject", "revise"):
                line._guarded_write({"amount_approved": 0})
            elif verb == "reimburse":
                line._guarded_write({"amount_reimbursed": line.amount_approved})
        return result

    # -- what users do -------------------------------------------------------------------------------------------------

    def _check_step_by_user(self, verb):
        """Answers of the maker are for the managers of the station.

        :raise AccessError: the user does not belong to the station, or is no manager of it
        """
        result = super()._check_step_by_user(verb)
        if verb in ANSWERS and not self.env.user.has_group(STATION_MANAGER):
            raise AccessError(self.env._("Only station managers write down what the maker answered."))
        return result

    def action_submit(self):
        """The claim has gone to the maker: the work is done and there is something to claim. See `_step_by_user`."""
        return self._step_by_user("submit")

    def action_approve(self):
        """The maker pays all of it; for station managers. See `_step_by_user`."""
        return self._step_by_user("approve")

    def action_approve_part(self, reason=False):
        """The maker pays what was written down for each line; for station managers. See `_step_by_user`.

        :param str reason: why not all, kept with the step
        """
        return self._step_by_user("approve_part", reason) if reason else self._transition_ask("approve_part")

    def action_reject(self, reason=False):
        """The maker pays nothing; for station managers. See `_step_by_user`.

        :param str reason: kept with the step
        """
        return self._step_by_user("reject", reason) if reason else self._transition_ask("reject")

    def action_revise(self, reason=False):
        """Claim again what the maker turned down: the claim is a draft again. See `_step_by_user`.

        :param str reason: what is different now, kept with the step
        """
        return self._step_by_user("revise", reason) if reason else self._transition_ask("revise")
