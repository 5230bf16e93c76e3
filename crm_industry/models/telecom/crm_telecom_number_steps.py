from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from .crm_telecom_account import SUBSCRIPTION_OVER
from .crm_telecom_lifecycle_mixin import MANAGER

TRANSITIONS = {
    "reserve": (("free",), "reserved"),
    "release": (("reserved",), "free"),
    "assign": (("free", "reserved"), "assigned"),
    "unassign": (("assigned",), "free"),
    "quarantine": (("assigned",), "quarantined"),
    "end_quarantine": (("quarantined",), "free"),
    "block": (("free", "reserved", "quarantined"), "blocked"),
    "unblock": (("blocked",), "free"),
    "port_in": (("ported_out",), "assigned"),
    "port_out": (("assigned",), "ported_out"),
    "come_home": (("ported_out",), "quarantined"),
}
ARRIVING = ("assign", "port_in")
LEAVING = ("unassign", "quarantine", "port_out")
NOT_RESERVED = {"reserved_partner_id": False, "reserved_lead_id": False, "reserved_by_id": False, "reserved_until": False}
MANAGERS_VERBS = ("block", "unblock", "come_home")
# So long after a step somebody else may have it on the screen as it was before.
JUST_NOW = timedelta(minutes=10)


class CrmTelecomNumber(models.Model):
    """Steps of a number. What it is reserved for or assigned to is written before the step, which checks it."""

    _inherit = "crm.telecom.number"

    _initial_state = "free"
    _reason_kinds = {"block": "block"}
    _reason_needed = frozenset(("block",))

    @api.model
    def _transitions(self):
        return super()._transitions() | TRANSITIONS

    def _step_levels(self):
        # sudo: the event belongs to the subscription, whoever reads it
        subscription = self.sudo().subscription_id
        return super()._step_levels() | {"account_id": subscription.account_id.id, "subscription_id": subscription.id}

    # -- what stands against it ----------------------------------------------------------------------------------------

    def _wrong_state(self, verb):
        """Say who has the number, who was quicker perhaps."""
        if self.state == "assigned" and verb in ("assign", "reserve"):
            return self._went_to()
        if self.state == "reserved" and verb == "reserve":
            return self.env._("%(number)s is taken. %(whom)s", number=self.e164, whom=self._reserved_for())
        if not self.last_event_id:
            labels = dict(self._fields["state"]._description_selection(self.env))
            return self.env._(
                "%(number)s: “%(step)s” is not possible in the state %(state)s.",
                number=self.e164,
                step=self._verb_label(verb),
                state=labels[self.state],
            )
        return super()._wrong_state(verb)

    def _went_to(self):
        # sudo: the names alone, for whoever wanted the number
        number = self.sudo()
        names = {
            "number": number.e164,
            "subscription": number.subscription_id.name,
            "owner": number.subscription_id.partner_id.name,
        }
        if number.last_event_id.create_date and number.env.cr.now() - number.last_event_id.create_date < JUST_NOW:
            return self.env._(
                "Number %(number)s went to subscription %(subscription)s of %(owner)s a moment ago: choose another one.", **names
            )
        return self.env._("Number %(number)s belongs to subscription %(subscription)s of %(owner)s: choose another one.", **names)

    def _reserved_for(self):
        # sudo: the name alone, for whoever wanted the number
        number = self.sudo()
        return self.env._(
            "It is reserved for %(whom)s until %(time)s.",
            whom=number.reserved_partner_id.name or number.reserved_lead_id.name or "",
            time=format_datetime(self.env, number.reserved_until),
        )

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        checks = {
            "reserve": self._reserve_reasons,
            "release": self._release_reasons,
            "assign": self._assign_reasons,
            "unassign": self._unassign_reasons,
            "quarantine": self._quarantine_reasons,
            "end_quarantine": self._end_quarantine_reasons,
            "port_in": self._port_in_reasons,
            "port_out": self._port_out_reasons,
            "come_home": self._come_home_reasons,
        }
        if verb in MANAGERS_VERBS and not self._manager_or_code():
            reasons.append(self.env._("Only telecom managers do it."))
        return [*reasons, *checks[verb]()] if verb in checks else reasons

    def _manager_or_code(self):
        return self.env.su or self.env.user.has_group(MANAGER)

    def _reserve_reasons(self):
        if not (self.reserved_partner_id or self.reserved_lead_id) or not self.reserved_until:
            return [self.env._("Say for which customer or lead, and until when.")]
        return self._grade_rights_reasons()

    def _release_reasons(self):
        expired = self.reserved_until and self.reserved_until <= fields.Datetime.now()
        if expired or self.reserved_by_id == self.env.user or self._manager_or_code():
            return []
        return [
            self.env._("It was reserved by %(user)s: only they and telecom managers release it.", user=self.reserved_by_id.name)
        ]

    def _assign_reasons(self):
        service, subscription = self.service_id, self.subscription_id
        if not service:
            return [self.env._("Choose it on a subscription.")]
        reasons = self._grade_rights_reasons()
        if self._is_kept_for_another():
            reasons.append(self._reserved_for())
        return [*reasons, *self._fit_reasons(service, subscription), *self._grade_reasons(subscription)]

    def _fit_reasons(self, service, subscription):
        """Return why a service can't have this number, whatever grade that has."""
        reasons = []
        if service.state == "terminated" or subscription.state in SUBSCRIPTION_OVER:
            reasons.append(self.env._("%(service)s is over.", service=service.display_name))
        if subscription.access_type != self.access_type:
            label = dict(self._selection_access_type())[self.access_type]
            reasons.append(self.env._("It is a number for another access: %(access)s.", access=label))
        if service.number_id:
            number = service.number_id.e164
            reasons.append(self.env._("%(service)s has the number %(number)s.", service=service.display_name, number=number))
        if service.company_id != self.company_id:
            reasons.append(self.env._("It belongs to another company."))
        return reasons

    def _is_kept_for_another(self):
        """Return whether the number is still reserved for another customer than the one of its service."""
        if self.state != "reserved" or self.reserved_until <= fields.Datetime.now():
            return False
        # sudo: leads of colleagues
        wanted = self.sudo().reserved_partner_id | self.sudo().reserved_lead_id.partner_id
        subscription = self.sudo().subscription_id
        owners = subscription.partner_id | subscription.account_id.partner_id | subscription.user_partner_id
        return not wanted.commercial_partner_id & owners.commercial_partner_id

    def _grade_rights_reasons(self):
        if self.grade_id.manager_only and not self._manager_or_code():
            return [self.env._("Only telecom managers give numbers of the grade “%(grade)s”.", grade=self.grade_id.name)]
        return []

    def _grade_reasons(self, subscription):
        """Return why a subscription is not worth a number of this grade."""
        grade = self.grade_id
        if not grade.minimum_fee or grade.currency_id.compare_amounts(subscription.monthly_fee, grade.minimum_fee) >= 0:
            return []
        return [
            self.env._(
                "Numbers of the grade “%(grade)s” need a monthly fee of %(fee)s or more.",
                grade=grade.name,
                fee=grade.currency_id.format(grade.minimum_fee),
            )
        ]

    def _unassign_reasons(self):
        """Nobody has been called under it yet, or ever will be."""
        subscription = self.sudo().subscription_id
        if subscription.state in ("created", "cancelled", "aborted") or self.sudo().service_id.number_id != self:
            return []
        return [self.env._("Subscription %(name)s has it: change the number there.", name=subscription.name)]

    def _quarantine_reasons(self):
        service = self.sudo().service_id
        if service.state == "terminated" or service.number_id != self:
            return []
        return [self.env._("Subscription %(name)s has it: terminate that.", name=service.subscription_id.name)]

    def _end_quarantine_reasons(self):
        if not self.quarantine_until or self.quarantine_until <= self._lifecycle_today() or self._manager_or_code():
            return []
        until = format_date(self.env, self.quarantine_until)
        return [self.env._("It rests until %(day)s: only telecom managers end that.", day=until)]

    def _port_in_reasons(self):
        service = self.service_id
        if not service or not self._is_moved_by_port("in"):
            return [self.env._("There is no porting of it.")]
        return self._fit_reasons(service, service.subscription_id)

    def _port_out_reasons(self):
        return [] if self._is_moved_by_port("out") else [self.env._("There is no porting of it.")]

    def _is_moved_by_port(self, direction):
        """Return whether a porting has been completed that has not yet moved its number."""
        port = self.port_id
        return port.direction == direction and port.state == "done" and not port.number_id

    def _come_home_reasons(self):
        if self.ported_in:
            return [self.env._("It belongs to %(operator)s: it comes by porting alone.", operator=self.operator or "")]
        return []

    # -- what it does --------------------------------------------------------------------------------------------------

    def _transition_target(self, verb, reason):
        """Who gives a number of another operator up gives it back; what was resting when it was blocked rests on."""
        target = super()._transition_target(verb, reason)
        if verb == "unblock" and self.quarantine_until and self.quarantine_until > self._lifecycle_today():
            return "quarantined"
        if verb == "come_home" and not self.company_id.telecom_quarantine_days:
            return "free"
        return "ported_out" if target == "free" and self.ported_in else target

    def _transition_values(self, verb, reason, day):
        values = super()._transition_values(verb, reason, day)
        if verb in ("release", "assign", "block"):
            values |= NOT_RESERVED
        if verb in ("block", "unblock"):
            values["reason_id"] = reason.id if verb == "block" else False
        if verb in LEAVING:
            values["service_id"] = False
        if verb in ("quarantine", "come_home"):
            values["quarantine_until"] = day + timedelta(days=self.company_id.telecom_quarantine_days)
        if verb in ("end_quarantine", "assign", "port_in"):
            values["quarantine_until"] = False
        if verb == "port_out" and not self.ported_in:
            values["operator"] = self.port_id.operator
        if verb == "come_home":
            values |= {"operator": False, "port_id": False}
        return values

    def _transition_cascade(self, verb):
        """Keep the history of who had the number, and the number of the service."""
        result = super()._transition_cascade(verb)
        # sudo: written by steps alone
        assignments = self.env["crm.telecom.number.assignment"].sudo()
        if verb in ARRIVING:
            assignments._begin_assignments(self)
        elif verb in LEAVING:
            assignments._end_assignments(self)
        return result

    # -- with its service ----------------------------------------------------------------------------------------------

    def _assign(self, service, day=None, note=None, source="user"):
        """Give this number to a service; the caller has made sure that the user may.

        :param service: crm.telecom.service, without a number
        :param date day: as of when, by default today
        :raise UserError: somebody else has it or was quicker, or something stands against it
        """
        self.ensure_one()
        self.env["crm.capacity.lock"]._lock_capacity(self._transition_locks("assign") | service._transition_locks("assign"))
        if self.state not in self._transitions()["assign"][0]:
            raise UserError(self._wrong_state("assign"))
        self._guarded_write({"service_id": service.id})
        return self._transition("assign", date=day, note=note, source=source)

    def _leave_with(self, verb, event):
        """Take the step with which these numbers leave a subscription, as of the day of its last step."""
        for number in self.sudo():
            day = max(filter(None, (event.effective_date, number.state_since)))
            number._transition(verb, date=day, source="cascade")
