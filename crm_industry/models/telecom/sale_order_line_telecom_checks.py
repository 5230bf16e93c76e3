from odoo import models

# Subscriptions of one line: more than that are orders of their own.
MOST = 1000


class SaleOrderLine(models.Model):
    """What stands against carrying a line out, as one sentence; read with full rights by the order."""

    _inherit = "sale.order.line"

    def _telecom_modes(self):
        """Return how the account pays that the added subscriptions need; nothing where any account will do."""
        added = self.filtered(lambda line: line.telecom_action == "add")
        return set(filter(None, added.telecom_offering_id.mapped("payment_mode")))

    def _telecom_line_error(self):
        """Return what stands against this line, or False. Extend by super."""
        self.ensure_one()
        offering = self.telecom_offering_id
        if offering.product_tmpl_id != self.product_id.product_tmpl_id:
            return self.env._("choose an offering that the product sells.")
        if offering.currency_id != self.order_id.currency_id:
            return self.env._(
                "“%(offering)s” is sold in %(currency)s: choose a pricelist in that currency.",
                offering=offering.name,
                currency=offering.currency_id.name,
            )
        if self.telecom_date and self.telecom_date < self._telecom_today():
            return self.env._("the day of the change is past: choose today or a later one.")
        return self._telecom_add_error() if self.telecom_action == "add" else self._telecom_subject_error()

    def _telecom_add_error(self):
        quantity = self.product_uom_qty
        if quantity != round(quantity) or not 1 <= quantity <= MOST:
            return self.env._("the quantity is the number of subscriptions, 1 to %(most)s.", most=MOST)
        return False

    def _telecom_subject_error(self):
        """What stands against the subscription that is changed or disconnected."""
        subscription, customer = self.telecom_subscription_id, self.order_id.partner_id.commercial_partner_id
        if not subscription:
            return self.env._("choose the subscription.")
        if customer not in subscription.partner_id | subscription.account_id.partner_id:
            return self.env._("%(subscription)s is not of %(customer)s.", subscription=subscription.name, customer=customer.name)
        if subscription.company_id != self.order_id.company_id:
            return self.env._("%(subscription)s is of another company.", subscription=subscription.name)
        if self.product_uom_qty != 1:
            return self.env._("a change is of one subscription: the quantity is 1.")
        return self._telecom_disconnect_error() if self.telecom_action == "disconnect" else False

    def _telecom_disconnect_error(self):
        subscription = self.telecom_subscription_id
        if self.telecom_date and self.telecom_date > self._telecom_today():
            return self.env._("a disconnection begins with the confirmation: leave its day empty.")
        if subscription.state not in ("created", "pending_active", "active", "suspended"):
            return self.env._("%(subscription)s is over, or ends already.", subscription=subscription.name)
        return False
