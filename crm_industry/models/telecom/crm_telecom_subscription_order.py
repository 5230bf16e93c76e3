from odoo import api, fields, models

ORIGIN = {"sale_line_id": False, "sale_line_number": 0, "opportunity_id": False}


class CrmTelecomSubscription(models.Model):
    """Where a subscription comes from: the line of a sales order, and the opportunity that led to it."""

    _inherit = "crm.telecom.subscription"

    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    sale_order_id = fields.Many2one(
        related="sale_line_id.order_id", string="Sales Order", store=True, index="btree_not_null", precompute=True
    )
    sale_line_number = fields.Integer(
        string="Piece", readonly=True, copy=False, aggregator=None, help="Which one of the pieces that the line adds."
    )
    opportunity_id = fields.Many2one("crm.lead", readonly=True, copy=False, index="btree_not_null", ondelete="set null")

    _sale_line_uniq = models.UniqueIndex(
        "(sale_line_id, sale_line_number) WHERE sale_line_id IS NOT NULL AND state <> 'cancelled'",
        "The order has added this subscription already.",
    )

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | ORIGIN

    def _step_values(self, verb, day):
        values = super()._step_values(verb, day)
        if verb == "create" and self.sale_line_id:
            # sudo: the number of the order, for whoever sees the subscription
            values |= {"source": "order", "note": self.sale_line_id.sudo().order_id.name}
        return values
