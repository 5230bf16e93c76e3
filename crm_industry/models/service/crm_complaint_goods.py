from odoo import api, models
from odoo.fields import Command

from .crm_complaint import AGENT

MOST_LINES = 10


class CrmComplaint(models.Model):
    """The goods that a complaint is about, taken from its order."""

    _inherit = "crm.complaint"

    @api.onchange("order_id")
    def _onchange_order_id(self):
        """Propose the goods of a small order; the agent takes away what is all right."""
        order = self.order_id._origin
        if not order or self.line_ids:
            return
        if self.env.user.has_group(AGENT) and order.sudo().company_id in self.env.companies:
            # sudo: agents need not see orders; the customer tells them the number
            order = order.sudo()
        elif not order.has_access("read"):
            return
        lines = order.order_line.filtered(
            lambda line: not line.display_type and line.product_id.type == "consu" and line.product_uom_qty > 0
        )
        if len(lines) <= MOST_LINES:
            self.line_ids = [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "order_line_id": line.id,
                        "quantity": line.product_uom_id._compute_quantity(
                            line.product_uom_qty, line.product_id.uom_id, round=False
                        ),
                    }
                )
                for line in lines
            ]
