from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

SHOWN_ORDERS = 20


class CrmChannelShop(models.AbstractModel):
    """Sending the basket, orders of the past, and ordering the same again."""

    _inherit = "crm.channel.shop"

    # -- sending -------------------------------------------------------------------------------------------------------

    @api.model
    def _submit(self, values):
        """Send the basket of the user's customer: confirm it or ask for it, as the company wants it.

        Sent twice, it is sent once.

        :param dict values: order (id of the basket), stamp (of the page that the customer saw), and what `_change` takes
        :return: the order, with full rights: as it is when it was sent or confirmed already; empty where the basket is no longer
            what the customer saw and has to be looked at again
        :raise AccessError: the user may not order on the portal
        :raise MissingError: the order is not the customer's
        :raise UserError: something in the basket can't be ordered
        """
        customer = self._own_customer()
        self._lock_basket(customer)
        order = self._own_order(customer, values.get("order"))
        order._channel_lock()
        if order.channel_basket_of != customer or order.state != "draft":
            return order
        self._change(values)
        if not order.exists() or self._stamp(order) != values.get("stamp"):
            return order.browse()
        problems = self._problems(customer, order)
        if order._channel_mode() == "block":
            problems += self._outside_texts(order)
        if problems:
            raise UserError("\n".join(problems))
        self._send(order)
        return order

    @api.model
    def _send(self, order):
        """Confirm the order, or have it looked at."""
        sent = {"channel_requested_on": fields.Datetime.now(), "channel_requested_by": self.env.uid}
        order._write_server_fields(sent | {"channel_basket_of": False})
        order._message_log(body=self.env._("Ordered on the portal."), author_id=self.env.user.partner_id.id)
        if self._mode() == "confirm":
            order._validate_order()
            if order.state != "sale" and order.channel_check == "blocked":
                raise UserError("\n".join(self._outside_texts(order)))
        if order.state != "sale" and order.credit_state != "held":
            self._tell_request(order)

    @api.model
    def _tell_request(self, order):
        """Give the salesperson, or the head of the team, something to do."""
        users = order.user_id, order.team_id.user_id
        if user := next((user for user in users if user.active and not user.share), None):
            order.with_context(lang=user.lang, mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=order.with_context(lang=user.lang).env._("Ordered on the portal: please confirm"),
                user_id=user.id,
            )

    # -- orders --------------------------------------------------------------------------------------------------------

    @api.model
    def _orders_domain(self, customer):
        """Orders of the customer with the company: confirmed ones, and what it has sent from here."""
        own = Domain("partner_id.commercial_partner_id", "=", customer.id) & Domain("company_id", "=", self.env.company.id)
        return own & (Domain("state", "=", "sale") | Domain("channel_requested_on", "!=", False))

    @api.model
    def _own_order(self, customer, number):
        """One of these orders, or the basket, by the id that a client sent; with full rights.

        :raise MissingError: it is none of them
        """
        found = self.env["sale.order"].sudo()
        if self._is_id(number):
            domain = self._orders_domain(customer) | Domain("id", "=", self._basket(customer).id)
            found = found.with_company(self.env.company).search(domain & Domain("id", "=", int(number)))
        if not found:
            raise self._missing()
        return found

    @api.model
    def _orders_page(self, page=1):
        """What the list of orders shows: orders (the newest first), total, step.

        :raise AccessError: the user may not order on the portal
        """
        domain = self._orders_domain(self._own_customer())
        # sudo: states of requests, which their customers have no right to
        orders = self.env["sale.order"].sudo()
        total = orders.search_count(domain)
        offset = (min(max(page, 1), total // SHOWN_ORDERS + 1) - 1) * SHOWN_ORDERS
        found = orders.search(domain, order="date_order desc, id desc", limit=SHOWN_ORDERS, offset=offset)
        return {"orders": found, "total": total, "step": SHOWN_ORDERS}

    @api.model
    def _order_page(self, number):
        """What the page of an own order shows: order, state, lines.

        :raise AccessError: the user may not order on the portal
        :raise MissingError: it is not the customer's
        """
        order = self._own_order(self._own_customer(), number)
        return {"order": order, "state": order._channel_shop_state(), "lines": order.order_line}

    # -- again ---------------------------------------------------------------------------------------------------------

    @api.model
    def _again(self, number):
        """Put what an own order holds into the basket, as far as it can still be ordered.

        :raise AccessError: the user may not order on the portal
        :raise MissingError: the order is not the customer's
        """
        customer = self._own_customer()
        self._lock_basket(customer)
        order = self._own_order(customer, number)
        known = self._in_catalogue(customer, order._channel_goods().product_id.ids)
        basket = self._open_basket(customer)
        for line in order._channel_goods():
            product, unit = line.product_id, line.product_uom_id
            if product not in known or line.product_uom_qty <= 0:
                continue
            quantity = line.product_uom_qty
            if unit not in self._units(product):
                unit, quantity = product.uom_id, unit._compute_quantity(quantity, product.uom_id)
            self._put(basket, product, unit, quantity)
        self._refresh(customer, basket)

    @api.model
    def _left_out(self, customer, order):
        """Names of what an order holds and can't be ordered again."""
        products = order._channel_goods().product_id
        return (products - self._in_catalogue(customer, products.ids)).mapped("display_name")
