from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import as_text, check_one

from ...tools.proration import exact, price
from .crm_telecom_lifecycle_mixin import MANAGER

PENALTY = {"penalty_amount": 0, "penalty_waived_by_id": False, "penalty_waiver": False}


class CrmTelecomSubscription(models.Model):
    """What it costs to leave before the commitment ends: by the rule of the offering, shown before, fixed by the notice."""

    _inherit = "crm.telecom.subscription"

    penalty_today = fields.Monetary(
        string="Penalty if Left Today", compute="_compute_penalty_today", help="By the rule of the offering, before tax."
    )
    penalty_amount = fields.Monetary(
        string="Penalty",
        readonly=True,
        copy=False,
        help="As of the day of the notice; charged when the subscription is terminated.",
    )
    penalty_waived_by_id = fields.Many2one(
        "res.users", string="Penalty Waived by", readonly=True, copy=False, ondelete="restrict"
    )
    penalty_waiver = fields.Char(string="Why the Penalty Is Waived", readonly=True, copy=False)
    charge_ids = fields.One2many("crm.telecom.charge", "subscription_id", string="Charges", readonly=True)

    @api.depends("state", "offering_id", "monthly_fee", "commitment_to", "account_id.bill_day")
    def _compute_penalty_today(self):
        for subscription in self:
            bound = subscription.state in ("active", "suspended")
            subscription.penalty_today = subscription._penalty(subscription._lifecycle_today()) if bound else 0

    def _penalty(self, day):
        """Return what it costs to leave as of a day, before tax, rounded by the account's currency; 0 after the commitment.

        A percentage is of the monthly fees from that day to the end of the commitment, day by day as bill cycles have days.
        """
        self.ensure_one()
        # sudo: salespeople of other companies need not see the offering
        offering = self.offering_id.sudo()
        if not self.commitment_to or day > self.commitment_to or offering.penalty_kind == "none":
            return 0.0
        if offering.penalty_kind == "fixed":
            return self.currency_id.round(offering.penalty_amount)
        remaining = price(self.monthly_fee, self.account_id.bill_day, day, self.commitment_to + timedelta(days=1))
        return self.currency_id.round(float(remaining * exact(offering.penalty_percent) / 100))

    # -- with the steps ------------------------------------------------------------------------------------------------

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | PENALTY

    def _transition_values(self, verb, reason, day):
        values = super()._transition_values(verb, reason, day)
        if verb == "give_notice":
            values |= PENALTY | {"penalty_amount": self._penalty(day)}
        elif verb == "withdraw_notice":
            values |= PENALTY
        return values

    def _transitioned(self, verb):
        result = super()._transitioned(verb)
        if verb == "terminate":
            due = self.filtered(lambda subscription: not subscription.penalty_waived_by_id)
            charges = [
                subscription._prepare_penalty(subscription.penalty_amount, subscription.terminated_on) for subscription in due
            ]
            self.env["crm.telecom.charge"]._keep_charges(charges)
        return result

    def _prepare_penalty(self, amount, day):
        """Return the values of the charge of a penalty."""
        self.ensure_one()
        return {
            "account_id": self.account_id.id,
            "subscription_id": self.id,
            "date": day,
            "kind": "penalty",
            "amount": amount,
            "name": self.env._(
                "%(subscription)s: penalty for leaving before %(day)s",
                subscription=self.name,
                day=self.commitment_to,
            ),
        }

    # -- mercy ---------------------------------------------------------------------------------------------------------

    def action_waive_penalty(self, reason=False):
        """Waive the penalty of a subscription that is being terminated. Telecom managers.

        :param str reason: why, kept and logged; without one a window asks for it
        :raise AccessError: the user is no telecom manager
        :raise UserError: there is no penalty to waive
        """
        check_one(self)
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only telecom managers waive penalties."))
        self.check_access("write")
        if not (reason := as_text(self.env, reason).strip()):
            return self._ask_waiver()
        self.env["crm.capacity.lock"]._lock_capacity(self._transition_locks("terminate"))
        if self.state != "pending_terminate" or not self.penalty_amount or self.penalty_waived_by_id:
            raise UserError(self.env._("%(subscription)s has no penalty to waive.", subscription=self.display_name))
        self._guarded_write({"penalty_waived_by_id": self.env.uid, "penalty_waiver": reason})
        step = self._step_values("waive_penalty", self._lifecycle_today()) | {"state_to": self.state, "note": reason}
        self.env["crm.telecom.event"]._log_steps([step])
        return True

    def _ask_waiver(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive the Penalty"),
            "res_model": "crm.telecom.statement",
            "view_mode": "form",
            "target": "new",
            "context": {"default_subscription_id": self.id},
        }
