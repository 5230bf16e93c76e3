from odoo import api, models
from odoo.tools import format_amount, format_date


class SaleOrderLine(models.Model):
    """What customers read on the quotation: the monthly fee and the commitment, which the price of the line does not tell."""

    _inherit = "sale.order.line"

    @api.depends("telecom_offering_id", "telecom_action", "telecom_subscription_id", "telecom_commitment_months", "telecom_date")
    def _compute_name(self):
        return super()._compute_name()

    def _get_sale_order_line_multiline_description_sale(self):
        description = super()._get_sale_order_line_multiline_description_sale()
        # sudo: fields that the portal does not see
        terms = self.sudo()._telecom_terms()
        return "\n".join([description, *terms])

    def _telecom_terms(self):
        """Return what the line means for the customer, a text each. Extend by super."""
        self.ensure_one()
        offering, subscription = self.telecom_offering_id, self.telecom_subscription_id
        if not self.telecom_action or not offering:
            return []
        if self.telecom_action == "disconnect":
            return [self.env._("Disconnection of %(subscription)s", subscription=subscription.name)] if subscription else []
        terms = [self.env._("%(fee)s a month", fee=format_amount(self.env, offering.monthly_fee, offering.currency_id))]
        if months := self.telecom_commitment_months or offering.commitment_months:
            terms.append(self.env._("Commitment of %(months)s months", months=months))
        if self.telecom_action == "modify" and subscription:
            terms.insert(0, self._telecom_change_text(subscription, offering))
        return terms

    def _telecom_change_text(self, subscription, offering):
        renewed = subscription.offering_id == offering
        text = (
            self.env._("Renewal of %(subscription)s", subscription=subscription.name)
            if renewed
            else self.env._("Change of %(subscription)s", subscription=subscription.name)
        )
        if not self.telecom_date:
            return text
        return self.env._("%(change)s as of %(day)s", change=text, day=format_date(self.env, self.telecom_date))
