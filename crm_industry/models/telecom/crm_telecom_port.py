from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_grading.tools.checked_fields import CheckedDate, CheckedSelection

from .crm_telecom_account import SUBSCRIPTION_OVER

TRANSITIONS = {
    "complete": (("requested",), "done"),
    "refuse": (("requested",), "refused"),
    "cancel": (("requested",), "cancelled"),
}


class CrmTelecomPort(models.Model):
    """A number changes its operator and keeps its subscriber: it comes from another one, or leaves to another one."""

    _name = "crm.telecom.port"
    _description = "Porting of a Telephone Number"
    _inherit = ["crm.telecom.lifecycle.mixin"]
    _order = "id desc"
    _rec_name = "e164"
    _check_company_auto = True

    _initial_state = "requested"

    direction = CheckedSelection("_selection_direction", required=True, default="in")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    e164 = fields.Char(string="Number", required=True, copy=False, index=True)
    number_id = fields.Many2one(
        "crm.telecom.number", string="Number of the Pool", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    subscription_id = fields.Many2one(
        "crm.telecom.subscription",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="That gets the number, or gives it away.",
    )
    partner_id = fields.Many2one(related="subscription_id.partner_id", string="Customer")
    operator = fields.Char(string="Other Operator", required=True, help="From which the number comes, or to which it goes.")
    requested_on = CheckedDate(required=True, default=lambda self: self.env.company._business_today())
    port_date = CheckedDate(required=True, help="Agreed between the operators; not completed earlier.")
    state = fields.Selection(
        [("requested", "Applied For"), ("done", "Done"), ("refused", "Refused"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="requested",
        index=True,
    )
    note = fields.Text()

    _open_uniq = models.UniqueIndex(
        "(company_id, e164) WHERE state = 'requested'", "This number is being ported already: complete, refuse or cancel that."
    )
    _dates_order = models.Constraint("CHECK (requested_on <= port_date)", "A number is ported after it was asked for.")

    @api.model
    def _selection_direction(self):
        labels = {"in": self.env._("In"), "out": self.env._("Out")}
        return list(labels.items())

    @api.model
    def _transitions(self):
        return super()._transitions() | TRANSITIONS

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"number_id": False}

    @api.model_create_multi
    def create(self, vals_list):
        """Take requests down.

        :raise UserError: the number can't come to, or leave, the subscription
        """
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            vals["e164"] = self.env["crm.telecom.number"]._to_e164(vals.get("e164") or "", company)
        ports = super().create(vals_list)
        for port in ports:
            port._check_request()
        ports._begin()
        return ports

    def _check_direct_write(self, vals):
        result = super()._check_direct_write(vals)
        if vals.keys() & {"direction", "company_id", "e164", "subscription_id"}:
            raise UserError(self.env._("What was asked for stays: cancel it and make another request."))
        if vals.keys() & {"operator", "port_date", "requested_on"} and (over := self.filtered(lambda p: p.state != "requested")):
            raise UserError(self.env._("The porting of %(number)s is over: it stays as it is.", number=over[0].e164))
        return result

    def _check_request(self):
        subscription, number = self.subscription_id, self._pool_number()
        against = False
        if subscription.state in SUBSCRIPTION_OVER:
            against = self.env._("Subscription %(name)s is over.", name=subscription.name)
        elif self.direction == "out" and (not number or number.sudo().subscription_id != subscription):
            against = self.env._("Subscription %(name)s does not have this number.", name=subscription.name)
        elif self.direction == "in" and number and number.state != "ported_out":
            against = self.env._("It is in the pool already.")
        elif self.direction == "in" and not subscription._number_service():
            against = self.env._("Subscription %(name)s has no service for a number.", name=subscription.name)
        elif self.direction == "in" and subscription.number_id:
            against = self.env._("Subscription %(name)s has a number already.", name=subscription.name)
        if against:
            raise UserError(self.env._("%(number)s can't be ported. %(reason)s", number=self.e164, reason=against))

    def _pool_number(self):
        # sudo: the pool has it, whoever sees it
        domain = [("company_id", "=", self.company_id.id), ("e164", "=", self.e164)]
        return self.env["crm.telecom.number"].sudo().search(domain).sudo(self.env.su)

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _step_levels(self):
        subscription = self.subscription_id
        return super()._step_levels() | {"account_id": subscription.account_id.id, "subscription_id": subscription.id}

    def _transition_locks(self, verb):
        """The subscription, and the number if the pool has it."""
        locks = super()._transition_locks(verb)
        for port in self:
            locks |= port._pool_number()._transition_locks(verb) | port.subscription_id._transition_locks(verb)
        return locks

    def _transition_reasons(self, verb):
        reasons = super()._transition_reasons(verb)
        if verb == "complete" and self.port_date > self._lifecycle_today():
            reasons.append(self.env._("It is to be ported on another day: change that first."))
        return reasons

    def action_complete(self, date=False, note=False):
        """The number has been ported: it belongs to the subscription, or has left it, which is then given notice. Agents."""
        return self._step_by_user("complete", date=date, note=note)

    def action_refuse(self, date=False, note=False):
        """The other operator, or we, refuse the porting; the note says why."""
        return self._step_by_user("refuse", date=date, note=note)

    def action_cancel(self, date=False, note=False):
        """The customer does not want the porting any more."""
        return self._step_by_user("cancel", date=date, note=note)
