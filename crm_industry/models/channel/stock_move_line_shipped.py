from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # What was moved lately: read before each detection of diverted goods.
    _channel_moved_lot_idx = models.Index("(write_date, lot_id) WHERE lot_id IS NOT NULL AND state = 'done'")
