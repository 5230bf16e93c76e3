from odoo import fields, models


class CrmCustomerSegment(models.Model):
    """A name for customers of similar recency, frequency and spending; shared by all companies.

    Which of the 25 combinations belong to it is decided in its cells.
    """

    _name = "crm.customer.segment"
    _description = "Customer Segment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="For imports and reports; lower case, without spaces.")
    sequence = fields.Integer(default=100)
    color = fields.Integer()
    advice = fields.Char(translate=True, help="What to do with customers of this segment.")
    cell_ids = fields.One2many("crm.customer.segment.cell", "segment_id", string="Cells", readonly=True)

    _code_uniq = models.UniqueIndex("(code)", "Two segments can't have the same code.")
