from odoo import models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    """What a line does when its order is confirmed, and what is undone when that is cancelled. Run with full rights by the
    order, which has locked itself and looked at what stands against it."""

    _inherit = "sale.order.line"

    def _telecom_today(self):
        return self.company_id.sudo()._business_today()

    def _telecom_add(self, account):
        """Take down as many subscriptions as the line says."""
        order = self.order_id
        contact = order.partner_id if order.partner_id != account.partner_id else order.partner_id.browse()
        values = {
            "account_id": account.id,
            "user_partner_id": contact.id,
            "offering_id": self.telecom_offering_id.id,
            "sale_line_id": self.id,
            "opportunity_id": order.opportunity_id.id,
        }
        numbers = range(1, round(self.product_uom_qty) + 1)
        self.env["crm.telecom.subscription"]._guarded_create([values | {"sale_line_number": number} for number in numbers])

    def _telecom_modify(self, _account):
        """Plan the move to the offering, or the renewal of the one that there is."""
        subscription = self.telecom_subscription_id
        renewed = self.telecom_offering_id == subscription.offering_id
        values = {
            "subscription_id": subscription.id,
            "kind": "renewal" if renewed else "offering",
            "offering_id": False if renewed else self.telecom_offering_id.id,
            "date": self.telecom_date or self._telecom_today(),
            "commitment_months": self.telecom_commitment_months,
            "commitment_choice": "charge" if self.telecom_charge_penalty else "keep",
            "sale_line_id": self.id,
        }
        self.env["crm.telecom.move"]._guarded_create([values])._transition("plan", source="order")

    def _telecom_disconnect(self, _account):
        """Give notice, or cancel what has not been activated yet."""
        subscription = self.telecom_subscription_id
        waiting = subscription.state in ("created", "pending_active")
        verb, reason = ("cancel", "changed_mind") if waiting else ("give_notice", "ordered")
        reason = self.env.ref(f"crm_industry.telecom_reason_{reason}")
        subscription._transition(verb, reason, note=self.order_id.name, source="order")

    # -- taken back ----------------------------------------------------------------------------------------------------

    def _telecom_take_back(self):
        """Undo what a line has done, as long as that is possible.

        :raise UserError: it is too late
        """
        self.ensure_one()
        self._telecom_take_back_added()
        self._telecom_take_back_moves()
        if self.telecom_action == "disconnect":
            self._telecom_take_back_notice()
        self.write({"telecom_done": False})

    def _telecom_take_back_added(self):
        added = self.telecom_subscription_ids.filtered(lambda each: each.state not in ("cancelled", "aborted", "terminated"))
        if used := added.filtered(lambda each: each.state not in ("created", "pending_active")):
            raise UserError(
                self.env._(
                    "%(order)s can't be cancelled: %(subscription)s is in use. Terminate it instead.",
                    order=self.order_id.name,
                    subscription=used[0].display_name,
                )
            )
        if added:
            added._transition(
                "cancel", self.env.ref("crm_industry.telecom_reason_changed_mind"), note=self.order_id.name, source="order"
            )

    def _telecom_take_back_moves(self):
        if done := self.telecom_move_ids.filtered(lambda move: move.state == "done"):
            raise UserError(
                self.env._(
                    "%(order)s can't be cancelled: %(move)s is done. Order a change back instead.",
                    order=self.order_id.name,
                    move=done[0].display_name,
                )
            )
        if planned := self.telecom_move_ids.filtered(lambda move: move.state in ("draft", "planned")):
            planned._transition("cancel", note=self.order_id.name, source="order")

    def _telecom_take_back_notice(self):
        subscription = self.telecom_subscription_id
        if subscription.state not in ("active", "suspended", "pending_terminate"):
            raise UserError(
                self.env._(
                    "%(order)s can't be cancelled: %(subscription)s is over.",
                    order=self.order_id.name,
                    subscription=subscription.display_name,
                )
            )
        if subscription.state == "pending_terminate":
            subscription._transition("withdraw_notice", note=self.order_id.name, source="order")
