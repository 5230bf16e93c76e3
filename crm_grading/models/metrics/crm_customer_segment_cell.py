from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmCustomerSegmentCell(models.Model):
    """One of the 25 combinations of recency score and FM score, and the segment it belongs to.

    FM is the mean of frequency and monetary score, a half rounded up. Shipped are all 25; since none can be deleted, doubled or
    lie outside of 1 to 5, they are a partition at any time: each customer with scores has exactly one segment.
    """

    _name = "crm.customer.segment.cell"
    _description = "Cell of the RFM Table"
    _order = "recency desc, fm desc"
    _rec_name = "segment_id"

    recency = fields.Integer(string="R", required=True, readonly=True, help="Recency score, 5 for the latest orders.")
    fm = fields.Integer(string="FM", required=True, readonly=True, help="Mean of frequency and monetary score.")
    segment_id = fields.Many2one("crm.customer.segment", required=True, index=True, ondelete="restrict")

    _cell_uniq = models.UniqueIndex("(recency, fm)", "The table has this combination of R and FM already.")
    _scores_in_range = models.Constraint("CHECK (recency BETWEEN 1 AND 5 AND fm BETWEEN 1 AND 5)", "R and FM go from 1 to 5.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The RFM table needs all its 25 cells; give the cell another segment instead of deleting it."))
