from datetime import timedelta
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError

OLD = timedelta(hours=1)
MOST_LINES = 500
MOST = 1e7
LONGEST_REFERENCE = 100
LONGEST_NOTE = 2000


class CrmChannelShop(models.AbstractModel):
    """The basket: one draft quotation of the customer with a company, which all of its contacts fill."""

    _inherit = "crm.channel.shop"

    @api.model
    def _basket(self, customer):
        """The customer's basket, with full rights; empty if there is none."""
        # sudo: customers may read their quotations, but not the mark
        return self.env["sale.order"].sudo().with_company(self.env.company).search(
            [
                ("channel_basket_of", "=", customer.id),
                ("partner_id.commercial_partner_id", "=", customer.id),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "draft"),
            ],
            limit=1,
        )

    @api.model
    def _lock_basket(self, customer):
        """One at a time changes the basket of a customer."""
        self.env["crm.capacity.lock"].sudo()._lock_capacity([f"shop:{customer.id}:{self.env.company.id}"])

    @api.model
    def _open_basket(self, customer):
        """The basket, a new one if there is none."""
        basket = self._basket(customer)
        if not basket:
            # sudo: customers create no quotations in any other way
            orders = self.env["sale.order"].sudo().with_company(self.env.company).with_context(mail_create_nosubscribe=True)
            basket = orders.create({"partner_id": customer.id, "company_id": self.env.company.id, "validity_date": False})
            basket._write_server_fields({"channel_basket_of": customer.id})
        return basket

    # -- changes -------------------------------------------------------------------------------------------------------

    @api.model
    def _add(self, values):
        """Put a product into the basket of the user's customer.

        :param dict values: product_id, quantity, uom_id (texts; no unit: the product's own)
        :raise AccessError: the user may not order on the portal
        :raise MissingError: the customer may not order such a product, or not in this unit
        :raise UserError: the quantity makes no sense
        """
        customer = self._own_customer()
        self._lock_basket(customer)
        if not self._is_id(values.get("product_id")):
            raise self._missing()
        product = self._in_catalogue(customer, [int(values["product_id"])])
        if not product:
            raise self._missing()
        unit = self._one_of(self._units(product), values.get("uom_id") or product.uom_id.id)
        quantity = self._quantity(product, unit, values.get("quantity"))
        if not quantity:
            raise UserError(self.env._("%(product)s: please enter a quantity.", product=product.display_name))
        basket = self._open_basket(customer)
        self._put(basket, product, unit, quantity)
        self._refresh(customer, basket)

    @api.model
    def _put(self, basket, product, unit, quantity):
        lines = basket._channel_goods()
        line = lines.filtered(lambda line: line.product_id == product and line.product_uom_id == unit)[:1]
        if line:
            line.product_uom_qty = self._quantity(product, unit, line.product_uom_qty + quantity)
            return
        if len(lines) >= MOST_LINES:
            raise UserError(self.env._("A basket holds %(most)s lines: please send it and begin another.", most=MOST_LINES))
        values = {"order_id": basket.id, "product_id": product.id, "product_uom_id": unit.id, "product_uom_qty": quantity}
        lines.create(values)

    @api.model
    def _quantity(self, product, unit, text):
        """The quantity that a client sent, rounded as the unit is.

        :raise UserError: it is no number, below zero or too much
        """
        text = str(text if text is not None else "").strip()
        try:
            quantity = float(text.replace(",", "") or 0)
        except ValueError:
            quantity = -1.0
        if not 0 <= quantity <= MOST:
            name = product.display_name
            raise UserError(self.env._("%(product)s: “%(text)s” is no quantity.", product=name, text=text[:40]))
        return unit.round(quantity)

    @api.model
    def _change(self, values):
        """Change the basket of the user's customer.

        :param dict values: quantity_<line id> (0 takes the line out), remove (line id), address, reference, note: texts; what
            is left out stays
        :raise AccessError: the user may not order on the portal
        :raise MissingError: there is no basket, or a line or address is not the customer's
        :raise UserError: a quantity makes no sense
        """
        customer = self._own_customer()
        self._lock_basket(customer)
        basket = self._basket(customer)
        if not basket:
            raise self._missing()
        self._change_lines(basket, values)
        self._change_head(customer, basket, values)
        self._refresh(customer, basket)

    @api.model
    def _change_lines(self, basket, values):
        lines = self._changeable(basket)
        removed = self._one_of(lines, values["remove"]) if values.get("remove") else lines.browse()
        for name, text in values.items():
            if not name.startswith("quantity_"):
                continue
            line = self._one_of(lines, name.removeprefix("quantity_"))
            quantity = self._quantity(line.product_id, line.product_uom_id, text)
            if not quantity:
                removed |= line
            elif line.product_uom_id.compare(quantity, line.product_uom_qty):
                line.product_uom_qty = quantity
        removed.unlink()

    @api.model
    def _changeable(self, basket):
        """The lines that the customer changes: goods; what a salesperson added (a service, a text) stays as it is."""
        return basket._channel_goods().filtered(lambda line: line.product_id.type == "consu")

    @api.model
    def _change_head(self, customer, basket, values):
        if "address" in values:
            address = self._one_of(self._addresses(customer), values["address"])
            if basket.partner_shipping_id != address:
                basket.partner_shipping_id = address
        if "reference" in values:
            basket.client_order_ref = values["reference"].strip()[:LONGEST_REFERENCE] or False
        if "note" in values:
            basket.channel_note = values["note"].strip()[:LONGEST_NOTE] or False

    @api.model
    def _refresh(self, customer, basket):
        """Bring the prices of the basket up to date; those that a salesperson has set by hand stay."""
        if not basket.order_line:
            basket.unlink()
            return
        basket.date_order = fields.Datetime.now()
        pricelist = customer.property_product_pricelist
        if basket.pricelist_id != pricelist:
            basket.pricelist_id = pricelist
        lines = self._changeable(basket)
        lines.invalidate_recordset(["pricelist_item_id"])
        lines._compute_price_unit()
        lines._compute_discount()

    @api.model
    def _refresh_old(self, customer, basket):
        """Bring the prices of a basket up to date that lay about for a while."""
        if basket.date_order < fields.Datetime.now() - OLD:
            self._lock_basket(customer)
            self._refresh(customer, basket)
        return basket.exists()

    # -- page ----------------------------------------------------------------------------------------------------------

    @api.model
    def _basket_page(self, again=None):
        """What the page of the basket shows.

        :param int again: id of an own order that was put into the basket again: its products that are no longer to be had
            are named
        :return: dict of order (empty: nothing in it), rows, addresses, problems (what has to be changed before it can be
            sent), warnings, credit, mode, stamp, left_out
        :raise AccessError: the user may not order on the portal
        :raise MissingError: the order is not the customer's
        """
        customer = self._own_customer()
        basket = self._basket(customer)
        if basket:
            basket = self._refresh_old(customer, basket)
        outside = self._outside_texts(basket) if basket else []
        blocked = bool(basket) and basket._channel_mode() == "block"
        return {
            "order": basket,
            "rows": self._rows(customer, basket),
            "addresses": self._addresses(customer),
            "problems": (self._problems(customer, basket) if basket else []) + (outside if blocked else []),
            "warnings": [] if blocked else outside,
            "credit": self._credit(basket),
            "mode": self._mode(),
            "stamp": self._stamp(basket),
            "left_out": self._left_out(customer, self._own_order(customer, again)) if again else [],
        }

    @api.model
    def _rows(self, customer, basket):
        """What is shown of each line: line, price, changeable, gone (it can't be ordered any more), limit."""
        changeable = self._changeable(basket)
        gone = changeable.product_id - self._orderable(customer, changeable.product_id)
        limits = self._portal_limits(changeable.product_id)
        return [
            {
                "line": line,
                "price": line._channel_net_price(),
                "changeable": line in changeable,
                "gone": line.product_id in gone,
                "limit": limits.get(line.product_id.id),
            }
            for line in basket.order_line
        ]

    @api.model
    def _problems(self, customer, basket):
        """What keeps the basket from being sent, each in a sentence."""
        goods = self._changeable(basket).product_id
        texts = [
            self.env._("%(product)s can't be ordered any more: please take it out.", product=product.display_name)
            for product in goods - self._orderable(customer, goods)
        ]
        quantities, limits = basket._channel_quantities(), self._portal_limits(goods)
        for product in goods:
            left = limits.get(product.id, {}).get("left")
            if left is not None and product.uom_id.compare(quantities.get(product, 0.0), left) > 0:
                texts.append(
                    self.env._(
                        "%(product)s: only %(left)s %(unit)s are left for you.",
                        product=product.display_name,
                        left=f"{left:.10g}",
                        unit=product.uom_id.name,
                    )
                )
        return texts

    @api.model
    def _outside_texts(self, basket):
        """What the dealer's agreement does not cover and no manager has let pass, each in a sentence."""
        findings = basket._channel_open(basket._channel_findings().get(basket, {}))
        return [
            self.env._(
                "%(product)s: %(reason)s.",
                product=product.display_name,
                reason=self._outside_text(finding["answer"], finding["region"]),
            )
            for product, finding in findings.items()
        ]

    @api.model
    def _credit(self, basket):
        """What the customer is told about its credit, of its group only that less is left.

        :return: dict of check (what the credit check says of this basket: clear, warned or waits), shown (whether the user may
            see figures), left, after (left with this basket), overdue, less_in_group, currency (of the company)
        """
        portal = self.env["crm.credit.portal"]
        panel = basket.credit_panel if basket else False
        check = "clear" if not panel else "waits" if panel["clearance"] else "warned" if panel["message"] else "clear"
        currency = self.env.company.sudo().root_id.currency_id
        told = {"shown": False, "check": check, "currency": currency}
        customer = portal._customer()
        if not customer:
            return told
        # sudo: figures of the own customer, as on the page of its credit
        row = self.env["crm.credit.exposure"].sudo()._exposure(customer, portal._company())[customer.id]
        figures = portal._figures(row)
        left = figures["available"]
        return told | {
            "shown": True,
            "left": left,
            "after": left - panel["order"] if panel and left is not None else None,
            "overdue": figures["overdue"],
            "less_in_group": figures["less_in_group"],
        }

    @api.model
    def _stamp(self, basket):
        """What the customer saw of the basket: another stamp, another basket."""
        rows = [
            (line.id, line.product_id.id, line.product_uom_id.id, line.product_uom_qty, line.price_unit, line.discount)
            for line in basket.order_line.sorted("id")
        ]
        seen = repr((basket.id, rows, basket.amount_total, basket.currency_id.id))
        return sha256(seen.encode()).hexdigest()[:32]
