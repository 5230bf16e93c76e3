from odoo import fields, models

READERS = "sales_team.group_sale_salesman,crm_grading.group_grading_assessor"


class ResPartner(models.Model):
    """The way from a customer to its gradings, for searching."""

    _inherit = "res.partner"

    grading_result_ids = fields.One2many(
        "crm.grading.result", "partner_id", string="Grading Results", readonly=True, groups=READERS
    )
