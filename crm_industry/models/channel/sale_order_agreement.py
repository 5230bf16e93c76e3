from markupsafe import Markup, escape

from odoo import api, fields, models


class SaleOrder(models.Model):
    """Orders of dealers against their agreements: what is outside of them today, and why."""

    _inherit = "sale.order"

    channel_check = fields.Selection(
        [
            ("inside", "Inside the Agreement"),
            ("warned", "Outside, Warned"),
            ("blocked", "Outside, Blocked"),
            ("allowed", "Outside, Allowed"),
        ],
        string="Dealer Agreement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="Result of the last check against the dealer's agreement.",
    )
    channel_outside = fields.Html(
        string="Outside the Agreement",
        compute="_compute_channel_outside",
        compute_sudo=True,
        groups="base.group_user",
        help="What the dealer's agreement does not cover as of today, and why.",
    )

    @api.depends(
        "partner_id",
        "partner_shipping_id",
        "company_id",
        "state",
        "channel_exception_ids",
        "order_line.product_id",
        "order_line.product_uom_qty",
        "order_line.product_uom_id",
    )
    @api.depends_context("lang")
    def _compute_channel_outside(self):
        findings = self.filtered(lambda order: order.state != "cancel")._channel_findings()
        for order in self:
            order.channel_outside = findings.get(order) and Markup("<ul class='mb-0'>%s</ul>") % Markup("").join(
                Markup("<li>%s</li>") % escape(order._channel_text(product, finding))
                for product, finding in findings[order].items()
            )

    def _channel_mode(self):
        """What happens with orders outside the agreement: off, warn or block."""
        return self.company_id.sudo().root_id.channel_order_check

    def _channel_dealer(self):
        """The dealer who orders: the commercial partner, empty when it is none."""
        customer = self.partner_id.commercial_partner_id
        return customer if customer.channel_type_id.is_dealer else customer.browse()

    def _channel_region(self):
        """The region that the goods go to; empty where the company does not look at it, or the address has none."""
        if self.company_id.sudo().root_id.channel_order_region == "product":
            return self.env["crm.region"]
        return self.partner_shipping_id.channel_region_id

    def _channel_goods(self):
        """The lines with products."""
        return self.order_line.filtered(lambda line: line.product_id and not line.display_type and not line.is_downpayment)

    def _channel_quantities(self):
        """Return {product: quantity in its unit} of the goods ordered."""
        goods = self._channel_goods().filtered(lambda line: line.product_id.type == "consu" and line.product_uom_qty > 0)
        return goods._quantities_by_product()

    def _channel_findings(self, only=None):
        """Return what the agreements of the dealers don't cover today, by one statement for all the orders.

        :param only: {order: products} to look at, by default all
        :return: {order: {product: {"answer": of `crm.dealer.coverage._answers`, "region": crm.region, "quantity": float,
            "allowed": quantity that a manager has let pass}}}
        """
        asked = [
            (order, product, quantity)
            for order in self.filtered(lambda order: order._channel_mode() != "off" and order._channel_dealer())
            for product, quantity in order._channel_quantities().items()
            if only is None or product in only.get(order, ())
        ]
        # sudo: salespeople don't see all of the agreements, and customers on the portal none
        answers = self.env["crm.dealer.coverage"].sudo()._answers(
            [order._channel_question(product) for order, product, _quantity in asked], now=True
        )
        findings = {}
        for (order, product, quantity), answer in zip(asked, answers, strict=True):
            if not answer["allowed"]:
                findings.setdefault(order, {})[product] = {
                    "answer": answer,
                    "region": order._channel_region(),
                    "quantity": quantity,
                    "allowed": order._channel_allowed(product),
                }
        return findings

    def _channel_question(self, product):
        """What is asked about a product of the order, see `crm.dealer.coverage._answers`."""
        coverage = self.env["crm.dealer.coverage"]
        return coverage._question(self.company_id, self._channel_dealer(), product, self._channel_region())

    @api.model
    def _channel_open(self, findings):
        """Those of the findings of one order that no manager has let pass."""
        return {
            product: finding
            for product, finding in findings.items()
            if product.uom_id.compare(finding["quantity"], finding["allowed"]) > 0
        }

    def _channel_text(self, product, finding):
        """What is outside and why, in one line."""
        reason = self.env["crm.dealer.coverage"]._reason_text(finding["answer"], finding["region"])
        if not self._channel_open({product: finding}):
            return self.env._("%(product)s: %(reason)s. Allowed.", product=product.display_name, reason=reason)
        return self.env._("%(product)s: %(reason)s.", product=product.display_name, reason=reason)

    def _channel_result(self, findings):
        if not findings:
            return "inside"
        if not self._channel_open(findings):
            return "allowed"
        return {"warn": "warned", "block": "blocked"}[self._channel_mode()]

    def _channel_log(self, findings):
        lines = [self._channel_text(product, finding) for product, finding in self._channel_open(findings).items()]
        self.sudo()._message_log(body=Markup("<br/>").join([self.env._("Outside the dealer's agreement:"), *lines]))
