from odoo import fields, models


class CrmTradeInEvent(models.Model):
    """A step of a trade-in, kept for good."""

    _name = "crm.trade.in.event"
    _description = "Step of a Trade-in"
    _inherit = ["crm.transition.event.mixin"]

    _transition_model = "crm.trade.in"

    record_id = fields.Many2one("crm.trade.in", string="Trade-in", required=True, readonly=True, index=True, ondelete="cascade")
