from odoo import api, fields, models
from odoo.exceptions import AccessError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    complaint_discount_id = fields.Many2one(
        "crm.complaint.discount", readonly=True, index="btree_not_null", ondelete="restrict", groups="base.group_user"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_complaint_discount(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_complaint_discount(vals)
        return super().write(vals)

    @api.model
    def _refuse_complaint_discount(self, vals):
        """:raise AccessError: somebody writes which discount a line uses"""
        if vals.get("complaint_discount_id") and not self.env.su:
            raise AccessError(self.env._("Discounts of complaints are deducted by the button of the quotation."))

    @api.constrains("price_unit", "product_uom_qty", "discount", "tax_ids", "complaint_discount_id")
    def _check_complaint_discount(self):
        # sudo: salespeople need not see complaints
        self.sudo().complaint_discount_id._check_used()
