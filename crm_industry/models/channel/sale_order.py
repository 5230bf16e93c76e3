from contextlib import contextmanager

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_credit.models.check.sale_order import CREDIT_FIELDS
from odoo.addons.crm_grading.tools.arguments import as_text, check_ids

MANAGER = "crm_industry.group_channel_manager"


class SaleOrder(models.Model):
    """Orders of dealers against their agreements: at confirmation, and whenever a confirmed one grows or goes elsewhere.

    The doors are those of the credit check, whose hooks this extends.
    """

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
    channel_exception_ids = fields.One2many(
        "crm.dealer.exception", "order_id", string="Allowed Outside the Agreement", groups="base.group_user"
    )

    @api.depends("partner_id", "partner_shipping_id", "company_id", "state", "channel_exception_ids")
    @api.depends("order_line.product_id", "order_line.product_uom_qty", "order_line.product_uom_id")
    @api.depends_context("lang")
    def _compute_channel_outside(self):
        findings = self.filtered(lambda order: order.state != "cancel")._channel_findings()
        for order in self:
            order.channel_outside = findings.get(order) and Markup("<ul class='mb-0'>%s</ul>") % Markup("").join(
                Markup("<li>%s</li>") % escape(order._channel_text(product, finding))
                for product, finding in findings[order].items()
            )

    # -- what is outside -----------------------------------------------------------------------------------------------

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

    def _channel_quantities(self):
        """Return {product: quantity in its unit} of the goods ordered."""
        quantities = {}
        for line in self.order_line:
            product = line.product_id._origin
            if line.display_type or line.is_downpayment or product.type != "consu" or line.product_uom_qty <= 0:
                continue
            quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, product.uom_id, round=False)
            quantities[product] = quantities.get(product, 0.0) + quantity
        return quantities

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
        company = self.company_id.sudo().root_id
        return {
            "company_id": company.id,
            "dealer_id": self._channel_dealer()._origin.id,
            "region_id": self._channel_region()._origin.id or None,
            "categ_id": product.categ_id.id or None,
            "brand_id": product.channel_brand_id.id or None,
            "day": company._business_today(),
        }

    def _channel_allowed(self, product):
        """Quantity of a product that a manager has let pass for this order, dealer and region; 0 without."""
        matching = self.sudo().channel_exception_ids.filtered(
            lambda exception: exception.product_id == product
            and exception.dealer_id == self._channel_dealer()
            and exception.region_id == self._channel_region()
        )
        return max(matching.mapped("quantity"), default=0.0)

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

    # -- confirmation ------------------------------------------------------------------------------------------------------

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
        told = [order for order, state in outside.items() if state in ("warned", "blocked")]
        return self._channel_notification(told, bool(blocked)) if result is True and told else result

    def _channel_decide(self):
        """Check the orders, note the result on them and return {order: result} of those of dealers."""
        checked = self.filtered(lambda order: order._channel_mode() != "off" and order._channel_dealer())
        findings = checked._channel_findings()
        results = {order: order._channel_result(findings.get(order, {})) for order in checked}
        for order, result in results.items():
            if order.sudo().channel_check != result:
                order._channel_write({"channel_check": result})
            if result in ("warned", "blocked"):
                order._channel_log(findings[order])
        return results

    def _channel_result(self, findings):
        if not findings:
            return "inside"
        if not self._channel_open(findings):
            return "allowed"
        return {"warn": "warned", "block": "blocked"}[self._channel_mode()]

    def _channel_log(self, findings):
        lines = [self._channel_text(product, finding) for product, finding in self._channel_open(findings).items()]
        self.sudo()._message_log(body=Markup("<br/>").join([self.env._("Outside the dealer's agreement:"), *lines]))

    def _channel_notification(self, orders, blocked):
        lines = [
            f"{order.name}: {order._channel_text(product, finding)}"
            for order in orders
            for product, finding in order._channel_findings().get(order, {}).items()
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

    # -- every other door --------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._channel_refuse_forged(vals)
        # Explicit values win over defaults that a client puts into the context.
        return super().create([{**vals, "channel_check": False} for vals in vals_list])

    def write(self, vals):
        self._channel_refuse_forged(vals)
        if "partner_shipping_id" in vals and CREDIT_FIELDS.isdisjoint(vals):
            with self._channel_watch():
                return super().write(vals)
        return super().write(vals)

    @api.model
    def _channel_refuse_forged(self, vals):
        if vals.get("channel_check") or vals.get("channel_exception_ids"):
            raise AccessError(self.env._("The check against the dealer's agreement is done by the server only."))

    def _channel_write(self, vals):
        """Set the field that no client may write, past the guard of `write`."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    @contextmanager
    def _credit_watch_increase(self):
        # Entered first: inside the other one, the orders count as being checked.
        with self._channel_watch(), super()._credit_watch_increase():
            yield

    @contextmanager
    def _channel_watch(self):
        """Check what the block adds to confirmed orders of dealers, or sends elsewhere."""
        watched = self.filtered(
            lambda order: order.state == "sale" and order._channel_mode() != "off" and not order._credit_is_in_check()
        )
        before = {order: order._channel_snapshot() for order in watched}
        yield
        grown = {}
        for order, (place, quantities) in before.items():
            now_at, now = order._channel_snapshot()
            known = quantities if now_at == place else {}
            grown[order] = [
                product for product, quantity in now.items() if product.uom_id.compare(quantity, known.get(product, 0.0)) > 0
            ]
        self._channel_require_inside(grown)

    def _channel_snapshot(self):
        """What the check of changes compares: whom and where the goods go to, and how much; nothing where it is no dealer."""
        dealer = self._channel_dealer()
        if self.state != "sale" or not dealer:
            return (), {}
        return (dealer, self._channel_region()), self._channel_quantities()

    def _credit_require_clearance(self, event, amounts=None):
        result = super()._credit_require_clearance(event, amounts)
        if event == "confirm":
            goods = {order: list(order._channel_snapshot()[1]) for order in self}
            outside = self._channel_require_inside(goods)
            for order in self - outside:
                if goods[order] and order._channel_mode() != "off":
                    order._channel_write({"channel_check": "inside"})
        return result

    @api.model
    def _channel_require_inside(self, products):
        """Check products of orders that are confirmed already, as their last step.

        :param dict products: {order: products}
        :return: the orders that are outside of the agreements all the same
        :raise UserError: the company blocks orders outside the agreement, and undoes everything
        """
        orders = self.browse(order.id for order, some in products.items() if some)
        outside = orders._channel_findings(products)
        for order, findings in outside.items():
            result = order._channel_result(findings)
            if result == "blocked":
                raise UserError(
                    self.env._(
                        "%(order)s is outside the dealer's agreement: %(reasons)s A channel manager may allow it.",
                        order=order.name,
                        reasons=" ".join(order._channel_text(*item) for item in order._channel_open(findings).items()),
                    )
                )
            order._channel_write({"channel_check": result})
            if result == "warned":
                order._channel_log(findings)
        return self.browse(order.id for order in outside)

    # -- exceptions ------------------------------------------------------------------------------------------------------

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
        order._channel_write({"channel_check": "allowed"})
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
