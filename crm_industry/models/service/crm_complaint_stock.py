from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmComplaintStock(models.Model):
    """What was in stock of a product in a warehouse when a resolution was looked at, submitted and decided. Never changed.

    Quantities are in the unit of the product.
    """

    _name = "crm.complaint.stock"
    _description = "Stock at a Decision"
    _inherit = ["crm.guarded.mixin"]
    _order = "resolution_id, time desc, product_id, warehouse_id"
    _rec_name = "product_id"

    resolution_id = fields.Many2one("crm.complaint.resolution", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="resolution_id.company_id", store=True, index=True, precompute=True)
    moment = fields.Selection(
        [("looked", "Looked at"), ("submitted", "Submitted"), ("decided", "Decided")], required=True, readonly=True
    )
    time = fields.Datetime(required=True, readonly=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True, index=True, ondelete="restrict")
    uom_id = fields.Many2one(related="product_id.uom_id")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, readonly=True, ondelete="restrict")
    on_hand = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    free = fields.Float(digits="Product Unit", readonly=True, aggregator=None, help="On hand and not reserved.")
    incoming = fields.Float(digits="Product Unit", readonly=True, aggregator=None)

    @api.model
    def _guarded_fields(self):
        return super()._guarded_fields() | dict.fromkeys(
            ("resolution_id", "moment", "time", "product_id", "warehouse_id", "on_hand", "free", "incoming"), False
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_looked(self):
        if self.filtered(lambda row: row.moment != "looked"):
            raise UserError(self.env._("The stock at a decision is kept."))

    @api.model
    def _take(self, resolution, moment):
        """Write down the stock of the resolution's products in each warehouse of its company.

        :param str moment: looked, submitted or decided
        """
        # sudo: neither agents nor finance need rights to the warehouses
        resolution = resolution.sudo()
        company = resolution.company_id
        products = resolution.line_ids.product_id.with_company(company).filtered("is_storable")
        warehouses = self.env["stock.warehouse"].sudo().search([("company_id", "=", company.id)])
        # Computed quantities may be older than what has moved in this transaction.
        products.invalidate_recordset(["qty_available", "free_qty", "incoming_qty"])
        now = fields.Datetime.now()
        return self.sudo()._guarded_create(
            [
                {
                    "resolution_id": resolution.id,
                    "moment": moment,
                    "time": now,
                    "product_id": product.id,
                    "warehouse_id": warehouse.id,
                    "on_hand": product.qty_available,
                    "free": product.free_qty,
                    "incoming": product.incoming_qty,
                }
                for warehouse in (warehouses if products else ())
                for product in products.with_context(warehouse_id=warehouse.id)
            ]
        )
