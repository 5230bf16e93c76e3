from odoo import fields, models


class CrmComplaintCause(models.Model):
    """Why it happened (root cause), found out by whoever handles the case. Shared by all companies."""

    _name = "crm.complaint.cause"
    _description = "Root Cause"
    _order = "area, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False)
    area = fields.Selection(
        [
            ("product", "Product"),
            ("packing", "Packing"),
            ("transport", "Transport"),
            ("service", "Service"),
            ("information", "Information"),
            ("customer", "Customer's Use"),
        ],
        required=True,
        default="product",
        help="Where it has to be put right.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "Another root cause has this code.")
