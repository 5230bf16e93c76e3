from odoo import fields, models

from ..foundation.readers import READERS


class ResPartner(models.Model):
    """The way from a customer to its gradings, for searching."""

    _inherit = "res.partner"

    grading_result_ids = fields.One2many(
        "crm.grading.result", "partner_id", string="Grading Results", readonly=True, groups=READERS
    )
