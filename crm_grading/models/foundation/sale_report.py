from odoo import fields, models

from .sale_order import ORDER_SOURCES


class SaleReport(models.Model):
    _inherit = "sale.report"

    order_source = fields.Selection(ORDER_SOURCES, readonly=True)

    def _select_additional_fields(self):
        return super()._select_additional_fields() | {"order_source": "s.order_source"}

    def _group_by_sale(self):
        return f"{super()._group_by_sale()}, s.order_source"
