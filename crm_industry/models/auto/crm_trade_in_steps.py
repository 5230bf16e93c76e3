from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_amount, format_date

from .crm_vehicle import MANAGER


class CrmTradeIn(models.Model):
    """The steps of a trade-in: appraised, approved where it is dear, offered, accepted, received; refused at any time before."""

    _inherit = "crm.trade.in"

    @api.model
    def _transitions(self):
        return super()._transitions() | {
            "appraise": (("draft",), "appraised"),
            "reopen": (("appraised", "offered"), "draft"),
            "approve": (("appraised",), "appraised"),
            "offer": (("appraised",), "offered"),
            "accept": (("offered",), "accepted"),
            "receive": (("accepted",), "received"),
            "refuse": (("draft", "appraised", "offered", "accepted"), "refused"),
        }

    @api.model
    def _transition_labels(self):
        return super()._transition_labels() | {
            "appraise": self.env._("Appraise"),
            "reopen": self.env._("Appraise Again"),
            "approve": self.env._("Approve"),
            "offer": self.env._("Offer"),
            "accept": self.env._("Customer Accepts"),
            "receive": self.env._("Receive"),
            "refuse": self.env._("Refuse"),
        }

    def _transition_reasons(self, verb):
        check = getattr(self, f"_trade_in_{verb}_reasons", None)
        return super()._transition_reasons(verb) + (check() if check else [])

    def _transition_locks(self):
        """Whose the vehicle is stays so while a step is decided."""
        return super()._transition_locks() | self.vehicle_id._owner_locks()

    # -- what stands against a step ------------------------------------------------------------------------------------

    def _trade_in_appraise_reasons(self):
        """Return what is missing of the appraisal, a sentence each."""
        reasons = []
        if self.currency_id.compare_amounts(self.appraised_value, 0) <= 0:
            reasons.append(self.env._("Give the appraised value."))
        if not self.valid_until or self.valid_until < self._transition_today():
            reasons.append(self.env._("Say until when the value is valid, from today on."))
        return reasons + self._trade_in_km_reasons(self.km)

    def _trade_in_km_reasons(self, km):
        """Return what is wrong with a reading of the odometer."""
        if not km:
            return [self.env._("Read the odometer.")]
        last = self.vehicle_id.odometer_km
        if km < last and not self.rollback_noted:
            text = self.env._(
                "The odometer showed %(last)s km before: read it again, or note that it was turned back.", last=last
            )
            return [text]
        return []

    def _trade_in_approve_reasons(self):
        """Return what stands against the approval: four eyes see a dear vehicle."""
        if not self.needs_approval:
            return [self.env._("No approval is needed.")]
        if self.appraiser_id == self.env.user:
            return [self.env._("Somebody else than the appraiser approves it.")]
        return []

    def _trade_in_offer_reasons(self):
        return self._trade_in_validity_reasons() + self._trade_in_limit_reasons(self._trade_in_offered())

    def _trade_in_accept_reasons(self):
        """Return what stands against the acceptance, a sentence each. Extend by super."""
        reasons = self._trade_in_validity_reasons() + self._trade_in_limit_reasons(self._trade_in_agreed())
        return reasons + self._trade_in_order_reasons() + self._trade_in_owner_reasons()

    def _trade_in_receive_reasons(self):
        """Return what stands against the receipt, a sentence each. Extend by super."""
        reasons = self._trade_in_order_reasons() + self._trade_in_owner_reasons()
        if self.received_km and self.received_km < self.km:
            reasons.append(self.env._("The odometer showed %(km)s km at the appraisal: read it again.", km=self.km))
        return reasons + self._trade_in_km_reasons(self.received_km or self.km)

    def _trade_in_validity_reasons(self):
        if self.valid_until and self.valid_until >= self._transition_today():
            return []
        day = format_date(self.env, self.valid_until)
        return [self.env._("The appraisal was valid until %(day)s: appraise the vehicle again.", day=day)]

    def _trade_in_order_reasons(self):
        # sudo: the order, whoever takes the step
        order = self.sudo().order_id
        if not order:
            return [self.env._("Name the order of the new vehicle.")]
        if order.state == "cancel":
            return [self.env._("%(order)s is cancelled: refuse the trade-in.", order=order.name)]
        return []

    def _trade_in_owner_reasons(self):
        """Return whose the vehicle is, when it is not the customer's; of an unknown one nobody knows."""
        # sudo: owners are known to each station
        owner = self.sudo().vehicle_id.with_company(self.company_id).owner_id
        if not owner or owner.commercial_partner_id == self.sudo().partner_id.commercial_partner_id:
            return []
        return [self.env._("The vehicle belongs to %(owner)s.", owner=owner.display_name)]

    # -- what the steps write ------------------------------------------------------------------------------------------

    def _trade_in_offered(self):
        return self.offered_value or self.appraised_value

    def _trade_in_agreed(self):
        return self.agreed_value or self._trade_in_offered()

    def _transition_values(self, verb):
        values, today = super()._transition_values(verb), self._transition_today()
        written = {
            "appraise": {"appraiser_id": self.env.uid, "appraised_on": today},
            "reopen": dict.fromkeys(
                (
                    "appraiser_id",
                    "appraised_on",
                    "approved_by_id",
                    "approved_on",
                    "approved_value",
                    "offered_value",
                    "agreed_value",
                ),
                False,
            ),
            "approve": {"approved_by_id": self.env.uid, "approved_on": today, "approved_value": self._trade_in_highest()},
            "offer": {"offered_value": self._trade_in_offered()},
            "accept": {"agreed_value": self._trade_in_agreed(), "accepted_on": today},
            "receive": {"received_km": self.received_km or self.km, "received_on": today},
        }
        return values | written.get(verb, {})

    # -- the limit -----------------------------------------------------------------------------------------------------

    @api.depends("appraised_value", "offered_value", "agreed_value", "approved_value", "company_id.auto_trade_in_limit")
    def _compute_needs_approval(self):
        for trade_in in self:
            # A new one has no company until its station is chosen.
            value = trade_in._trade_in_highest() if trade_in.company_id else 0
            trade_in.needs_approval = bool(value and trade_in._trade_in_limit_reasons(value))

    def _trade_in_highest(self):
        return max(self.appraised_value or 0, self.offered_value or 0, self.agreed_value or 0)

    def _trade_in_limit_reasons(self, value):
        """Return why a value needs the approval of a manager of the trade; a limit of 0 is none."""
        # sudo: a setting
        limit = self.company_id.sudo().auto_trade_in_limit
        free = max(limit, self.approved_value) if limit else value
        if self.currency_id.compare_amounts(value or 0, free or 0) <= 0:
            return []
        amounts = {
            "value": format_amount(self.env, value, self.currency_id),
            "free": format_amount(self.env, free, self.currency_id),
        }
        return [self.env._("%(value)s is more than %(free)s: a manager of the trade approves it first.", **amounts)]

    # -- what users do -------------------------------------------------------------------------------------------------

    def action_appraise(self):
        """The user has appraised the vehicle: value, kilometres and last day are there. See `_step_by_user`."""
        return self._step_by_user("appraise")

    def action_reopen(self):
        """Appraise it again: offer and approval are gone. See `_step_by_user`."""
        return self._step_by_user("reopen")

    def action_approve(self):
        """Approve the value, for managers of the trade who did not appraise it. See `_step_by_user`.

        :raise AccessError: the user is no manager of the trade
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers of the trade approve trade-ins."))
        return self._step_by_user("approve")

    def action_offer(self):
        """The value has been offered to the customer. See `_step_by_user`."""
        return self._step_by_user("offer")

    def action_accept(self):
        """The customer has accepted; the order shows the value. See `_step_by_user`."""
        return self._step_by_user("accept")

    def action_receive(self):
        """The vehicle is here: it is ours, its odometer is noted, and a draft vendor bill made. See `_step_by_user`."""
        return self._step_by_user("receive")

    def action_refuse(self, reason=False):
        """The trade-in comes to nothing. See `_step_by_user`.

        :param str reason: kept with the step; without one, it is asked for
        :return: True, or the window that asks
        """
        return self._step_or_ask_by_user("refuse", reason)
