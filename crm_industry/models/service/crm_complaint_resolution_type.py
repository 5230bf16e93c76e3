from odoo import fields, models


class CrmComplaintResolutionType(models.Model):
    """A way to put things right. Policies name those that are allowed. Shared by all companies."""

    _name = "crm.complaint.resolution.type"
    _description = "Way to Solve a Complaint"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("replacement", "Replacement without Return"),
            ("exchange", "Exchange"),
            ("refund", "Return and Refund"),
            ("credit", "Credit Note"),
            ("discount", "Discount on the Next Order"),
            ("repair", "Repair"),
            ("apology", "Apology and Explanation"),
        ],
        required=True,
        default="apology",
        help="What the server does when it is approved.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
