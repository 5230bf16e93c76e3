from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import as_id, as_text, check_one

from .crm_telecom_account import SUBSCRIPTION_OVER


class CrmTelecomService(models.Model):
    """The telephone number of a service."""

    _inherit = "crm.telecom.service"

    number_id = fields.Many2one(
        "crm.telecom.number", string="Telephone Number", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    assignment_ids = fields.One2many("crm.telecom.number.assignment", "service_id", string="Numbers It Had", readonly=True)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"number_id": False}

    def action_assign_number(self, number_id, note=False):
        """Give the service a free number, or one that is reserved for its customer; an earlier number is given up. Agents.

        :param int number_id: of crm.telecom.number
        :raise AccessError: the user is no telecom agent
        :raise UserError: the number is not to be had, who has it is said
        """
        check_one(self)
        self._check_telecom_agent()
        number = self.env["crm.telecom.number"].browse(as_id(self.env, number_id)).exists()
        if not number:
            raise UserError(self.env._("There is no such number: choose another one."))
        number.check_access("read")
        return self._take_number(number, note=as_text(self.env, note).strip())

    def _take_number(self, number, day=None, note=None, source="user"):
        """Give this service a number instead of the one that it has; the caller has made sure that the user may."""
        self.ensure_one()
        old = self.number_id
        keys = (number | old)._transition_locks("assign") | self._transition_locks("assign")
        self.env["crm.capacity.lock"]._lock_capacity(keys)
        if old == number:
            return True
        if number.state not in ("free", "reserved"):
            raise UserError(number._wrong_state("assign"))
        if old:
            self._guarded_write({"number_id": False})
            old.sudo()._transition("unassign" if self.subscription_id._number_unused() else "quarantine", note=note)
        return number._assign(self, day, note, source)

    def _transition_reasons(self, verb):
        """The number goes with the subscription, not with one of its services."""
        reasons = super()._transition_reasons(verb)
        # sudo: the state of the subscription that is in the way
        subscription = self.sudo().subscription_id
        if verb == "terminate" and self.number_id and subscription.state not in SUBSCRIPTION_OVER:
            number = self.number_id.sudo().e164
            reasons.append(self.env._("It has the telephone number %(number)s: terminate the subscription.", number=number))
        return reasons

    def _transitioned(self, verb):
        """A service that is over gives its number up, with its subscription or alone."""
        result = super()._transitioned(verb)
        if verb == "terminate":
            for service in self.sudo().filtered("number_id"):
                unused = service.subscription_id._number_unused()
                service.number_id._leave_with("unassign" if unused else "quarantine", service.last_event_id)
        return result

    def action_choose_number(self):
        """Open the window to choose a number for the service; for telecom agents.

        :raise AccessError: the user is no telecom agent
        :raise UserError: its subscription is over
        """
        check_one(self)
        self._check_telecom_agent()
        if self.state == "terminated" or self.subscription_id.state in SUBSCRIPTION_OVER:
            raise UserError(self.env._("%(service)s is over.", service=self.display_name))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose a Number"),
            "res_model": "crm.telecom.number.choice",
            "view_mode": "form",
            "target": "new",
            "context": {"default_service_id": self.id},
        }
