from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .goods_value import sold_value


class CrmComplaintResolutionLine(models.Model):
    """Goods that a resolution sends, takes back or credits. The quantity is in the product's own unit."""

    _name = "crm.complaint.resolution.line"
    _description = "Goods of a Resolution"
    _check_company_auto = True

    resolution_id = fields.Many2one("crm.complaint.resolution", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="resolution_id.company_id")
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="restrict", domain="[('type', '=', 'consu')]", check_company=True
    )
    quantity = fields.Float(required=True, default=1.0, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial Number or Lot",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('product_id', '=', product_id)]",
        help="Of the goods complained about.",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        ondelete="restrict",
        check_company=True,
        help="From where it is sent; empty: that of the order, else the first of the company.",
    )
    order_line_id = fields.Many2one("sale.order.line", index="btree_not_null", ondelete="restrict", check_company=True)
    move_ids = fields.One2many("stock.move", "complaint_line_id", string="Moves", readonly=True)

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "The quantity of a resolution is more than nothing.")

    @api.depends("product_id", "quantity")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.product_id.display_name} × {line.quantity:g}"

    @api.constrains("product_id", "order_line_id", "lot_id")
    def _check_origin(self):
        for line in self.sudo():
            sold = line.order_line_id
            strange = sold and (
                sold.product_id != line.product_id or sold.order_id.partner_id.commercial_partner_id != line._customer()
            )
            if strange or (line.lot_id and line.lot_id.product_id != line.product_id):
                raise ValidationError(
                    self.env._(
                        "%(goods)s: the order line or the serial number is not of this product and customer.",
                        goods=line.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_draft()

    def _check_draft(self):
        """What has been submitted is decided on as it is.

        :raise UserError: naming the resolution
        """
        for resolution in self.resolution_id:
            if resolution.approval_state != "draft":
                raise UserError(
                    self.env._(
                        "%(resolution)s has been submitted: its goods stay as they are.", resolution=resolution.display_name
                    )
                )

    def _customer(self):
        return self.resolution_id.complaint_id.partner_id

    def _ships_from(self):
        """Return the warehouse that sends the goods."""
        order = self.resolution_id.complaint_id.order_id
        warehouses = self.env["stock.warehouse"]
        return (
            self.warehouse_id
            or (order.company_id == self.company_id and order.warehouse_id)
            or warehouses.search([("company_id", "=", self.company_id.id)], limit=1)
        )

    def _cost(self):
        """What the goods cost the company, company currency."""
        return self.quantity * self.product_id.with_company(self.company_id).standard_price

    def _value_sold(self):
        """What the customer paid for the goods, without tax, company currency."""
        self.ensure_one()
        return sold_value(self, self.resolution_id.complaint_id.order_id)

    def _check_sent(self):
        """:raise UserError: more has left for the customer than was approved"""
        unit = self.product_id.uom_id
        sent = 0.0
        for move in self.move_ids.filtered(lambda each: each.state == "done"):
            quantity = move.product_uom._compute_quantity(move.quantity, unit)
            if move.location_dest_id._is_outgoing():
                sent += quantity
            elif move.origin_returned_move_id.complaint_line_id == self:
                # A parcel that came back is sent again.
                sent -= quantity
        if unit.compare(sent, self.quantity) > 0:
            raise UserError(
                self.env._(
                    "%(resolution)s: %(sent)s of %(product)s would leave, but only %(approved)s are approved.",
                    resolution=self.resolution_id.display_name,
                    sent=f"{sent:g}",
                    product=self.product_id.display_name,
                    approved=f"{self.quantity:g}",
                )
            )

    def _came_back(self, unit):
        """Return how much of the goods has come back from the customer.

        :param unit: uom.uom of the result
        """
        moves = self.move_ids & self.resolution_id._goods_returned()
        return sum(move.product_uom._compute_quantity(move.quantity, unit) for move in moves)
