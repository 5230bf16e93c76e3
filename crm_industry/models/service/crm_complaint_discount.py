from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmComplaintDiscount(models.Model):
    """What a customer may deduct from its next orders because of a complaint: company currency, without tax. Written by the
    server; used up by lines of orders that are not cancelled, and by what was invoiced of those that are."""

    _name = "crm.complaint.discount"
    _description = "Discount Promised for a Complaint"
    _inherit = ["crm.guarded.mixin"]
    _order = "id"
    _rec_name = "complaint_id"

    resolution_id = fields.Many2one("crm.complaint.resolution", required=True, readonly=True, ondelete="restrict")
    complaint_id = fields.Many2one(related="resolution_id.complaint_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="resolution_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="complaint_id.partner_id", string="Customer")
    amount = fields.Monetary(required=True, readonly=True)
    line_ids = fields.One2many("sale.order.line", "complaint_discount_id", readonly=True)
    used = fields.Monetary(compute="_compute_used")
    left = fields.Monetary(compute="_compute_used")

    _resolution_uniq = models.UniqueIndex("(resolution_id)", "The discount has been promised already.")
    _amount_positive = models.Constraint("CHECK (amount > 0)", "A discount is more than nothing.")

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | {"resolution_id": False, "amount": 0.0}

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Discounts that were promised are kept."))

    @api.depends(
        "amount",
        "line_ids.price_subtotal",
        "line_ids.untaxed_amount_invoiced",
        "line_ids.order_id.state",
        "line_ids.order_id.currency_rate",
    )
    def _compute_used(self):
        for discount in self:
            # sudo: agents need not see orders
            used = sum(
                line._complaint_discount_used() / (line.order_id.currency_rate or 1.0) for line in discount.sudo().line_ids
            )
            discount.used = discount.currency_id.round(used)
            discount.left = discount.amount - discount.used

    @api.model
    def _open_for(self, orders):
        """Return {order: discounts that its customer may still use in it}; in sudo."""
        customers, companies = orders.partner_id.commercial_partner_id, orders.company_id.root_id
        found = self.search([("complaint_id.partner_id", "in", customers.ids), ("company_id", "child_of", companies.ids)])
        found = found.filtered(lambda discount: discount.currency_id.compare_amounts(discount.left, 0) > 0)
        owners = found.grouped(lambda discount: (discount.partner_id, discount.company_id.root_id))
        return {
            order: owners.get((order.partner_id.commercial_partner_id, order.company_id.root_id), self.browse())
            for order in orders
        }

    def _check_used(self):
        """:raise UserError: more is deducted than was promised, or by another customer"""
        for discount in self.sudo():
            customers = discount.line_ids.order_id.partner_id.commercial_partner_id
            # A line that adds to the order is no discount.
            turned = any(line.price_subtotal > 0 for line in discount.line_ids)
            if turned or discount.currency_id.compare_amounts(discount.left, 0) < 0 or customers - discount.partner_id:
                raise UserError(
                    self.env._(
                        "%(complaint)s: %(customer)s was promised a discount of %(amount)s, which is used once.",
                        complaint=discount.complaint_id.name,
                        customer=discount.partner_id.display_name,
                        amount=discount.currency_id.format(discount.amount),
                    )
                )
