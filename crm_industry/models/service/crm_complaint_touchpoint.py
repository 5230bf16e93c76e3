from odoo import fields, models


class CrmComplaint(models.Model):
    _inherit = "crm.complaint"

    touchpoint_id = fields.Many2one(
        "crm.touchpoint",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Where the customer said it first.",
    )

    _touchpoint_uniq = models.UniqueIndex(
        "(touchpoint_id) WHERE touchpoint_id IS NOT NULL", "There is a complaint of this touchpoint already."
    )
