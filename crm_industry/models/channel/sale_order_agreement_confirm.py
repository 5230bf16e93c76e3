from odoo import models


class SaleOrder(models.Model):
    """Orders are checked against the agreements of their dealers when they are confirmed."""

    _inherit = "sale.order"

    def action_confirm(self):
        """Confirm the orders inside the agreements of their dealers; where the company blocks, the others stay quotations.

        :return: what the confirmation returns; a notification when that is True and an order was warned about or blocked
        """
        outside = self.filtered(lambda order: order.state in ("draft", "sent"))._channel_decide()
        blocked = self.browse(order.id for order, state in outside.items() if state == "blocked")
        passed = self - blocked
        result = True
        if passed or not blocked:
            result = super(SaleOrder, passed).action_confirm()
        told = self.browse(order.id for order, state in outside.items() if state in ("warned", "blocked"))
        return told._channel_notification(bool(blocked)) if result is True and told else result

    def _channel_decide(self):
        """Check the orders, note the result on them and return {order: result} of those of dealers."""
        checked = self.filtered(lambda order: order._channel_mode() != "off" and order._channel_dealer())
        findings = checked._channel_findings()
        results = {order: order._channel_result(findings.get(order, {})) for order in checked}
        for order, result in results.items():
            if order.sudo().channel_check != result:
                order._write_server_fields({"channel_check": result})
            if result in ("warned", "blocked"):
                order._channel_log(findings[order])
        return results

    def _channel_notification(self, blocked):
        lines = [
            f"{order.name}: {order._channel_text(product, finding)}"
            for order, findings in self._channel_findings().items()
            for product, finding in findings.items()
        ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if blocked else "warning",
                "title": self.env._("Outside the dealer's agreement"),
                "message": "\n".join(lines),
                "sticky": blocked,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
