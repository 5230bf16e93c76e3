from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """A confirmed order that is cancelled makes room for held documents."""
        leaving = self.filtered(lambda order: order.state == "sale") if vals.get("state", "sale") != "sale" else self.browse()
        debtors = [order._credit_debtor() for order in leaving]
        result = super().write(vals)
        self._credit_make_room(debtors)
        return result

    @api.model
    def _credit_held_domain(self):
        return [*super()._credit_held_domain(), ("state", "in", ("draft", "sent"))]

    def _credit_resume(self):
        """Confirm the order, as its salesperson wanted to, unless the company leaves that to people."""
        if not self._credit_company().credit_auto_confirm:
            return False
        self.action_confirm()
        if self.state != "sale":
            # Another addon asks something first, or the check saw other figures than before.
            return self.credit_state == "held"
        self._credit_note_lift(self.env._("The credit hold has lifted and the order has been confirmed."))
        return True

    def _credit_lift_text(self):
        return self.env._("The credit hold has lifted: the order can be confirmed.")
