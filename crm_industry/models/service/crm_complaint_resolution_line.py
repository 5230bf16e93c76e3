from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .goods_value import sold_value


class CrmComplaintResolutionLine(models.Model):
    """Goods that a resolution sends, takes back or credits."""

    _name = "crm.complaint.resolution.line"
    _inherit = ["crm.complaint.goods.mixin", "crm.guarded.mixin"]
    _description = "Goods of a Resolution"
    _check_company_auto = True

    resolution_id = fields.Many2one("crm.complaint.resolution", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="resolution_id.company_id")
    lot_id = fields.Many2one(help="Of the goods complained about.")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        ondelete="restrict",
        check_company=True,
        help="From where it is sent; empty: that of the order, else the first of the company.",
    )
    move_ids = fields.One2many("stock.move", "complaint_line_id", string="Moves", readonly=True)

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "The quantity of a resolution is more than nothing.")

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
        if vals.keys() <= self._guarded_fields().keys():
            return super().write(vals)
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
        return self._cost_of(self.quantity)

    def _cost_of(self, quantity):
        """What some of the goods cost the company, company currency."""
        return quantity * self.product_id.with_company(self.company_id).standard_price

    def _value_sold(self):
        """What the customer paid for the goods, without tax, company currency."""
        self.ensure_one()
        return sold_value(self, self.resolution_id.complaint_id.order_id)
