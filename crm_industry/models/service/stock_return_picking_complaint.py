from odoo import models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _get_proc_values(self, line):
        values = super()._get_proc_values(line)
        if line.complaint_line_id:
            values["complaint_line_id"] = line.complaint_line_id.id
        return values
