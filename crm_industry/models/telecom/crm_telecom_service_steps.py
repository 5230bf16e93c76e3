from odoo import api, models

TRANSITIONS = {
    "design": (("feasibility_checked",), "designed"),
    "reserve": (("designed",), "reserved"),
    "release": (("reserved",), "designed"),
    "install": (("reserved",), "inactive"),
    "activate": (("reserved", "inactive"), "active"),
    "deactivate": (("active",), "inactive"),
    "terminate": (("feasibility_checked", "designed", "reserved", "inactive", "active"), "terminated"),
}
# Calls and messages come in while nothing goes out.
KEPT_ONE_WAY = ("voice", "sms")
ENDED = ("cancel", "abort", "terminate")


class CrmTelecomService(models.Model):
    """Steps of a service: by hand, or with its subscription."""

    _inherit = "crm.telecom.service"

    _initial_state = "feasibility_checked"

    @api.model
    def _transitions(self):
        return super()._transitions() | TRANSITIONS

    def _transition_locks(self, verb):
        """Services go with their subscription, so they are locked with it."""
        locks = super()._transition_locks(verb)
        return locks | self.subscription_id._own_locks()

    def _step_levels(self):
        subscription = self.subscription_id
        return super()._step_levels() | {"account_id": subscription.account_id.id, "subscription_id": subscription.id}

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        subscription = self.subscription_id
        if verb == "activate" and not self._may_be_on():
            reasons.append(self.env._("The subscription %(subscription)s does not let it.", subscription=subscription.name))
        return reasons

    def _may_be_on(self):
        """Return whether the subscription's state lets this service be active."""
        self.ensure_one()
        subscription = self.subscription_id
        if subscription.suspension:
            return subscription.suspension == "one_way" and self._works_one_way()
        return subscription.state == "active"

    def _works_one_way(self):
        """Return whether this service stays on when nothing may go out. Extend by super."""
        self.ensure_one()
        return self.kind in KEPT_ONE_WAY

    def _transition_values(self, verb, reason, day):
        values = super()._transition_values(verb, reason, day)
        if verb == "activate":
            values |= {"held": False, "activated_on": self.activated_on or day}
        if verb == "terminate":
            values |= {"held": False, "terminated_on": day}
        return values

    # -- with the subscription -----------------------------------------------------------------------------------------

    def _follow_subscription(self, verb):
        """Bring services in step with what their subscriptions have just done."""
        if verb == "submit":
            self._step_with_subscription("design", ("feasibility_checked",))
            self._step_with_subscription("reserve", ("designed",))
        elif verb == "activate":
            self._step_with_subscription("activate", ("reserved", "inactive"))
        elif verb in ENDED:
            self._step_with_subscription("terminate", TRANSITIONS["terminate"][0])
        else:
            self._switch_with_subscription()

    def _switch_with_subscription(self):
        """Switch off what a suspension does not let be on, and on again what a suspension had switched off."""
        stopped = self.filtered(lambda service: service.state == "active" and service.subscription_id.state == "suspended")
        stopped = stopped.filtered(lambda service: not service._may_be_on())
        stopped._step_with_subscription("deactivate", ("active",))
        for service in stopped:
            service._guarded_write({"held": True})
        again = self.filtered(lambda service: service.held and service.state == "inactive" and service._may_be_on())
        again._step_with_subscription("activate", ("inactive",))

    def _step_with_subscription(self, verb, states):
        """Take a step with those services that are in these states, as of the day of their subscription's step."""
        ready = self.filtered(lambda service: service.state in states)
        for day, services in ready.grouped(lambda service: service.subscription_id.state_since).items():
            services._transition(verb, date=day, source="cascade")

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def action_design(self, date=False, note=False):
        """It is decided how feasible services are to be made. Telecom agents; the day is today by default."""
        return self._step_by_user("design", date=date, note=note)

    def action_reserve(self, date=False, note=False):
        """What designed services need is set aside for them."""
        return self._step_by_user("reserve", date=date, note=note)

    def action_release(self, date=False, note=False):
        """What was set aside is given back."""
        return self._step_by_user("release", date=date, note=note)

    def action_install(self, date=False, note=False):
        """Reserved services are there, not switched on."""
        return self._step_by_user("install", date=date, note=note)

    def action_activate(self, date=False, note=False):
        """Switch services on.

        :raise UserError: the subscription is not active, or suspended so far that they are off
        """
        return self._step_by_user("activate", date=date, note=note)

    def action_deactivate(self, date=False, note=False):
        """Switch services off until they are switched on again; a resumption of the subscription doesn't."""
        return self._step_by_user("deactivate", date=date, note=note)

    def action_terminate(self, date=False, note=False):
        """End services for good."""
        return self._step_by_user("terminate", date=date, note=note)
