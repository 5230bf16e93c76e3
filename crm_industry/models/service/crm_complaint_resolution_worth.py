from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .goods_value import sold_line

MONEY = ("credit", "refund")
CLAIMS = (*MONEY, "replacement")
ALIVE = ("submitted", "approved")


class CrmComplaintResolution(models.Model):
    """What a customer gets back, by whatever complaints, is no more than what it paid: money by each invoice, money together
    with goods that replace others by each order, and by the goods of the complaint. Amounts are without tax.

    Discounts on later orders are goodwill and don't count; nor do exchanges and repairs, which change goods for the same.
    """

    _inherit = "crm.complaint.resolution"

    def _check_proposal(self):
        # Before the first read that decides: others may promise the same money.
        self._lock_worth()
        result = super()._check_proposal()
        self._check_worth()
        return result

    def _carry_out(self):
        self._lock_worth()
        self._check_worth()
        return super()._carry_out()

    def action_make_credit_note(self):
        self._lock_worth()
        return super().action_make_credit_note()

    # -- of what -------------------------------------------------------------------------------------------------------

    def _orders_claimed(self):
        """Return the orders, in sudo, by which the goods were sold."""
        # sudo: agents need not see orders
        own = self.sudo()
        return own.complaint_id.order_id | (own.complaint_id.line_ids.order_line_id | own.line_ids.order_line_id).order_id

    def _lock_worth(self):
        """Take the locks of the orders, and of those on the same invoices."""
        orders = self.filtered(lambda each: each.kind in CLAIMS)._orders_claimed()
        together = orders.order_line.invoice_lines.move_id.invoice_line_ids.sale_line_ids.order_id
        self.env["crm.capacity.lock"]._lock_capacity(f"complaint_worth:{order.id}" for order in orders | together)

    def _claims_on(self, orders):
        """Return the resolutions of all complaints about orders that are promised or done, and this one; in sudo."""
        about = Domain.OR(
            Domain(path, "in", orders.ids)
            for path in (
                "complaint_id.order_id",
                "complaint_id.line_ids.order_line_id.order_id",
                "line_ids.order_line_id.order_id",
            )
        )
        found = self.sudo().search(about & Domain("approval_state", "in", ALIVE))
        return (found | self.sudo()).filtered(lambda each: each.kind in CLAIMS)

    def _waiting_for_credit(self, invoice):
        """Return the resolutions that will credit something of an invoice and have no credit note yet; in sudo."""
        claims = self._claims_on(invoice.invoice_line_ids.sale_line_ids.order_id)
        return claims.filtered(lambda each: each.kind in MONEY and not each.done_on and not each._live_credit_notes())

    def _credit_to_come(self, invoice):
        """Return what this resolution will credit of an invoice: invoice currency."""
        if self.kind == "credit":
            return self._in_currency_of(invoice) if self._invoice_to_credit().move_id == invoice else 0.0
        parts = self._parts_to_credit(self._wanted_back).get(invoice, {})
        return self._price_of_parts(invoice, parts)

    def _wanted_back(self, line, unit):
        """Return how much is to come back of a line, in a unit."""
        return line.product_id.uom_id._compute_quantity(line.quantity, unit, round=False)

    def _price_of_parts(self, invoice, parts):
        """Return what was paid for parts of an invoice.

        :param parts: {order line: quantity in its unit}
        """
        total = 0.0
        for line in invoice.invoice_line_ids.filtered(lambda each: each.display_type == "product" and each.quantity):
            quantity = sum(parts.get(sold, 0.0) for sold in line.sale_line_ids)
            total += quantity * line.price_subtotal / line.quantity
        return invoice.currency_id.round(total * invoice._complaint_paid_share())

    # -- the rules -----------------------------------------------------------------------------------------------------

    def _check_worth(self):
        """:raise UserError: with this resolution the customer would get back more than it paid"""
        if self.kind not in CLAIMS:
            return
        # sudo: agents need not see orders and invoices
        resolution = self.sudo()
        if self.kind == "refund":
            resolution._check_invoices_worth()
        resolution._check_goods_worth()
        for order in resolution._orders_claimed():
            resolution._check_order_worth(order)

    def _check_invoices_worth(self):
        for invoice in self._parts_to_credit(self._wanted_back):
            wanted, left = self._credit_to_come(invoice), invoice._complaint_left(self)
            if invoice.currency_id.compare_amounts(wanted, left) > 0:
                raise UserError(
                    self.env._(
                        "%(resolution)s: %(wanted)s would be refunded, but only %(left)s of %(invoice)s are left: the rest has"
                        " been credited or promised. Take fewer goods back, or cancel what was promised.",
                        resolution=self.display_name,
                        wanted=invoice.currency_id.format(wanted),
                        left=invoice.currency_id.format(left),
                        invoice=invoice.name,
                    )
                )

    def _check_goods_worth(self):
        """What the complaint is about is put right once: by money, or by goods."""
        claims = self.complaint_id.resolution_ids.filtered(lambda each: each.kind in CLAIMS and each.approval_state in ALIVE)
        given = (claims | self)._given_by_kind()
        worth = sum(line._value_sold() for line in self.complaint_id.line_ids)
        if len(given) > 1 and self.complaint_id.line_ids:
            self._refuse_beyond_worth(sum(given.values()), worth, self.complaint_id.display_name)

    def _check_order_worth(self, order):
        """Where goods were replaced, or paid for in advance, the order says what the customer has paid."""
        given = self._claims_on(order)._given_by_kind(order)
        advance = order.order_line.filtered("is_downpayment")
        if not advance and not ("replacement" in given and (len(given) > 1 or self._credited_besides(order))):
            return
        total = sum(given.values()) + self._credited_besides(order)
        self._refuse_beyond_worth(total, order.amount_untaxed / (order.currency_rate or 1.0), order.name)

    def _given_by_kind(self, order=None):
        """Return {kind: what customers get by these resolutions, company currency}. Goods sent in an earlier round were not what
        the customer needed.

        :param order: count the goods of this sale.order only
        """
        result = {}
        for claim in self:
            if claim.kind != "replacement" or claim.round == claim.complaint_id.round:
                result[claim.kind] = result.get(claim.kind, 0.0) + claim._given(order)
        return {kind: amount for kind, amount in result.items() if amount}

    def _given(self, order):
        """Return what the customer gets: the amount credited, else what it paid for the goods; company currency."""
        if self.kind == "credit":
            sold = self._invoice_to_credit().sale_line_ids.order_id
            return self.amount if not order or order in sold else 0.0
        lines = self.line_ids
        if order:
            lines = lines.filtered(lambda line: sold_line(line, self.complaint_id.order_id).order_id == order)
        dear = sum(line.price_subtotal for line in order.order_line if line.price_subtotal > 0) if order else 0.0
        share = order.amount_untaxed / dear if dear else 1.0
        return sum(line._value_sold() for line in lines) * share

    def _credited_besides(self, order):
        """Return what credit notes that no complaint asked for take back of an order, company currency."""
        lines = order.order_line.invoice_lines.filtered(
            lambda line: (
                line.move_id.move_type == "out_refund"
                and line.parent_state != "cancel"
                and not line.is_downpayment
                and not line.move_id.complaint_resolution_id
            )
        )
        net = sum(
            line.currency_id._convert(line.price_subtotal, order.currency_id, order.company_id, line.date or line.create_date)
            for line in lines
        )
        return net / (order.currency_rate or 1.0)

    def _refuse_beyond_worth(self, total, worth, what):
        """:raise UserError: more is given than something is worth"""
        if self.currency_id.compare_amounts(total, worth) > 0:
            raise UserError(
                self.env._(
                    "%(resolution)s: the customer would get %(total)s back in money and goods, for %(what)s it paid %(worth)s."
                    " Lower it, cancel what was promised, or promise a discount.",
                    resolution=self.display_name,
                    total=self.currency_id.format(total),
                    what=what,
                    worth=self.currency_id.format(worth),
                )
            )
