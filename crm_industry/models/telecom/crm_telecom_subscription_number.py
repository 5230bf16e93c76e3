from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.arguments import check_one

from .crm_telecom_number import NUMBERED

UNUSED = ("created", "cancelled", "aborted")
# A telephone number belongs to one of these first.
SERVICE_ORDER = ("voice", "sms", "data")


class CrmTelecomSubscription(models.Model):
    """The telephone number of a subscription: mobile and fixed lines are not activated without one."""

    _inherit = "crm.telecom.subscription"
    _rec_names_search = ["name", "external_id", "partner_id.name", "number_id.e164"]

    number_id = fields.Many2one(
        "crm.telecom.number",
        string="Telephone Number",
        compute="_compute_number_id",
        store=True,
        index="btree_not_null",
        help="Of its first service that has one.",
    )
    number_needed = fields.Boolean(compute="_compute_number_needed")
    number_assignment_ids = fields.One2many(
        "crm.telecom.number.assignment", "subscription_id", string="Numbers It Had", readonly=True
    )
    port_ids = fields.One2many("crm.telecom.port", "subscription_id", string="Portings", readonly=True)

    @api.depends("service_ids.number_id", "service_ids.sequence")
    def _compute_number_id(self):
        for subscription in self:
            subscription.number_id = subscription.service_ids.sorted(lambda each: (each.sequence, each.id)).number_id[:1]

    @api.depends("access_type")
    def _compute_number_needed(self):
        for subscription in self:
            subscription.number_needed = subscription.access_type in NUMBERED

    def _number_service(self):
        """Return the service that has the number, or is to have it; none if there is no service for one."""
        self.ensure_one()
        alive = self.service_ids.filtered(lambda service: service.state != "terminated")
        if with_number := alive.filtered("number_id"):
            return with_number[0]
        fitting = alive.filtered(lambda service: service.kind in SERVICE_ORDER)
        return fitting.sorted(lambda service: (SERVICE_ORDER.index(service.kind), service.sequence, service.id))[:1]

    def _number_unused(self):
        """Return whether nobody can have been reached by its number, as it was never active. Extend by super."""
        self.ensure_one()
        return self.state in UNUSED

    def action_choose_number(self):
        """Open the window to choose the number of the subscription; for telecom agents.

        :raise AccessError: the user is no telecom agent
        :raise UserError: it is over, or has no service for a number
        """
        check_one(self)
        self._check_telecom_agent()
        service = self._number_service()
        if not self.number_needed or not service:
            raise UserError(
                self.env._(
                    "%(subscription)s has no service for a telephone number: add voice, SMS or data.", subscription=self.name
                )
            )
        return service.action_choose_number()

    # -- no activation without one -------------------------------------------------------------------------------------

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        if verb == "submit" and self.number_needed and not self.number_id and not self._is_porting_in():
            reasons.append(self.env._("It has no telephone number: choose one."))
        if verb == "withdraw_notice" and self.number_needed and not self.number_id:
            reasons.append(self.env._("It has no telephone number any more: choose one."))
        if verb == "activate" and self.number_needed:
            reasons += self._number_activation_reasons()
        return reasons

    def _is_porting_in(self):
        return bool(self.sudo().port_ids.filtered(lambda port: port.state == "requested" and port.direction == "in"))

    def _number_activation_reasons(self):
        if not self.number_id:
            if self._is_porting_in():
                return [self.env._("Its telephone number has not been ported yet.")]
            return [self.env._("It has no telephone number: choose one.")]
        # sudo: the deposit stands against it, whoever asks
        rows = self.sudo().number_assignment_ids.filtered(
            lambda row: row.deposit and not row.date_to and not row.deposit_received_on
        )
        return [
            self.env._(
                "The deposit of %(amount)s for the number %(number)s has not been received.",
                amount=row.currency_id.format(row.deposit),
                number=row.number_id.e164,
            )
            for row in rows
        ]

    def _transitioned(self, verb):
        """What was asked of another operator for a subscription that has ended is not wanted any more."""
        result = super()._transitioned(verb)
        if verb in ("cancel", "abort", "terminate"):
            # sudo: whoever may end the subscription
            open_ports = self.sudo().port_ids.filtered(lambda port: port.state == "requested")
            open_ports._transition("cancel", source="cascade")
        return result

    # -- the commitment that a beautiful number asks for ---------------------------------------------------------------

    def _commitment_values(self, day):
        """The number may ask for a longer commitment than the offering."""
        values = super()._commitment_values(day)
        return values | self._number_commitment(self.number_id, day, values.get("commitment_to") or self.commitment_to)

    def _number_commitment(self, number, day, committed_to):
        """Return the values of the commitment that a number asks for from a day on, none if it is long enough."""
        months = number.sudo().grade_id.commitment_months
        until = months and day + relativedelta(months=months, days=-1)
        if not until or (committed_to and committed_to >= until):
            return {}
        return {"commitment_from": self.commitment_from if committed_to and self.commitment_from else day, "commitment_to": until}

    def _commit_for_number(self, number, day):
        """A subscription that is active already is committed with its new number."""
        for subscription in self.filtered(lambda each: each.state in ("active", "suspended")):
            if values := subscription._number_commitment(number, day, subscription.commitment_to):
                subscription._guarded_write(values)
