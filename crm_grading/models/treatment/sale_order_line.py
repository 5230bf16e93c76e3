from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_procurement_values(self):
        return super()._prepare_procurement_values() | {"priority": self.order_id.grading_priority or "0"}
