from odoo import fields, models


class ResPartner(models.Model):
    """The way from a customer to its gradings, for searching and for lists."""

    _inherit = "res.partner"

    grading_result_ids = fields.One2many("crm.grading.result", "partner_id", string="Grading Results", readonly=True)
