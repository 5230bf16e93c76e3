from odoo import api, fields, models
from odoo.exceptions import AccessError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    complaint_discount_id = fields.Many2one(
        "crm.complaint.discount", readonly=True, index="btree_not_null", ondelete="restrict", groups="base.group_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_complaint_discount(False)
        return lines

    def write(self, vals):
        if "complaint_discount_id" in vals:
            self._refuse_complaint_discount(vals["complaint_discount_id"])
        return super().write(vals)

    def _refuse_complaint_discount(self, discount_id):
        """:raise AccessError: somebody says, or takes back, which discount a line uses"""
        # sudo: salespeople need not see complaints
        if not self.env.su and (discount_id or self.sudo().complaint_discount_id):
            raise AccessError(self.env._("Discounts of complaints are deducted by the button of the quotation."))

    def _complaint_discount_used(self):
        """Return how much of its discount this line uses up, order currency: of a cancelled order what was invoiced."""
        self.ensure_one()
        deducted = 0.0 if self.order_id.state == "cancel" else -self.price_subtotal
        return max(deducted, -self.untaxed_amount_invoiced, 0.0)

    @api.constrains("price_unit", "product_uom_qty", "discount", "tax_ids", "complaint_discount_id")
    def _check_complaint_discount(self):
        # sudo: salespeople need not see complaints
        self.sudo().complaint_discount_id._check_used()
