from odoo import fields, models


class CrmTelecomMove(models.Model):
    """The line of the sales order that a move comes from."""

    _inherit = "crm.telecom.move"

    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    sale_order_id = fields.Many2one(
        related="sale_line_id.order_id", string="Sales Order", store=True, index="btree_not_null", precompute=True
    )
