from odoo import fields, models

from ..foundation.readers import READERS


class ResPartner(models.Model):
    """The way from a customer to its months, for searching."""

    _inherit = "res.partner"

    grading_snapshot_ids = fields.One2many(
        "crm.customer.snapshot", "partner_id", string="Monthly Figures", readonly=True, groups=READERS
    )
