from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round

from odoo.addons.crm_grading.tools.arguments import check_one


class SaleOrder(models.Model):
    """Quotations deduct what their customer was promised because of complaints."""

    _inherit = "sale.order"

    complaint_discount_left = fields.Monetary(
        string="Promised Discount",
        compute="_compute_complaint_discount_left",
        groups="base.group_user",
        currency_field="complaint_currency_id",
        help="What the customer was promised because of complaints and has not used yet: company currency, without tax.",
    )
    complaint_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Promises", groups="base.group_user"
    )

    @api.depends("partner_id", "company_id", "state", "order_line.price_subtotal")
    def _compute_complaint_discount_left(self):
        # sudo: salespeople need not see complaints
        quotations = self.sudo().filtered(lambda order: order.state in ("draft", "sent") and order.partner_id)
        discounts = self.env["crm.complaint.discount"].sudo()._open_for(quotations)
        for order in self:
            order.complaint_discount_left = sum(discounts[order].mapped("left")) if order in discounts else 0.0

    @api.constrains("state", "partner_id", "currency_id")
    def _check_complaint_discount(self):
        self.sudo().order_line.complaint_discount_id._check_used()

    def copy_data(self, default=None):
        """A discount is used once: copies of the order don't have it."""
        result = super().copy_data(default)
        for vals in result:
            if "order_line" in vals:
                vals["order_line"] = [
                    line for line in vals["order_line"] if len(line) < 3 or not (line[2] or {}).get("complaint_discount_id")
                ]
        return result

    def action_use_complaint_discount(self):
        """Deduct what the customer was promised, at most what the goods of the quotation cost (button).

        :raise UserError: the order is confirmed, or nothing is left or to be deducted from
        """
        check_one(self)
        self.check_access("write")
        # sudo: salespeople need not see complaints
        discounts = self.env["crm.complaint.discount"].sudo()._open_for(self.sudo())[self]
        self.env["crm.capacity.lock"]._lock_capacity(f"complaint_discount:{discount.id}" for discount in discounts)
        if self.state not in ("draft", "sent") or not discounts:
            raise UserError(self.env._("%(order)s: no discount is left for a quotation.", order=self.name))
        groups = self._complaint_discount_room()
        for discount in discounts:
            self._use_complaint_discount(discount, groups)
        return True

    def _complaint_discount_room(self):
        """Return what can be deducted: {taxes: amount without tax, order currency}, the largest first."""
        lines = self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        sums = {taxes: sum(group.mapped("price_subtotal")) for taxes, group in lines.grouped("tax_ids").items()}
        return dict(sorted(sums.items(), key=lambda item: item[1], reverse=True))

    def _use_complaint_discount(self, discount, groups):
        """Deduct what is left of one discount from groups of lines with the same taxes."""
        # Rounded down: no more than was promised in company currency.
        whole = discount.left * (self.currency_rate or 1.0)
        left = float_round(whole, precision_rounding=self.currency_id.rounding, rounding_method="DOWN")
        for taxes, room in groups.items():
            part = min(left, room)
            if self.currency_id.compare_amounts(part, 0) <= 0:
                continue
            # sudo: nobody else links a line to a discount
            self.env["sale.order.line"].sudo().create(self._prepare_complaint_discount_line(discount, taxes, part))
            groups[taxes] -= part
            left -= part

    def _prepare_complaint_discount_line(self, discount, taxes, amount):
        included = taxes.filtered("price_include")
        price = included.compute_all(amount, self.currency_id, handle_price_include=False)["total_included"]
        return {
            "order_id": self.id,
            "product_id": self._complaint_discount_product().id,
            "name": self.env._("Discount promised for %(complaint)s", complaint=discount.complaint_id.name),
            "product_uom_qty": 1,
            "price_unit": -price,
            "tax_ids": [(6, 0, taxes.ids)],
            "sequence": 999,
            "complaint_discount_id": discount.id,
        }

    def _complaint_discount_product(self):
        """Return the company's product of discounts, made as Odoo's own discounts do when it is the first one."""
        # sudo: salespeople may not change the company
        company = self.company_id.sudo()
        if not company.sale_discount_product_id:
            wizard = self.env["sale.order.discount"].sudo().with_company(company).new({"sale_order_id": self.id})
            values = wizard._prepare_discount_product_values()
            company.sale_discount_product_id = self.env["product.product"].sudo().create(values)
        return company.sale_discount_product_id
