from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_grading.tools.arguments import as_text, check_ids

MANAGER = "crm_industry.group_channel_manager"


class SaleOrder(models.Model):
    """What managers of the channel have let pass outside the agreements."""

    _inherit = "sale.order"

    channel_exception_ids = fields.One2many(
        "crm.dealer.exception", "order_id", string="Allowed Outside the Agreement", groups="base.group_user"
    )

    def action_allow_outside(self, reason=False):
        """Let orders pass as they are, though a part of them is outside the dealers' agreements. Channel managers.

        :param str reason: why, kept in the log; without one a window asks for it
        :raise AccessError: the user is no channel manager
        :raise UserError: nothing of an order is outside
        """
        check_ids(self)
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only channel managers allow orders outside the dealer's agreement."))
        self.check_access("read")
        reason = as_text(self.env, reason).strip()
        if not reason:
            return self._channel_ask_reason()
        findings = self._channel_findings()
        for order in self:
            order._channel_allow(self._channel_open(findings.get(order, {})), reason)
        return True

    def _channel_allow(self, findings, reason):
        if not findings:
            raise UserError(self.env._("%(order)s is not outside the dealer's agreement.", order=self.display_name))
        coverage = self.env["crm.dealer.coverage"]
        # sudo: the log is written by the server only, and managers of the channel need not be allowed to edit orders
        self.env["crm.dealer.exception"].sudo().create(
            [
                {
                    "name": self.name,
                    "order_id": self.id,
                    "company_id": self.company_id.sudo().root_id.id,
                    "dealer_id": self._channel_dealer().id,
                    "product_id": product.id,
                    "region_id": finding["region"].id,
                    "quantity": finding["quantity"],
                    "finding": coverage._reason_text(finding["answer"], finding["region"]),
                    "reason": reason,
                    "user_id": self.env.uid,
                }
                for product, finding in findings.items()
            ]
        )
        order = self.sudo()
        order._write_server_fields({"channel_check": "allowed"})
        order._message_log(
            body=self.env._("Allowed outside the dealer's agreement: %(reason)s", reason=reason),
            author_id=self.env.user.partner_id.id,
        )

    def _channel_ask_reason(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Allow Outside the Agreement"),
            "res_model": "crm.dealer.order.allow",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_ids": self.ids},
        }

    def _channel_allowed(self, product):
        """Quantity of a product that a manager has let pass for this order, dealer and region; 0 without."""
        matching = self.sudo().channel_exception_ids.filtered(
            lambda exception: exception.product_id == product
            and exception.dealer_id == self._channel_dealer()
            and exception.region_id == self._channel_region()
        )
        return max(matching.mapped("quantity"), default=0.0)
