from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.crm_grading.tools.arguments import check_ids

from .crm_tobacco_licence_steps import INSPECTOR

MANAGER = "crm_industry.group_tobacco_manager"
TRANSITIONS = {
    "confirm": (("reported",), "confirmed"),
    "dismiss": (("reported",), "revoked"),
    "appeal": (("confirmed",), "appealed"),
    "uphold": (("appealed",), "upheld"),
    "revoke": (("appealed",), "revoked"),
}


class CrmTobaccoComplianceEvent(models.Model):
    """Who decides on a compliance event: never the client manager of the retailer, and on an appeal somebody new."""

    _inherit = "crm.tobacco.compliance.event"

    _transition_reasoned = frozenset(("dismiss", "appeal", "uphold", "revoke"))
    _transition_window = ("crm.tobacco.compliance.reason", "event_ids")

    @api.model
    def _transitions(self):
        return super()._transitions() | TRANSITIONS

    @api.model
    def _transition_labels(self):
        return super()._transition_labels() | {
            "create": self.env._("Report"),
            "confirm": self.env._("Confirm"),
            "dismiss": self.env._("Dismiss"),
            "appeal": self.env._("Appeal"),
            "uphold": self.env._("Uphold"),
            "revoke": self.env._("Revoke"),
        }

    def _transition_locks(self):
        return super()._transition_locks() | self.retailer_id._standing_locks()

    def _transition_values(self, verb):
        values = super()._transition_values(verb)
        if verb == "confirm":
            return values | {"confirmed_on": self._transition_today(), "confirmed_by_id": self.env.uid}
        return values

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        if verb == "confirm":
            reasons += self._confirming_reasons()
        if verb in ("confirm", "dismiss", "uphold", "revoke"):
            reasons += self._partial_reasons(verb)
        return reasons

    def _confirming_reasons(self):
        """Return what is missing for a confirmation, a sentence each. Extend by super."""
        reasons = []
        if not self.deduction_id:
            reasons.append(self.env._("Say which offence it is."))
        if not (self.evidence or "").strip():
            reasons.append(self.env._("Say what proves it."))
        if self.date > self._transition_today():
            reasons.append(self.env._("It lies in the future."))
        return reasons

    def _partial_reasons(self, verb):
        """Return why the user may not decide: the own retailer, or what the user has said before."""
        # sudo: who looks after the retailer, whoever decides
        retailer = self.sudo().retailer_id
        if self.env.user in (retailer.user_id | retailer.route_id.user_id):
            return [self.env._("You look after this retailer: another inspector decides.")]
        if verb in ("uphold", "revoke"):
            if self.env.user in (self.create_uid | self.confirmed_by_id):
                return [self.env._("You have reported or confirmed it: somebody else decides on the appeal.")]
            # sudo: who has taken the appeal down, whoever decides
            if self.env.user in self.sudo().step_ids.filtered(lambda step: step.verb == "appeal").user_id:
                return [self.env._("You have taken down the appeal: somebody else decides on it.")]
        return []

    # -- what users do ---------------------------------------------------------------------------------------------

    def action_confirm(self):
        """Confirm reported events; their points count from now on, and the retailer's class follows at once. Inspectors.

        :raise AccessError: the user is no inspector
        :raise UserError: offence or evidence is missing, or the user looks after the retailer
        """
        self._check_decider(INSPECTOR)
        return self._transition("confirm")

    def action_dismiss(self, reason=False):
        """End reports that are no offence. Inspectors.

        :param str reason: why; without one a window asks for it
        :raise AccessError: the user is no inspector
        """
        self._check_decider(INSPECTOR)
        return self._step_or_ask("dismiss", reason)

    def action_appeal(self, reason=False):
        """Appeal against confirmed events, as the retailer has asked for; whoever sees the event may take it down.

        :param str reason: what the retailer says; without one a window asks for it
        """
        check_ids(self)
        self.check_access("read")
        return self._step_or_ask("appeal", reason)

    def action_uphold(self, reason=False):
        """Decide that events stand, against an appeal. Inspectors and managers who had no part in it.

        :param str reason: why; without one a window asks for it
        :raise AccessError: the user is neither
        :raise UserError: the user has reported or confirmed it, or looks after the retailer
        """
        self._check_decider(INSPECTOR, MANAGER)
        return self._step_or_ask("uphold", reason)

    def action_revoke(self, reason=False):
        """Decide that an appeal is right; the retailer's class is restored at once. As `action_uphold`."""
        self._check_decider(INSPECTOR, MANAGER)
        return self._step_or_ask("revoke", reason)

    def _appeal(self, reason):
        """Appeal for the retailer itself; the caller has made sure that it is the retailer's own event.

        :param str reason: what the retailer says
        :raise UserError: it is not confirmed, or without a reason
        """
        # sudo: retailers on the portal write nothing themselves
        return self.sudo()._transition("appeal", reason)

    def _step_or_ask(self, verb, reason):
        # sudo: who may do this was looked at above; appeals are taken down by those who only read
        return self.sudo()._transition_or_ask(verb, reason)

    def _check_decider(self, *groups):
        check_ids(self)
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Only tobacco inspectors decide on compliance events, on appeals managers as well."))
        self.check_access("read")

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb in ("confirm", "revoke"):
            self.retailer_id._refresh_compliance()
        return result
