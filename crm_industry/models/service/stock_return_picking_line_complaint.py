from odoo import fields, models


class StockReturnPickingLine(models.TransientModel):
    """Returns because of a complaint: moves refuse a complaint that anybody but the server names."""

    _inherit = "stock.return.picking.line"

    complaint_line_id = fields.Many2one("crm.complaint.resolution.line", readonly=True)

    def _prepare_move_default_values(self, new_picking):
        values = super()._prepare_move_default_values(new_picking)
        if self.complaint_line_id:
            values["complaint_line_id"] = self.complaint_line_id.id
        return values
